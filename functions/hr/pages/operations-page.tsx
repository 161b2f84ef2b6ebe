import { CardList } from '../../layout/card-list.tsx'
import { Notice } from '../../layout/notice.tsx'

export interface OperationsPageProps {
  /** How many are chosen, in words. */
  chosen: string
  isNobodyChosen: boolean
  operations: readonly { href: string; title: string; purpose: string }[]
}

/** All that can be done to those who are chosen, each with what it is for. */
export function OperationsPage({ chosen, isNobodyChosen, operations }: OperationsPageProps) {
  if (isNobodyChosen) {
    return (
      <Notice kind="attention" title="Nobody is chosen">
        <p>Go back to the cycle, tick the people whom you mean, then come here again.</p>
      </Notice>
    )
  }
  return (
    <>
      <p class="lead">For {chosen}. Each shows you first what would happen.</p>
      <CardList
        label="What can be done"
        cards={operations.map(({ href, title, purpose }) => ({ href, title, detail: purpose }))}
      />
    </>
  )
}
