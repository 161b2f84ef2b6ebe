import { EmptyState } from '../../layout/empty-state.tsx'
import { Notice } from '../../layout/notice.tsx'
import { Pagination } from '../../layout/pagination.tsx'
import type { ChainVerdict } from '../../trail/chain.ts'
import type { ExplainedEntry } from '../explained-chain.ts'
import type { PlaceInLog } from '../place-in-log.ts'
import { EntryList } from './entry-list.tsx'

export function RegisterPage(props: {
  verdict: ChainVerdict
  /** The newest first. */
  entries: readonly ExplainedEntry[]
  names: Readonly<Record<string, string>>
  /** Where the entries stand in the log. */
  places: ReadonlyMap<string, PlaceInLog>
  count: number
  previousHref: string | undefined
  nextHref: string | undefined
}) {
  const { verdict, entries, count } = props
  if (count === 0) {
    return (
      <EmptyState title="The register is empty">
        <p>Nobody has been erased, no legal hold was placed, and the log was never silent for a day.</p>
      </EmptyState>
    )
  }
  return (
    <>
      {verdict.holds ? (
        <Notice kind="success" title="The register’s chain holds">
          <p>
            {count === 1 ? 'There is 1 entry' : `There are ${count} entries`}. None is missing in between, and
            each names the fingerprint of the one before.
          </p>
        </Notice>
      ) : (
        <Notice kind="attention" title="The register’s chain does not hold">
          <p>{verdict.problem}</p>
        </Notice>
      )}
      <EntryList entries={entries} places={props.places} timeZone="UTC" names={props.names} />
      <Pagination label="Pages of the register" previousHref={props.previousHref} nextHref={props.nextHref} />
    </>
  )
}
