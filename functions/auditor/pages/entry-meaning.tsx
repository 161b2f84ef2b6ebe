import { meaningInWords } from '../../domain/meaning-in-words.ts'
import { ExactMoment } from '../../layout/moment.tsx'
import { stageWords } from './stage-in-words.ts'

const steps: Readonly<Record<string, string>> = {
  selfAssessment: 'Self-assessment',
  peerInput: 'A colleague’s input',
  supervisorRating: 'Supervisor’s rating',
  release: 'Release',
  revieweeSignature: 'Reviewee’s signature',
  supervisorSignature: 'Supervisor’s signature',
}

const endings: Readonly<Record<string, string>> = {
  bypassed: 'left out',
  expired: 'its time ran out',
  extended: 'was given more time',
  'opened later than planned': 'opened later than planned, with its own deadline',
}

/** What an entry says of itself, with the trail's own codes put into words. */
export function entryMeaningInWords(meaning: string): string {
  const [, kind = '', ending = ''] = /^(\w+) (.+)$/.exec(meaning) ?? []
  const [step, end] = [own(steps, kind), own(endings, ending)]
  if (step !== undefined && end !== undefined) return `${step}: ${end}`
  const closedWhile = /^closed while (\w+)$/.exec(meaning)?.[1]
  if (closedWhile !== undefined) return `Closed; until then: ${own(stageWords, closedWhile) ?? closedWhile}`
  if (meaning === 'launch begun') return 'The app began to open the reviews'
  const exceptions = /^closed with (\d+) exceptions$/.exec(meaning)?.[1]
  if (exceptions === '0') return 'Closed; every review is signed by both'
  if (exceptions !== undefined)
    return `Closed; ${exceptions} ${exceptions === '1' ? 'review is' : 'reviews are'} not signed by both`
  const words = meaningInWords(meaning)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What only repeats the name of its event. */
const repeating = new Set(['opened', 'released', 'sealed', 'planned', 'cancelled', 'erased'])
export const saysMore = (meaning: string) => !repeating.has(meaning)

const own = (words: Readonly<Record<string, string>>, key: string) =>
  Object.hasOwn(words, key) ? words[key] : undefined

/** With instants in the words of a time zone. */
export function EntryMeaning({ meaning, timeZone }: { meaning: string; timeZone: string }) {
  const parts = entryMeaningInWords(meaning).split(/(\d{4}-\d\d-\d\dT[\d:.]+Z)/)
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? <ExactMoment at={part} timeZone={timeZone} key={part} /> : part,
      )}
    </>
  )
}
