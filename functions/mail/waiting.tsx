import { dateInWords, localDateOf } from '../domain/calendar.ts'
import type { StepKind } from '../domain/step.ts'
import { minutesInWords } from '../domain/time-needed.ts'
import { oneLine, paint, renderMail } from './mail-page.tsx'
import type { Message } from './send-email.ts'
import { groupWaiting, type WaitingGroup } from './waiting-groups.ts'

/** One thing that waits for the person: about whom (null for themselves) and until when. */
export interface WaitingItem {
  kind: StepKind
  about: string | null
  dueAt: string
}

export interface WaitingMailProps {
  name: string
  cycleName: string
  timeZone: string
  occasion: 'launch' | 'release' | 'digest'
  items: readonly WaitingItem[]
  link: string
}

/** The one message for everything that waits for somebody: at the launch, at the release, and as a reminder. */
export function composeWaiting(props: WaitingMailProps): Message {
  const groups = groupWaiting(props.items, props.timeZone)
  const words = {
    cycleName: oneLine(props.cycleName),
    greeting: `Hello ${oneLine(props.name)},`,
    opening: openingOf(props, groups),
    ...PARAGRAPHS,
    button: props.occasion === 'release' ? 'Read and sign your review' : 'Open what waits for you',
  }
  const subject = `${words.cycleName}: ${subjectOf(props, groups)}`
  return {
    subject,
    html: renderMail(subject, <WaitingMail {...words} groups={groups} link={props.link} />),
    text: asText(words, groups, props.link),
  }
}

const PARAGRAPHS = {
  page: 'Everything stands on one page. You can stop at any time: drafts are kept, and the link lets you in again.',
  yours:
    'The link is yours alone, and whoever has it can answer in your name: please do not forward this e-mail. It holds nothing that anybody wrote about anybody.',
  help: 'Is something wrong, or does the link open nothing? Ask HR in your company; they can send you a new one.',
} as const

function subjectOf({ occasion, items, timeZone }: WaitingMailProps, groups: readonly WaitingGroup[]): string {
  const what = groups.map(({ short }) => short)
  const all = what.length < 2 ? what.join('') : `${what.slice(0, -1).join(', ')} and ${what.at(-1)}`
  if (occasion !== 'digest') return all
  return `reminder, ${all}, until ${dateInWords(earliestDay(items, timeZone))}`
}

function openingOf(
  { occasion, cycleName, items }: WaitingMailProps,
  groups: readonly WaitingGroup[],
): string {
  const cycle = oneLine(cycleName)
  const minutes = minutesInWords(groups.reduce((sum, group) => sum + group.minutes, 0))
  const things = items.length === 1 ? 'one thing' : `${items.length} things`
  switch (occasion) {
    case 'launch':
      return `“${cycle}” has begun and asks ${things} of you. All of it takes ${minutes}.`
    case 'release':
      return `The results of “${cycle}” are released. Your review is ready for you to read and to sign, whether you agree with it or not.`
    case 'digest':
      return `${items.length === 1 ? 'One thing waits' : `${items.length} things wait`} for you in “${cycle}”. All of it takes ${minutes}.`
  }
}

function earliestDay(items: readonly WaitingItem[], timeZone: string): string {
  return items.map(({ dueAt }) => localDateOf(dueAt, timeZone)).sort()[0] ?? ''
}

interface WaitingWords {
  greeting: string
  opening: string
  page: string
  yours: string
  help: string
  button: string
}

function WaitingMail(props: WaitingWords & { groups: readonly WaitingGroup[]; link: string }) {
  return (
    <>
      <p style={paint.text}>{props.greeting}</p>
      <p style={paint.text}>{props.opening}</p>
      <ul style={paint.list}>
        {props.groups.map(({ kind, title, detail }) => (
          <li key={kind} style={paint.item}>
            <strong>{title}</strong>
            <br />
            {detail}
          </li>
        ))}
      </ul>
      <p style={paint.text}>
        <a class="button" style={paint.button} href={props.link}>
          {props.button}
        </a>
      </p>
      <p style={paint.text}>{props.page}</p>
      <p class="quiet" style={paint.quiet}>
        {props.yours}
      </p>
      <p class="quiet" style={paint.quiet}>
        {props.help}
      </p>
    </>
  )
}

function asText(words: WaitingWords, groups: readonly WaitingGroup[], link: string): string {
  const list = groups.map(({ title, detail }) => `- ${title}\n  ${detail}`).join('\n')
  return `${[words.greeting, words.opening, list, `${words.button}:\n${link}`, words.page, words.yours, words.help].join('\n\n')}\n`
}
