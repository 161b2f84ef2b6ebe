import { Button } from '../../layout/button.tsx'
import { Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { type ImportOutcome, ImportOutcomeView } from './import-outcome.tsx'
import { ImportSteps } from './import-steps.tsx'

export interface ImportChangesProps {
  importId: string
  fileName: string
  rowCount: number
  /** The digest of what is shown here. */
  seen: string
  remarks: readonly string[]
  /** What becomes of the cycles in which somebody who leaves has a part, a line each. */
  departures: readonly string[]
  /** Why this is shown instead of importing. */
  notice?: { title: string; message: string } | undefined
  outcome: ImportOutcome
}

/** Third step of an import: what it would do, and what is wrong row by row. */
export function ImportChangesPage(props: ImportChangesProps) {
  const { outcome } = props
  const here = `/hr/people/imports/${props.importId}`
  const doing = [
    outcome.added > 0 && `add ${outcome.added}`,
    outcome.changed > 0 && `change ${outcome.changed}`,
  ].filter(Boolean)
  return (
    <>
      <ImportSteps now="changes" />
      {props.notice && (
        <Notice kind="attention" title={props.notice.title}>
          <p>{props.notice.message}</p>
        </Notice>
      )}
      <p class="lead">
        <strong dir="auto">{props.fileName}</strong>: {props.rowCount} {props.rowCount === 1 ? 'row' : 'rows'}
        . Nothing is saved before you confirm.
      </p>
      {props.remarks.length > 0 && (
        <ul>
          {props.remarks.map((remark) => (
            <li key={remark}>{remark}</li>
          ))}
        </ul>
      )}
      <ImportOutcomeView outcome={outcome} />
      {props.departures.length > 0 && (
        <Notice kind="attention" title="Some of those who leave take part in a cycle that runs">
          <ul>
            {props.departures.map((departure) => (
              <li key={departure}>{departure}</li>
            ))}
          </ul>
        </Notice>
      )}
      <p>
        <a href={`${here}/report`}>Download all of this, row by row, as CSV</a>
      </p>
      {doing.length > 0 && (
        <PostForm action={`${here}/confirm`} label="Import">
          <input type="hidden" name="seen" value={props.seen} />
          <Button>{`Import: ${doing.join(', ')}`}</Button>
        </PostForm>
      )}
      <p>
        <a href={here}>Change columns, formats or choices</a>, or{' '}
        <a href="/hr/people/import">choose another file</a>.
      </p>
    </>
  )
}
