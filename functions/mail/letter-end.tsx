import { HR_IN_YOUR_COMPANY } from '../domain/help-contact.ts'
import { oneLine, paint } from './mail-page.tsx'

/** How every mail with a link ends: whom to ask, why it came, and what to do when it is for somebody else. */
export interface LetterEnd {
  help: string
  why: string
  notMe: string
  notMeLink: string
}

/**
 * @param of.link the personal link, `…/my/{secret}`.
 * @param of.helpContact whom to ask; completes “Ask …”.
 */
export function letterEndOf(of: { cycleName: string; link: string; helpContact?: string }): LetterEnd {
  const asked = oneLine(of.helpContact ?? HR_IN_YOUR_COMPANY)
  return {
    help: `Is something wrong, or does the link open nothing? Ask ${asked}; they can send you a new one.`,
    why: `You get this because you have a part in “${oneLine(of.cycleName)}”. The link is yours alone, and whoever has it can answer in your name: please do not forward this e-mail. It holds nothing that anybody wrote about anybody.`,
    notMe: 'Not for you? Do not open the link above. Tell us here:',
    // For whoever got a mail that is not for them: it opens nothing.
    notMeLink: of.link.replace(/\/my\/([^/]+)$/, '/my/not-me/$1'),
  }
}

export function LetterEndView({ help, why, notMe, notMeLink }: LetterEnd) {
  return (
    <>
      <p class="quiet" style={paint.quiet}>
        {help}
      </p>
      <p class="quiet" style={paint.quiet}>
        {why}
      </p>
      <p class="quiet" style={paint.quiet}>
        {notMe}{' '}
        <a class="link" style={paint.link} href={notMeLink}>
          this e-mail is not for me
        </a>
        .
      </p>
    </>
  )
}

/** The same as paragraphs of plain text. */
export const letterEndText = ({ help, why, notMe, notMeLink }: LetterEnd): string[] => [
  help,
  why,
  `${notMe} this e-mail is not for me.\n${notMeLink}`,
]
