import type { ReviewNews } from '../domain/review-news.ts'
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
}

/** One message about one review that was disputed or reopened. What was written, rated or decided stands on the page only. */
export function composeReviewNews(props: ReviewNewsMailProps): Message {
  const { title, opening, button } = wordsOf(props)
  const words = {
    greeting: `Hello ${oneLine(props.name)},`,
    opening,
    button,
    yours:
      'The link is yours alone, and whoever has it can answer in your name: please do not forward this e-mail. It holds nothing that anybody wrote about anybody.',
    help: 'Is something wrong, or does the link open nothing? Ask HR in your company; they can send you a new one.',
  }
  const subject = `${oneLine(props.cycleName)}: ${title}`
  return {
    subject,
    html: renderMail(subject, <NewsMail {...words} link={props.link} />),
    text: `${[words.greeting, words.opening, `${words.button}:\n${props.link}`, words.yours, words.help].join('\n\n')}\n`,
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
            title: `${whose} is disputed`,
            opening: `${name} has ${isAppeal ? 'appealed the decision about' : 'disputed'} the review that you gave in ${cycle}. Somebody of HR who has no part in it decides. You need not do anything; we write to you when it is decided.`,
            button: 'Read what is disputed',
          }
    case 'decided':
      return {
        title: `decided, ${whose} stands`,
        opening: `${isAppeal ? 'the appeal' : 'the dispute'} about ${whose} in ${cycle} has been decided. The rating and the record stand as they are; the reasons are on the page. Whoever has not signed yet has some more days for it.`,
        button: 'Read the decision',
      }
    case 'rated-again':
      return {
        title: about === null ? 'your review is rated again' : `please rate ${name} again`,
        opening:
          about === null
            ? `your review in ${cycle} is made anew: your supervisor rates again. What was signed before no longer counts; it stays readable. The reasons are on the page. We write to you when you can read and sign the new record.`
            : `${whose} in ${cycle} is made anew, and we ask you to rate again. What you wrote the first time is there as a draft. What was signed before no longer counts; it stays readable. The reasons are on the page.`,
        button: about === null ? 'Read why' : 'Read why, and rate again',
      }
    case 'to-sign-again':
      return {
        title: about === null ? 'a new record of your review to read and sign' : `${whose} has a new record`,
        opening: `${theirs.charAt(0).toLowerCase()}${theirs.slice(1)} in ${cycle} has a new record, which takes the place of the one before. It says why. What was signed before no longer counts; it stays readable. ${about === null ? 'Please read the new record and sign it, whether you agree with it or not.' : `After ${name} has answered we ask you to countersign it.`}`,
        button: about === null ? 'Read and sign the new record' : 'Read why',
      }
    case 'to-countersign':
      return {
        title: `${whose} to countersign`,
        opening: `${name} has answered, or their time is over. Please read the new record of ${whose} in ${cycle} and sign it.`,
        button: 'Read and sign',
      }
  }
}

function NewsMail(props: {
  greeting: string
  opening: string
  button: string
  yours: string
  help: string
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
      <p class="quiet" style={paint.quiet}>
        {props.yours}
      </p>
      <p class="quiet" style={paint.quiet}>
        {props.help}
      </p>
    </>
  )
}
