import { ExactMoment, Moment } from '../../layout/moment.tsx'
import { StatusWord } from '../../layout/status-word.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import type { CommitmentState, ExplainedEntry } from '../explained-chain.ts'
import type { PlaceInLog } from '../place-in-log.ts'
import { EntryMeaning } from './entry-meaning.tsx'
import { EntryTime } from './entry-time.tsx'
import { authenticationInWords, digestInWords, entryTitle, fieldInWords, roleInWords } from './entry-words.ts'
import { placeInWords } from './place-words.ts'

/** Entries in their order, each with what it says, who stands behind it, and what became of its committed values. */
export function EntryList(props: {
  entries: readonly ExplainedEntry[]
  /** Where they stand in the log, by their leaf hashes. */
  places?: ReadonlyMap<string, PlaceInLog>
  timeZone: string
  /** Names of people by their ids, as far as they are known. */
  names: Readonly<Record<string, string>>
}) {
  return (
    <>
      {props.entries.map((explained) => (
        <Entry
          key={explained.leafHash}
          explained={explained}
          place={props.places?.get(explained.leafHash)}
          timeZone={props.timeZone}
          names={props.names}
        />
      ))}
    </>
  )
}

/** @param props.isTitled false where what stands above says already which entry it is. */
export function Entry(props: {
  explained: ExplainedEntry
  place?: PlaceInLog | undefined
  timeZone: string
  names: Readonly<Record<string, string>>
  isTitled?: boolean
}) {
  const { explained, timeZone, names } = props
  const { entry, leafHash, commitments, statement } = explained
  return (
    <section aria-labelledby={props.isTitled === false ? undefined : `entry-${entry.subjectSeq}`}>
      {props.isTitled !== false && (
        <h3 id={`entry-${entry.subjectSeq}`}>
          {entry.subjectSeq}. {entryTitle(entry)}
        </h3>
      )}
      <SummaryList
        rows={[
          {
            term: 'When',
            value: <EntryTime at={entry.signedAt} eventType={entry.eventType} timeZone={timeZone} />,
          },
          { term: 'Meaning', value: <EntryMeaning meaning={entry.meaning} timeZone={timeZone} /> },
          { term: 'In the role of', value: roleInWords(entry.signerRole) },
          {
            term: 'Known by',
            value: (
              <>
                {authenticationInWords(entry)}
                {entry.authentication.at && (
                  <>
                    , <Moment at={entry.authentication.at} timeZone={timeZone} />
                  </>
                )}
              </>
            ),
          },
          ...(entry.intentStatement === null
            ? []
            : [
                {
                  term: 'Agreed to',
                  value:
                    statement === undefined ? (
                      <>The text of {entry.intentStatement.id} does not have the fingerprint in the entry.</>
                    ) : (
                      <>“{statement}”</>
                    ),
                },
              ]),
          ...commitments.map(({ field, state }) => ({
            term: fieldInWords[field] ?? field,
            value: <Committed field={field} state={state} names={names} timeZone={timeZone} />,
          })),
          ...(entry.recordDigest === null
            ? []
            : [
                {
                  term: digestInWords(entry),
                  value: <code>{entry.recordDigest}</code>,
                },
              ]),
          ...(entry.subjectKind === 'cycle' && entry.afterDigest !== null
            ? [{ term: 'Fingerprint of the plan', value: <code>{entry.afterDigest}</code> }]
            : []),
          ...(entry.erasedEvents === undefined
            ? []
            : [
                {
                  term: 'Entries that no longer open',
                  value: entry.erasedEvents.map((id) => (
                    <div key={id}>
                      <a href={`/audit/search?person=${id}`}>
                        <code>{id}</code>
                      </a>
                    </div>
                  )),
                },
              ]),
          { term: 'Entry', value: <code>{entry.eventId}</code> },
          { term: 'Leaf hash', value: <code>{leafHash}</code> },
          ...(props.place === undefined ? [] : [{ term: 'In the log', value: placeInWords(props.place) }]),
        ]}
      />
    </section>
  )
}

function Committed(props: {
  field: string
  state: CommitmentState
  names: Readonly<Record<string, string>>
  timeZone: string
}) {
  const { state, names, timeZone } = props
  switch (state.state) {
    case 'opened': {
      const name = Object.hasOwn(names, state.value) ? names[state.value] : undefined
      return (
        <>
          <OpenedValue field={props.field} value={name ?? state.value} timeZone={timeZone} />{' '}
          <StatusWord tone="good">fits</StatusWord>
        </>
      )
    }
    case 'erased':
      return (
        <>
          <StatusWord tone="quiet">erased</StatusWord>{' '}
          {state.by === undefined ? (
            'The value is gone; the entry stays valid without it. The register does not say why.'
          ) : (
            <>
              Erased on <Moment at={state.by.at} timeZone={timeZone} />,{' '}
              <a href={`/audit/register?at=${state.by.seq}`}>as the register says</a>. The entry stays valid
              without it.
            </>
          )}
        </>
      )
    case 'contradicted':
      return <StatusWord tone="bad">does not fit the entry</StatusWord>
    case 'withheld':
      return (
        <>
          <StatusWord tone="quiet">withheld</StatusWord> Kept apart, so that no page says who wrote as a
          colleague. Only the operator can join it with a name, in an emergency.
        </>
      )
  }
}

const isInstant = (value: string) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)

function OpenedValue({ field, value, timeZone }: { field: string; value: string; timeZone: string }) {
  if (isInstant(value) && (field === 'dueAt' || field === 'authenticatedAt'))
    return <ExactMoment at={value} timeZone={timeZone} />
  if (accounts.has(field))
    return (
      <a href={`/audit/search?${new URLSearchParams({ person: value })}`}>
        <bdi>{value}</bdi>
      </a>
    )
  return <bdi>{value}</bdi>
}

/** Fields whose value is an account of HR, for which one can search. */
const accounts = new Set(['actor', 'requestedBy', 'confirmedBy', 'askedBy'])
