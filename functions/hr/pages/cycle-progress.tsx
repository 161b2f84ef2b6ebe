import type { ReviewCycle } from '../../domain/cycle.ts'
import type { StepProgress } from '../../domain/cycle-progress.ts'
import { StackedBars } from '../../layout/chart.tsx'
import { Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { Table } from '../../layout/table.tsx'
import { stepNames } from './step-names.ts'

export interface CycleProgressProps {
  cycle: ReviewCycle
  progress: readonly StepProgress[]
  now: string
}

/** Progress by step, as bars and as a table whose numbers lead to the reviews behind them. Stays current where scripts run. */
export function CycleProgress(props: CycleProgressProps) {
  const { cycle } = props
  const isUnderWay = cycle.status === 'running' || cycle.status === 'released' || cycle.status === 'opening'
  const address = `/hr/cycles/${cycle.cycleId}/progress`
  return (
    <section id="progress" aria-label="Progress" data-live={isUnderWay ? address : undefined}>
      <Bars {...props} />
      {isUnderWay && (
        <p class="as-of">
          As of <Moment at={props.now} timeZone={cycle.timeZone} />.{' '}
          <a href={`/hr/cycles/${cycle.cycleId}#progress`}>Refresh</a>
        </p>
      )}
    </section>
  )
}

function Bars({ cycle, progress }: CycleProgressProps) {
  const asked = progress.filter((step) => step.total > 0)
  const late = asked.filter((step) => step.late > 0)
  const reviews = `/hr/cycles/${cycle.cycleId}`
  return (
    <>
      <StackedBars
        caption="Progress by step"
        legend={[
          { tone: 'done', label: 'Done' },
          { tone: 'missed', label: 'Missed' },
          { tone: 'late', label: 'Late' },
        ]}
        bars={asked.map(({ kind, done, missed, late: waiting, total }) => ({
          label: stepNames[kind],
          total,
          parts: [
            { tone: 'done', value: done },
            { tone: 'missed', value: missed },
            { tone: 'late', value: waiting },
          ],
          text: `${done} of ${total}${missed > 0 ? `, ${missed} missed` : ''}`,
        }))}
      />
      <details>
        <summary>The same as a table</summary>
        <Table
          caption="Progress by step, in numbers"
          captionHidden
          columns={[
            {
              heading: 'Step',
              namesTheRow: true,
              cell: ({ kind }) => <a href={`${reviews}?step=${kind}#reviews`}>{stepNames[kind]}</a>,
            },
            { heading: 'Done', kind: 'number', cell: (step) => step.done },
            { heading: 'Missed', kind: 'number', cell: (step) => step.missed },
            { heading: 'Late', kind: 'number', cell: (step) => step.late },
            { heading: 'All', kind: 'number', cell: (step) => step.total },
          ]}
          rows={asked}
          rowKey={({ kind }) => kind}
        />
      </details>
      {late.length > 0 && (
        <Notice kind="attention" title="Some steps are late">
          <ul>
            {late.map(({ kind, late: count }) => (
              <li key={kind}>
                <a href={`${reviews}/late?step=${kind}`}>
                  {stepNames[kind]}: {count}
                </a>
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  )
}
