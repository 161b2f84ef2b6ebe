import type { ImportSummary } from '../../domain/stored-import.ts'
import { ButtonLink } from '../../layout/button.tsx'
import { Notice } from '../../layout/notice.tsx'
import { Progress } from '../../layout/progress.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { ImportSteps } from './import-steps.tsx'

export interface ImportProgressProps {
  importId: string
  fileName: string
  isDone: boolean
  written: number
  total: number
  summary: ImportSummary
  /** People who were left as they are. */
  conflicts: number
  conflicting: readonly { personId: string; name: string }[]
  hasReport: boolean
}

/** How far a confirmed import is, and what came of it. The script follows it; without scripts, the link looks again. */
export function ImportProgressPage(props: ImportProgressProps) {
  const { summary } = props
  const here = `/hr/people/imports/${props.importId}`
  return (
    <>
      <ImportSteps now="over" />
      {props.isDone ? (
        <Notice kind="success" title="Everything is saved">
          <p>
            {summary.added} added, {summary.changed} changed, {summary.unchanged} as they were already
            {summary.leftOut > 0 ? `, ${summary.leftOut} rows left out` : ''}. The file has been deleted here.
          </p>
        </Notice>
      ) : (
        <div data-follow={here} data-follow-until="done">
          <p class="lead">
            <bdi>{props.fileName}</bdi> is being saved. You may leave this page: it goes on by itself, and
            nothing is saved twice.
          </p>
          <Progress label="People saved" done={props.written} total={props.total} />
          <p>
            <a href={here}>Look again</a>
          </p>
        </div>
      )}
      {props.conflicts > 0 && (
        <Notice kind="attention" title={conflictsInWords(props.conflicts)}>
          <p>
            Somebody else changed them after you had looked. They stay as they are now. Look at them, and
            import the file again if it is right about them.
          </p>
          <ul>
            {props.conflicting.map(({ personId, name }) => (
              <li key={personId}>
                <a href={`/hr/people/${personId}`}>
                  <bdi>{name}</bdi>
                </a>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <SummaryList
        rows={[
          { term: 'File', value: <bdi>{props.fileName}</bdi> },
          { term: 'New people', value: summary.added },
          { term: 'Changed', value: summary.changed },
          { term: 'As they were already', value: summary.unchanged },
          { term: 'Not in the file', value: summary.gone },
          { term: 'Rows left out', value: summary.leftOut },
        ]}
      />
      {props.hasReport && (
        <p>
          <a href={`${here}/report`}>Download the {summary.problems} remarks, row by row, as CSV</a>. They are
          kept for a day.
        </p>
      )}
      {props.isDone && (
        <div class="button-row">
          <ButtonLink href="/hr/people">Go to the people</ButtonLink>
          <ButtonLink href="/hr/cycles/new" kind="secondary">
            Plan a cycle
          </ButtonLink>
        </div>
      )}
    </>
  )
}

function conflictsInWords(count: number): string {
  return count === 1 ? 'One person was left as they are' : `${count} people were left as they are`
}
