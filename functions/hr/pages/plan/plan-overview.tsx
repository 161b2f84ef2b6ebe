import type { ReviewCycle } from '../../../domain/cycle.ts'
import type { PlanCalendar } from '../../../domain/plan-calendar.ts'
import { Button, ButtonLink, ButtonRow } from '../../../layout/button.tsx'
import { TextField } from '../../../layout/field.tsx'
import type { FieldErrors } from '../../../layout/field-errors.ts'
import { Day, Moment } from '../../../layout/moment.tsx'
import { MonthCalendar } from '../../../layout/month-calendar.tsx'
import { Notice } from '../../../layout/notice.tsx'
import { PostForm } from '../../../layout/post-form.tsx'
import { SummaryList } from '../../../layout/summary-list.tsx'
import { type PlanSectionName, planSections } from '../../plan-section.ts'
import { PlanSteps } from './plan-steps.tsx'

export interface PlanOverviewProps {
  cycle: ReviewCycle
  /** False once it has been launched or cancelled: there is nothing to change any more. */
  isOpen: boolean
  calendar: PlanCalendar
  errors: FieldErrors
  wrong: readonly PlanSectionName[]
  people: { words: string; count: number }
  templateSaved: boolean
}

/** The whole plan at a glance, each part with the way to change it. */
export function PlanOverview(props: PlanOverviewProps) {
  const { cycle, isOpen, people } = props
  const path = `/hr/cycles/${cycle.cycleId}`
  const change = (section: PlanSectionName) =>
    isOpen
      ? {
          action: {
            label: 'Change',
            about: planSections[section].title.toLowerCase(),
            href: `${path}/plan/${section}`,
          },
        }
      : {}
  return (
    <>
      {isOpen && <PlanSteps cycleId={cycle.cycleId} here="overview" wrong={props.wrong} />}
      {props.templateSaved && (
        <Notice kind="success" title="Saved as a template">
          <p>It is offered wherever a cycle is planned.</p>
        </Notice>
      )}
      {props.wrong.length > 0 && (
        <Notice kind="attention" title="Before it can be launched">
          <ul>
            {props.wrong.flatMap((section) =>
              planSections[section].fields
                .filter((field) => field in props.errors)
                .map((field) => (
                  <li key={field}>
                    <a href={`${path}/plan/${section}#field-${field}`}>{props.errors[field]}</a>
                  </li>
                )),
            )}
          </ul>
        </Notice>
      )}
      <SummaryList
        rows={[
          {
            term: 'Judges',
            value: (
              <>
                <Day date={cycle.reviewPeriod.from} /> to <Day date={cycle.reviewPeriod.to} />
              </>
            ),
            ...change('basics'),
          },
          {
            term: 'Who',
            value: `${people.words} (${people.count} ${people.count === 1 ? 'person' : 'people'})`,
            ...change('people'),
          },
          {
            term: 'Launch',
            value: <Moment at={cycle.openedAt ?? cycle.launchAt} timeZone={cycle.timeZone} />,
            ...change('dates'),
          },
          {
            term: 'Peers',
            value:
              cycle.peers.perReview === 0
                ? 'No peer input'
                : `${cycle.peers.perReview} each, shown from ${cycle.peers.threshold} answers on, nobody asked about more than ${cycle.peers.loadCap}`,
            ...change('peers'),
          },
          {
            term: 'Reminders',
            value:
              cycle.reminderDaysBefore.length === 0
                ? 'None'
                : `${cycle.reminderDaysBefore.join(', ')} working days before a last day, at ${String(cycle.civilHour).padStart(2, '0')}:00`,
            ...change('reminders'),
          },
        ]}
      />
      {isOpen && (
        <ButtonRow>
          <ButtonLink href={`${path}/rehearsal`}>Rehearse the launch</ButtonLink>
          <ButtonLink href={`${path}/reschedule`} kind="secondary">
            Move the launch
          </ButtonLink>
        </ButtonRow>
      )}
      <MonthCalendar calendar={props.calendar} />
      <details class="not-printed">
        <summary>Save as a template of your own</summary>
        <PostForm action={`${path}/plan/save-as-template`} label="Save as a template">
          <TextField
            name="name"
            label="Name of the template"
            hint="Its days are kept as working days from the launch."
            value={cycle.name}
            maxLength={120}
          />
          <Button kind="secondary">Save the template</Button>
        </PostForm>
      </details>
    </>
  )
}
