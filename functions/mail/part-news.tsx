import { dateInWords, localDateOf } from '../domain/calendar.ts'
import type { StepKind } from '../domain/step.ts'
import { type LetterEnd, LetterEndView, letterEndOf, letterEndText } from './letter-end.tsx'
import { oneLine, paint, renderMail } from './mail-page.tsx'
import type { PartNews } from './mail-queue.ts'
import type { Message } from './send-email.ts'

/** One thing that has changed about somebody's part. */
export interface PartNewsItem {
  what: PartNews['what']
  /** The reviewee; null where that is the person who is written to. */
  about: string | null
  kind: StepKind
  dueAt: string
}

export interface PartNewsProps {
  name: string
  cycleName: string
  timeZone: string
  items: readonly PartNewsItem[]
  link: string
  /** Whom to ask; completes “Ask …”. */
  helpContact?: string
}

/** HR, or a change in the company, has given somebody a part, or taken one from them: one mail for all of it. */
export function composePartNews(props: PartNewsProps): Message {
  const cycleName = oneLine(props.cycleName)
  const subject = `${cycleName}: ${subjectOf(props.items)}`
  const words = {
    greeting: `Hello ${oneLine(props.name)},`,
    opening: `your part in “${cycleName}” has changed:`,
    items: props.items.map((item) => sentenceOf(item, props.timeZone)),
    kept: 'Nothing that you wrote is lost. What waits for you now stands on one page.',
    button: 'Open what waits for you',
    end: letterEndOf(props),
  }
  return {
    subject,
    html: renderMail(subject, <PartNewsMail {...words} link={props.link} />),
    text: `${[
      words.greeting,
      words.opening,
      words.items.map((item) => `- ${item}`).join('\n'),
      words.kept,
      `${words.button}:\n${props.link}`,
      ...letterEndText(words.end),
    ].join('\n\n')}\n`,
  }
}

const isMore = ({ what }: PartNewsItem) => ['rates-now', 'countersigns-now', 'asked-now'].includes(what)

function subjectOf(items: readonly PartNewsItem[]): string {
  if (items.every(isMore))
    return items.length === 1 ? 'you are asked for something new' : 'you are asked for more'
  return items.some(isMore) ? 'what you are asked for has changed' : 'you are asked for less'
}

const stepWords: Readonly<Record<StepKind, string>> = {
  selfAssessment: 'self-assessment',
  peerInput: 'input',
  supervisorRating: 'rating',
  release: 'release',
  revieweeSignature: 'signature',
  supervisorSignature: 'signature',
}

function sentenceOf({ what, about, kind, dueAt }: PartNewsItem, timeZone: string): string {
  const whom = about === null ? 'yourself' : oneLine(about)
  const until = dateInWords(localDateOf(dueAt, timeZone))
  switch (what) {
    case 'rates-now':
      return `You now rate ${whom}, until ${until}. If your predecessor has begun, you go on with their draft.`
    case 'countersigns-now':
      return `You now sign the review of ${whom}. The rating that was given before stands.`
    case 'rates-no-longer':
      return `You no longer rate ${whom}; somebody else does.`
    case 'asked-now':
      return `You are asked for your input about ${whom}, until ${until}.`
    case 'asked-no-longer':
      return `You are no longer asked for input about ${whom}. If you had begun, nobody else reads it.`
    case 'left-out':
      return `Your ${stepWords[kind]}${about === null ? '' : ` about ${whom}`} is no longer needed; the review goes on without it.`
    case 'answered-for':
      return `HR has sent in your ${stepWords[kind]}${about === null ? '' : ` of ${whom}`} on your behalf. It says so wherever it is shown.`
  }
}

function PartNewsMail(props: {
  greeting: string
  opening: string
  items: readonly string[]
  kept: string
  button: string
  end: LetterEnd
  link: string
}) {
  return (
    <>
      <p style={paint.text}>{props.greeting}</p>
      <p style={paint.text}>{props.opening}</p>
      <ul style={paint.list}>
        {props.items.map((item) => (
          <li key={item} style={paint.item}>
            {item}
          </li>
        ))}
      </ul>
      <p style={paint.text}>{props.kept}</p>
      <p style={paint.text}>
        <a class="button" style={paint.button} href={props.link}>
          {props.button}
        </a>
      </p>
      <LetterEndView {...props.end} />
    </>
  )
}
