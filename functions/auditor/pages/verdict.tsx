import { Notice } from '../../layout/notice.tsx'
import type { ExplainedChain } from '../explained-chain.ts'

/** Whether the chain holds, and exactly what that does and does not mean. */
export function Verdict(props: {
  chain: ExplainedChain
  of: 'review' | 'cycle'
  /** The published log holds more than the tables, so that the end of the chain may be gone with the row that named it. */
  isIncomplete: boolean
}) {
  const { chain, of } = props
  const { verdict, entries } = chain
  const contradicted = entries.flatMap(({ entry, commitments }) =>
    commitments.filter(({ state }) => state.state === 'contradicted').map(({ field }) => ({ entry, field })),
  )
  return (
    <>
      {verdict.holds && props.isIncomplete ? (
        <Notice kind="attention" title="The entries that are left follow each other">
          <p>
            {entries.length === 1 ? 'There is 1 entry' : `There are ${entries.length} entries`}, each naming
            the fingerprint of the one before. Whether later ones are missing, this page cannot tell.
          </p>
        </Notice>
      ) : verdict.holds ? (
        <Notice kind="success" title="The chain of entries holds">
          <p>
            {entries.length === 1 ? 'There is 1 entry' : `There are ${entries.length} entries`}. None is
            missing in between, each names the fingerprint of the one before, and the last is the one that the
            app has noted as the newest of this {of}.
          </p>
        </Notice>
      ) : (
        <Notice kind="attention" title="The chain of entries does not hold">
          <p>{verdict.problem}</p>
          <p>
            Something was changed, added or removed outside of the app. Keep the downloaded entries, compare
            them with the receipts that the signatories hold, and tell whoever runs this installation.
          </p>
        </Notice>
      )}
      {contradicted.length > 0 && (
        <Notice kind="attention" title="A stored value does not fit its entry">
          <ul>
            {contradicted.map(({ entry, field }) => (
              <li key={`${entry.eventId} ${field}`}>
                Entry {entry.subjectSeq}: {field}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <details>
        <summary>What this proves, and what it does not</summary>
        <p>
          <strong>Proven by calculation:</strong> the entries form one unbroken sequence; none was altered
          after the next one was written; a value shown as “fits” is the value that was committed to at that
          time; a signature covers the record with exactly the fingerprint shown; an entry marked as in the
          log is one of those that the log’s newest checkpoint signs.
        </p>
        <p>
          <strong>Asserted by this installation:</strong> the times, which are those of its clock; and that
          whoever held the mailed link, the mailed code or the company account was the person named. That the
          whole log was not made anew, signatures and all, shows to whoever kept an earlier checkpoint, a
          receipt or an evidence pack, and to a witness.
        </p>
      </details>
    </>
  )
}
