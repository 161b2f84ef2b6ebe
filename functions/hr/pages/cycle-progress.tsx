import type { StepProgress } from '../../domain/cycle-progress.ts'
import { BarList } from '../../layout/chart.tsx'
import { Notice } from '../../layout/notice.tsx'
import { stepNames } from './step-names.ts'

export function CycleProgress({ progress }: { progress: readonly StepProgress[] }) {
  const late = progress.filter((step) => step.late > 0)
  return (
    <>
      <BarList
        caption="Progress by step"
        full={1}
        bars={progress
          .filter((step) => step.total > 0)
          .map(({ kind, done, missed, total }) => ({
            label: stepNames[kind],
            value: total === 0 ? 0 : done / total,
            text: `${done} of ${total}${missed > 0 ? `, ${missed} missed` : ''}`,
          }))}
      />
      {late.length > 0 && (
        <Notice kind="attention" title="Some steps are late">
          <ul>
            {late.map(({ kind, late: count }) => (
              <li key={kind}>
                {stepNames[kind]}: {count}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  )
}
