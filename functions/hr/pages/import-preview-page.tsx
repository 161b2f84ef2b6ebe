import { Button } from '../../layout/button.tsx'
import { RadioGroup } from '../../layout/choice.tsx'
import { Select } from '../../layout/field.tsx'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { ErrorSummary, Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { ImportOptionFields, type ImportOptionValues } from './import-options.tsx'
import { type ImportOutcome, ImportOutcomeView } from './import-outcome.tsx'

export interface ImportPreviewProps {
  fileName: string
  carried: string
  seen: string
  rowCount: number
  /** How the file was read: encoding, separator and line ends in words. */
  reading: string
  remarks: readonly string[]
  errors: FieldErrors
  /** Why this is shown instead of importing. */
  notice?: { title: string; message: string } | undefined
  columns: readonly ColumnChoice[]
  /** Headings of the columns that nothing is taken from. */
  unused: readonly string[]
  columnOptions: readonly { value: string; label: string }[]
  hasHeadings: boolean
  options: ImportOptionValues
  /** Absent while a choice is still to be made. */
  outcome: ImportOutcome | undefined
}

export interface ColumnChoice {
  name: string
  label: string
  value: string
  /** The heading of the chosen column, and why it is chosen; undefined where none is. */
  columnLabel: string | undefined
  hint: string | undefined
}

/** Second step of an import: how the file was read and what it would do, row by row where something is wrong. */
export function ImportPreviewPage(props: ImportPreviewProps) {
  const { outcome } = props
  return (
    <>
      <ErrorSummary errors={props.errors} />
      {props.notice && (
        <Notice kind="attention" title={props.notice.title}>
          <p>{props.notice.message}</p>
        </Notice>
      )}
      <p class="lead">
        <strong dir="auto">{props.fileName}</strong>: {props.rowCount} {props.rowCount === 1 ? 'row' : 'rows'}
        , read as {props.reading}. Nothing is saved before you confirm.
      </p>
      {props.remarks.length > 0 && (
        <ul>
          {props.remarks.map((remark) => (
            <li key={remark}>{remark}</li>
          ))}
        </ul>
      )}
      {outcome && <ImportOutcomeView outcome={outcome} />}
      <PostForm action="/hr/people/import/preview" label="Import">
        <input type="hidden" name="carried" value={props.carried} />
        <input type="hidden" name="fileName" value={props.fileName} />
        <input type="hidden" name="seen" value={props.seen} />
        <h2>Which column is what</h2>
        <SummaryList
          rows={props.columns
            .filter((column) => column.hint !== undefined)
            .map((column) => ({
              term: column.label,
              value: (
                <>
                  <bdi>{column.columnLabel}</bdi>. <span class="quiet">{column.hint}</span>
                </>
              ),
            }))}
        />
        {props.unused.length > 0 && <p>Nothing is taken from: {props.unused.join(', ')}.</p>}
        <details open={outcome === undefined || props.columns.some((column) => props.errors[column.name])}>
          <summary>Change which column is what</summary>
          <RadioGroup
            name="headings"
            label="What is in the first row?"
            value={props.hasHeadings ? 'yes' : 'no'}
            options={[
              { value: 'yes', label: 'It names the columns' },
              { value: 'no', label: 'It is a person' },
            ]}
          />
          {props.columns.map(({ name, label, value }) => (
            <Select
              key={name}
              name={name}
              label={label}
              value={value}
              options={props.columnOptions}
              nothingChosen="Not in the file"
              error={props.errors[name]}
            />
          ))}
        </details>
        <details open={outcome === undefined || Object.keys(props.errors).length > 0}>
          <summary>Change what may be made up, and who leaves</summary>
          <ImportOptionFields values={props.options} errors={props.errors} />
        </details>
        <div class="button-row">
          <Button kind="secondary">Show again with these choices</Button>
          {outcome && outcome.added + outcome.changed > 0 && (
            <button type="submit" class="button primary" formAction="/hr/people/import">
              Import: {importButton(outcome)}
            </button>
          )}
        </div>
      </PostForm>
      <p>
        <a href="/hr/people/import">Choose another file</a>
      </p>
    </>
  )
}

function importButton({ added, changed }: ImportOutcome): string {
  return [added > 0 && `add ${added}`, changed > 0 && `change ${changed}`].filter(Boolean).join(', ')
}
