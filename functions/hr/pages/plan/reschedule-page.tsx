import { dateInWords } from '../../../domain/calendar.ts'
import type { ReviewCycle } from '../../../domain/cycle.ts'
import { Button } from '../../../layout/button.tsx'
import { DateField, TimeField } from '../../../layout/field.tsx'
import type { FieldErrors } from '../../../layout/field-errors.ts'
import { Moment } from '../../../layout/moment.tsx'
import { ErrorSummary, Notice } from '../../../layout/notice.tsx'
import { PostForm } from '../../../layout/post-form.tsx'
import { Table } from '../../../layout/table.tsx'
import { planFieldNames } from './plan-fields.tsx'

export interface ReschedulePageProps {
  cycle: ReviewCycle
  typed: { launchOn: string; launchTime: string }
  errors: FieldErrors
  refusal: string | undefined
  /** What would move; nothing where nothing was asked for yet, or it cannot be done. */
  effect: readonly { field: string; from: string; to: string }[]
}

/** Another launch: first what it would move, then the button that moves it. */
export function ReschedulePage({ cycle, typed, errors, refusal, effect }: ReschedulePageProps) {
  const path = `/hr/cycles/${cycle.cycleId}/reschedule`
  return (
    <>
      {refusal !== undefined && (
        <Notice kind="attention" title="That was not done">
          <p>{refusal}</p>
        </Notice>
      )}
      <ErrorSummary errors={errors} />
      <p class="lead">
        It {cycle.status === 'scheduled' ? 'launches by itself' : 'is planned to launch'} on{' '}
        <Moment at={cycle.launchAt} timeZone={cycle.timeZone} />. Every last day keeps its number of working
        days from the launch.
      </p>
      <form method="get" action={path}>
        <DateField name="launchOn" label="New launch day" value={typed.launchOn} error={errors.launchOn} />
        <TimeField
          name="launchTime"
          label="New launch time"
          value={typed.launchTime}
          error={errors.launchTime}
        />
        <Button kind={effect.length === 0 ? 'primary' : 'secondary'}>Show what would move</Button>
      </form>
      {effect.length > 0 && (
        <>
          <h2>What would move</h2>
          <Table
            caption="Each day, now and then"
            captionHidden
            columns={[
              { heading: 'What', namesTheRow: true, cell: ({ field }) => planFieldNames[field] ?? field },
              { heading: 'Now', cell: ({ from }) => inWords(from) },
              { heading: 'Then', cell: ({ to }) => inWords(to) },
            ]}
            rows={effect}
            rowKey={({ field }) => field}
          />
          <p>
            {cycle.status === 'scheduled'
              ? 'It launches by itself at the new time.'
              : 'It stays a draft until you schedule it.'}{' '}
            Nobody has been told anything, and nobody is told of the move.
          </p>
          <PostForm action={path} label="Move the launch">
            <input type="hidden" name="launchOn" value={typed.launchOn} />
            <input type="hidden" name="launchTime" value={typed.launchTime} />
            <input type="hidden" name="movedFrom" value={cycle.launchAtLocal} />
            <Button>Move the launch</Button>
          </PostForm>
        </>
      )}
    </>
  )
}

function inWords(day: string): string {
  const [date = '', time] = day.split('T')
  return time === undefined ? dateInWords(date) : `${dateInWords(date)}, ${time}`
}
