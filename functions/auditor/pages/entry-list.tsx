import { meaningInWords } from '../../domain/meaning-in-words.ts'
import { Moment } from '../../layout/moment.tsx'
import { StatusWord } from '../../layout/status-word.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import type { CommitmentState, ExplainedEntry } from '../explained-chain.ts'
import {
  authenticationInWords,
  digestInWords,
  eventInWords,
  fieldInWords,
  roleInWords,
} from './entry-words.ts'

/** Entries in their order, each with what it says, who stands behind it, and what became of its committed values. */
export function EntryList(props: {
  entries: readonly ExplainedEntry[]
  timeZone: string
  /** Names of people by their ids, as far as they are known. */
  names: Readonly<Record<string, string>>
}) {
  return (
    <>
      {props.entries.map((explained) => (
        <Entry key={explained.leafHash} {...props} explained={explained} />
      ))}
    </>
  )
}

function Entry(props: {
  explained: ExplainedEntry
  timeZone: string
  names: Readonly<Record<string, string>>
}) {
  const { explained, timeZone, names } = props
  const { entry, leafHash, commitments, statement } = explained
  return (
    <section aria-labelledby={`entry-${entry.subjectSeq}`}>
      <h3 id={`entry-${entry.subjectSeq}`}>
        {entry.subjectSeq}. {eventInWords(entry.eventType)}
      </h3>
      <SummaryList
        rows={[
          {
            term: 'When',
            value: (
              <>
                <Moment at={entry.signedAt} timeZone={timeZone} /> <span class="quiet">{entry.signedAt}</span>
              </>
            ),
          },
          { term: 'Meaning', value: meaningInWords(entry.meaning) },
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
            value: <Committed state={state} names={names} />,
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
          { term: 'Entry', value: <code>{entry.eventId}</code> },
          { term: 'Fingerprint', value: <code>{leafHash}</code> },
        ]}
      />
    </section>
  )
}

function Committed({ state, names }: { state: CommitmentState; names: Readonly<Record<string, string>> }) {
  switch (state.state) {
    case 'opened': {
      const name = Object.hasOwn(names, state.value) ? names[state.value] : undefined
      return (
        <>
          <bdi>{name ?? state.value}</bdi> <StatusWord tone="good">fits</StatusWord>
        </>
      )
    }
    case 'erased':
      return (
        <>
          <StatusWord tone="quiet">erased</StatusWord> The value is gone; the entry stays valid without it.
        </>
      )
    case 'contradicted':
      return <StatusWord tone="bad">does not fit the entry</StatusWord>
    case 'withheld':
      return (
        <>
          <StatusWord tone="quiet">withheld</StatusWord> Kept apart; break-glass only.
        </>
      )
  }
}
