import { type StatusTone, StatusWord } from '../../layout/status-word.tsx'
import { type ExplainedEntry, openedValue } from '../explained-chain.ts'
import type { PlaceInLog } from '../place-in-log.ts'
import { EntryMeaning, saysMore } from './entry-meaning.tsx'
import { EntryTime } from './entry-time.tsx'
import { entryTitle, roleInWords } from './entry-words.ts'
import { placeInAWord } from './place-words.ts'

const tones: Readonly<Record<PlaceInLog['state'], StatusTone>> = {
  included: 'good',
  waiting: 'quiet',
  overdue: 'bad',
  quarantined: 'bad',
  disproved: 'bad',
  unbelievable: 'bad',
}

/** A review's entries in their order: what, when, who, and whether each stands in the log. Each leads to the review as of then. */
export function TimeLine(props: {
  entries: readonly ExplainedEntry[]
  places: ReadonlyMap<string, PlaceInLog>
  names: Readonly<Record<string, string>>
  timeZone: string
  /** The address of the review, to which `?at=` is added. */
  href: string
  /** Number of the entry that is looked at. */
  at: number | undefined
}) {
  return (
    <ol class="time-line">
      {props.entries.map((explained) => {
        const { entry, leafHash } = explained
        const place = props.places.get(leafHash)
        const isHere = entry.subjectSeq === props.at
        return (
          <li key={leafHash} class={isHere ? 'here' : undefined}>
            <p class="time-line-what">
              <a
                href={`${props.href}?at=${entry.subjectSeq}#as-of`}
                aria-current={isHere ? 'true' : undefined}
              >
                {entryTitle(entry)}
              </a>{' '}
              {place && <StatusWord tone={tones[place.state]}>{placeInAWord[place.state]}</StatusWord>}
            </p>
            <p class="time-line-when">
              <EntryTime at={entry.signedAt} eventType={entry.eventType} timeZone={props.timeZone} />
            </p>
            <p class="time-line-who">
              <bdi>{whoInWords(explained, props.names)}</bdi>
              {saysMore(entry.meaning) && (
                <>
                  {whoInWords(explained, props.names).endsWith('.') ? ' ' : '. '}
                  <EntryMeaning meaning={entry.meaning} timeZone={props.timeZone} />
                </>
              )}
            </p>
          </li>
        )
      })}
    </ol>
  )
}

/** Who stands behind an entry, as far as it may be told. */
export function whoInWords(explained: ExplainedEntry, names: Readonly<Record<string, string>>): string {
  const { entry } = explained
  const role = roleInWords(entry.signerRole)
  const id = openedValue(explained, 'signer')
  if (id !== undefined) return `${Object.hasOwn(names, id) ? names[id] : id} (${role.toLowerCase()})`
  const actor = openedValue(explained, 'actorName') ?? openedValue(explained, 'actor')
  const behalf = openedValue(explained, 'onBehalfOf')
  if (actor !== undefined && behalf !== undefined) {
    return `${actor} (${role}), on behalf of ${Object.hasOwn(names, behalf) ? names[behalf] : behalf}`
  }
  return actor === undefined ? role : `${actor} (${role})`
}
