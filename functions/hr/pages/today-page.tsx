import type { ReviewCycle } from '../../domain/cycle.ts'
import { ButtonLink } from '../../layout/button.tsx'
import { CardList } from '../../layout/card-list.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { Progress } from '../../layout/progress.tsx'
import type { CycleAtWork, Todo } from '../what-waits-for-hr.ts'
import { CycleStatusWord } from './cycle-status.tsx'
import { FirstSteps } from './first-steps.tsx'
import { TodoList } from './todo-list.tsx'

export interface CycleToday extends CycleAtWork {
  steps: readonly { label: string; done: number; total: number }[]
}

export interface TodayPageProps {
  done: 'settled' | undefined
  hasPeople: boolean
  /** Whether any cycle was ever launched. */
  hasLaunched: boolean
  todos: readonly Todo[]
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
      <>
        <FirstSteps {...props} />
        <EmptyState title="Start with the people of your company">
          <p>Import them from a CSV file. You see what would change before anything is saved.</p>
          <ButtonLink href="/hr/people/import">Import people</ButtonLink>
        </EmptyState>
      </>
    )
  }
  return (
    <>
      {props.done === 'settled' && <Notice kind="success" title="It is put away" />}
      <ForSecondPerson {...props.forSecondPerson} />
      {!props.hasLaunched && <FirstSteps {...props} />}
      {props.hasLaunched && <TodoList todos={props.todos} />}
      {!props.hasLaunched && props.todos.length > 0 && <TodoList todos={props.todos} />}
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

function UnderWay({ cycle, steps }: CycleToday) {
  return (
    <section aria-labelledby={`cycle-${cycle.cycleId}`}>
      <h2 id={`cycle-${cycle.cycleId}`}>
        <a href={`/hr/cycles/${cycle.cycleId}`}>{cycle.name}</a> <CycleStatusWord status={cycle.status} />
      </h2>
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
