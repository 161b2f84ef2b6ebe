import type { ReviewNews } from '../domain/review-news.ts'
import { type LetterEnd, LetterEndView, letterEndOf, letterEndText } from './letter-end.tsx'
import { oneLine, paint, renderMail } from './mail-page.tsx'
import type { Message } from './send-email.ts'

export interface ReviewNewsMailProps {
  name: string
  cycleName: string
  news: ReviewNews
  /** Whose review it is; null for the reader's own. */
  about: string | null
  /** True when it is an appeal, or the decision on one. */
  isAppeal: boolean
  link: string
  /** Whom to ask; completes “Ask …”. */
  helpContact?: string
}

/**
 * One message about one review that was disputed or reopened. What was written, rated or decided stands on the page only, and
 * whose review it is too, unless the reader is asked to do something about it: a mail can be read over a shoulder.
 */
export function composeReviewNews(props: ReviewNewsMailProps): Message {
  const { title, opening, button } = wordsOf(props)
  const words = {
    greeting: `Hello ${oneLine(props.name)},`,
    opening,
    button,
    end: letterEndOf(props),
  }
  const subject = `${oneLine(props.cycleName)}: ${title}`
  return {
    subject,
    html: renderMail(subject, <NewsMail {...words} link={props.link} />),
    text: `${[words.greeting, words.opening, `${words.button}:\n${props.link}`, ...letterEndText(words.end)].join('\n\n')}\n`,
  }
}

function wordsOf({ news, about, isAppeal, cycleName }: ReviewNewsMailProps): {
  title: string
  opening: string
  button: string
} {
  const cycle = `“${oneLine(cycleName)}”`
  const name = about === null ? '' : oneLine(about)
  const whose = about === null ? 'your review' : `the review of ${name}`
  const theirs = about === null ? 'Your review' : `The review of ${name}`
  switch (news) {
    case 'disputed':
      return about === null
        ? {
            title: isAppeal ? 'your appeal has come in' : 'your dispute has come in',
            opening: `we have received what you wrote about your review in ${cycle}. Somebody of HR who has no part in it decides. Until then your review is marked as disputed and nobody is held to a signature. You need not do anything; we write to you when it is decided.`,
            button: 'Read what you wrote, and until when it is decided',
          }
        : {
            title: isAppeal
              ? 'a decision about a review of yours is appealed'
              : 'a review that you gave is disputed',
            opening: `${isAppeal ? 'the decision about a review that you gave' : 'a review that you gave'} in ${cycle} is ${isAppeal ? 'appealed' : 'disputed'}. Somebody of HR who has no part in it decides. You need not do anything; we write to you when it is decided.`,
            button: 'Read whose review it is, and what is disputed',
          }
    case 'decided':
      return {
        title: about === null ? 'decided, your review stands' : 'decided, a review that you gave stands',
        opening: `${isAppeal ? 'the appeal' : 'the dispute'} about ${about === null ? 'your review' : 'a review that you gave'} in ${cycle} has been decided. The rating and the record stand as they are; the reasons are on the page. Whoever has not signed yet has some more days for it.`,
        button: 'Read the decision',
      }
    case 'rated-again':
      return {
        title: about === null ? 'your review is rated again' : 'please rate again',
        opening:
          about === null
            ? `your review in ${cycle} is made anew: your supervisor rates again. What was signed before no longer counts; it stays readable. The reasons are on the page. We write to you when you can read and sign the new record.`
            : `${whose} in ${cycle} is made anew, and we ask you to rate again. What you wrote the first time is there as a draft. What was signed before no longer counts; it stays readable. The reasons are on the page.`,
        button: about === null ? 'Read why' : 'Read why, and rate again',
      }
    case 'to-sign-again':
      return {
        title:
          about === null
            ? 'a new record of your review to read and sign'
            : 'a review that you gave has a new record',
        opening: `${theirs.charAt(0).toLowerCase()}${theirs.slice(1)} in ${cycle} has a new record, which takes the place of the one before. It says why. What was signed before no longer counts; it stays readable. ${about === null ? 'Please read the new record and sign it, whether you agree with it or not.' : `After ${name} has answered we ask you to countersign it.`}`,
        button: about === null ? 'Read and sign the new record' : 'Read why',
      }
    case 'to-countersign':
      return {
        title: 'a new record to countersign',
        opening: `${name} has answered, or their time is over. Please read the new record of ${whose} in ${cycle} and sign it.`,
        button: 'Read and sign',
      }
  }
}

function NewsMail(props: {
  greeting: string
  opening: string
  button: string
  end: LetterEnd
  link: string
}) {
  return (
    <>
      <p style={paint.text}>{props.greeting}</p>
      <p style={paint.text}>{props.opening}</p>
      <p style={paint.text}>
        <a class="button" style={paint.button} href={props.link}>
          {props.button}
        </a>
      </p>
      <LetterEndView {...props.end} />
    </>
  )
}
