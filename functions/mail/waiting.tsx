import { dateInWords, localDateOf } from '../domain/calendar.ts'
import type { StepKind } from '../domain/step.ts'
import { minutesInWords } from '../domain/time-needed.ts'
import { type LetterEnd, LetterEndView, letterEndOf, letterEndText } from './letter-end.tsx'
import { MailRows, oneLine, paint, renderMail } from './mail-page.tsx'
import type { Message } from './send-email.ts'
import { groupWaiting, type WaitingGroup } from './waiting-groups.ts'

/** One thing that waits for the person: about whom (null for themselves), until when, and whether a mail named it before. */
export interface WaitingItem {
  kind: StepKind
  about: string | null
  dueAt: string
  /** Until when it still counts once `dueAt` has passed. */
  graceUntil: string
  /** `new`: no mail has named it yet. `moreTime`: HR has moved its last day since the last mail. */
  news: 'new' | 'moreTime' | null
}

export interface WaitingMailProps {
  name: string
  cycleName: string
  timeZone: string
  occasion: 'launch' | 'release' | 'digest'
  items: readonly WaitingItem[]
  link: string
  /** Whom to ask; completes “Ask …”. */
  helpContact?: string
  /** When the mail is composed, ISO instant: what is due before then is in its grace. */
  now: string
}

/** The one message for everything that waits for somebody: at the launch, at the release, and as a reminder. */
export function composeWaiting(props: WaitingMailProps): Message {
  const groups = groupWaiting(props.items, props.timeZone, props.now)
  const words = {
    cycleName: oneLine(props.cycleName),
    greeting: `Hello ${oneLine(props.name)},`,
    opening: openingOf(props, groups),
    page: 'Everything stands on one page. You can stop at any time: drafts are kept, and the link lets you in again.',
    button: tellsOfRelease(props) ? 'Read and sign your review' : 'Open what waits for you',
    end: letterEndOf(props),
  }
  const subject = `${words.cycleName}: ${subjectOf(props, groups)}`
  return {
    subject,
    html: renderMail(subject, <WaitingMail {...words} groups={groups} link={props.link} />),
    text: asText(words, groups, props.link),
  }
}

/** The release itself, and a digest that first names a review which was released after the others. */
function tellsOfRelease({ occasion, items }: WaitingMailProps): boolean {
  return (
    occasion === 'release' ||
    (occasion === 'digest' && items.some(({ kind, news }) => kind === 'revieweeSignature' && news === 'new'))
  )
}

function subjectOf(props: WaitingMailProps, groups: readonly WaitingGroup[]): string {
  const { occasion, items, timeZone, now } = props
  const what = groups.map(({ short }) => short)
  const all = what.length < 2 ? what.join('') : `${what.slice(0, -1).join(', ')} and ${what.at(-1)}`
  if (occasion !== 'digest' || tellsOfRelease(props)) return all
  const heading = items.some(({ news }) => news === 'new')
    ? 'new'
    : items.some(({ news }) => news === 'moreTime')
      ? 'more time'
      : 'reminder'
  return `${heading}, ${all}, until ${dateInWords(earliestDay(items, timeZone, now))}`
}

function openingOf(props: WaitingMailProps, groups: readonly WaitingGroup[]): string {
  const { occasion, items } = props
  const cycle = `“${oneLine(props.cycleName)}”`
  const minutes = minutesInWords(groups.reduce((sum, group) => sum + group.minutes, 0))
  const things = items.length === 1 ? 'one thing' : `${items.length} things`
  if (occasion === 'launch')
    return `${cycle} has begun and asks ${things} of you. All of it takes ${minutes}.`
  if (tellsOfRelease(props)) {
    const whose = occasion === 'release' ? `The results of ${cycle} are` : `Your results of ${cycle} are`
    const others = items.length === 1 ? '' : ` All that waits for you takes ${minutes}.`
    return `${whose} released. Your review is ready for you to read and to sign, whether you agree with it or not.${others}`
  }
  return `${waitsInWords(items)} in ${cycle}. All of it takes ${minutes}.`
}

function waitsInWords(items: readonly WaitingItem[]): string {
  const count = items.length
  const fresh = items.filter(({ news }) => news === 'new').length
  const longer = items.filter(({ news }) => news === 'moreTime').length
  if (fresh === count) return count === 1 ? 'One new thing waits for you' : `${count} new things wait for you`
  const waits = count === 1 ? 'One thing waits for you' : `${count} things wait for you`
  if (fresh > 0) return `${waits}, ${fresh} of them new,`
  if (longer > 0)
    return count === 1 ? 'You have more time for one thing' : `${waits}, with more time for ${longer},`
  return count === 1 ? 'One thing still waits for you' : `${count} things still wait for you`
}

function earliestDay(items: readonly WaitingItem[], timeZone: string, now: string): string {
  const ends = items.map(({ dueAt, graceUntil }) => (now <= dueAt ? dueAt : graceUntil))
  return ends.map((end) => localDateOf(end, timeZone)).sort()[0] ?? ''
}

interface WaitingWords {
  greeting: string
  opening: string
  page: string
  button: string
  end: LetterEnd
}

function WaitingMail(props: WaitingWords & { groups: readonly WaitingGroup[]; link: string }) {
  return (
    <>
      <p style={paint.text}>{props.greeting}</p>
      <p style={paint.text}>{props.opening}</p>
      <MailRows rows={props.groups.map(({ kind, title, detail }) => ({ key: kind, title, detail }))} />
      <p style={paint.text}>
        <a class="button" style={paint.button} href={props.link}>
          {props.button}
        </a>
      </p>
      <p style={paint.text}>{props.page}</p>
      <LetterEndView {...props.end} />
    </>
  )
}

function asText(words: WaitingWords, groups: readonly WaitingGroup[], link: string): string {
  const list = groups.map(({ title, detail }) => `- ${title}\n  ${detail}`).join('\n')
  const { greeting, opening, button, page, end } = words
  const paragraphs = [greeting, opening, list, `${button}:\n${link}`, page, ...letterEndText(end)]
  return `${paragraphs.join('\n\n')}\n`
}
