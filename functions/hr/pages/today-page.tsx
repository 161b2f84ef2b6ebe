import type { ReviewCycle } from '../../domain/cycle.ts'
import { ButtonLink } from '../../layout/button.tsx'
import { CardList } from '../../layout/card-list.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { Progress } from '../../layout/progress.tsx'
import { CycleStatusWord } from './cycle-status.tsx'

export interface CycleToday {
  cycle: ReviewCycle
  steps: readonly { label: string; done: number; total: number }[]
  late: readonly { label: string; count: number }[]
  mailTrouble: number
}

export interface TodayPageProps {
  now: string
  hasPeople: boolean
  underWay: readonly CycleToday[]
  scheduled: readonly ReviewCycle[]
  drafts: readonly ReviewCycle[]
  ended: readonly ReviewCycle[]
  /** How much waits for this person to agree to it. */
  forSecondPerson: { lifts: number; erasures: number }
}

export function TodayPage(props: TodayPageProps) {
  const { underWay, scheduled, drafts, ended } = props
  if (!props.hasPeople) {
    return (
      <EmptyState title="Start with the people of your company">
        <p>Import them from a CSV file. Then plan a cycle, rehearse it, and schedule its launch.</p>
        <ButtonLink href="/hr/people/import">Import people</ButtonLink>
      </EmptyState>
    )
  }
  const overdue = scheduled.filter((cycle) => cycle.launchAt < props.now)
  return (
    <>
      <ForSecondPerson {...props.forSecondPerson} />
      {overdue.map((cycle) => (
        <Notice key={cycle.cycleId} kind="attention" title="A launch is overdue">
          <p>
            <a href={`/hr/cycles/${cycle.cycleId}`}>{cycle.name}</a> should have launched on{' '}
            <Moment at={cycle.launchAt} timeZone={cycle.timeZone} />. If it does not start within minutes,
            launch it by hand.
          </p>
        </Notice>
      ))}
      {underWay.map((today) => (
        <UnderWay key={today.cycle.cycleId} {...today} />
      ))}
      {underWay.length + scheduled.length + drafts.length === 0 && (
        <EmptyState title="No cycle is under way">
          <p>Plan one: who is reviewed, about which period, and until when.</p>
          <ButtonLink href="/hr/cycles/new">Plan a cycle</ButtonLink>
        </EmptyState>
      )}
      <Cards title="Scheduled" cycles={scheduled} />
      <Cards title="Drafts" cycles={drafts} />
      <Cards title="Closed lately" cycles={ended} />
    </>
  )
}

function ForSecondPerson({ lifts, erasures }: TodayPageProps['forSecondPerson']) {
  if (lifts + erasures === 0) return null
  const asked = [
    erasures > 0 && `${erasures} ${erasures === 1 ? 'erasure' : 'erasures'}`,
    lifts > 0 && `the lifting of ${lifts} ${lifts === 1 ? 'legal hold' : 'legal holds'}`,
  ]
  return (
    <Notice kind="attention" title="A second person is needed">
      <p>
        A colleague asks for {asked.filter(Boolean).join(' and ')}.{' '}
        <a href="/hr/holds-and-erasures">Look at holds and erasures</a>
      </p>
    </Notice>
  )
}

function UnderWay({ cycle, steps, late, mailTrouble }: CycleToday) {
  const href = `/hr/cycles/${cycle.cycleId}`
  return (
    <section aria-labelledby={`cycle-${cycle.cycleId}`}>
      <h2 id={`cycle-${cycle.cycleId}`}>
        <a href={href}>{cycle.name}</a> <CycleStatusWord status={cycle.status} />
      </h2>
      {late.length + mailTrouble > 0 && (
        <Notice kind="attention" title="Needs a look">
          <ul>
            {late.map(({ label, count }) => (
              <li key={label}>
                <a href={href}>
                  {label}: {count} late
                </a>
              </li>
            ))}
            {mailTrouble > 0 && (
              <li>
                <a href={href}>
                  Mail does not reach {mailTrouble} {mailTrouble === 1 ? 'person' : 'people'}
                </a>
              </li>
            )}
          </ul>
        </Notice>
      )}
      {steps
        .filter((step) => step.total > 0)
        .map((step) => (
          <Progress key={step.label} {...step} />
        ))}
    </section>
  )
}

function Cards({ title, cycles }: { title: string; cycles: readonly ReviewCycle[] }) {
  if (cycles.length === 0) return null
  return (
    <>
      <h2>{title}</h2>
      <CardList
        label={title}
        cards={cycles.map((cycle) => ({
          href: `/hr/cycles/${cycle.cycleId}`,
          title: cycle.name,
          status: <CycleStatusWord status={cycle.status} />,
          detail: (
            <p>
              Launch: <Moment at={cycle.openedAt ?? cycle.launchAt} timeZone={cycle.timeZone} />
            </p>
          ),
        }))}
      />
    </>
  )
}
