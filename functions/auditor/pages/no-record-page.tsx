import { EmptyState } from '../../layout/empty-state.tsx'

export function NoRecordPage({ why }: { why: 'not-released' | 'erased' | 'lost' }) {
  if (why === 'erased') {
    return (
      <EmptyState title="The record was erased">
        <p>
          The register names its release among the entries whose values are gone. The entries of its
          signatures still stand in the log.
        </p>
      </EmptyState>
    )
  }
  return why === 'lost' ? (
    <EmptyState title="The record is not where it should be">
      <p>
        The trail says that a record was released, but it is gone or cannot be read. Tell whoever runs this.
      </p>
    </EmptyState>
  ) : (
    <EmptyState title="No record has been released yet">
      <p>It appears here when the results of the cycle are released. Until then there is nothing to sign.</p>
    </EmptyState>
  )
}
