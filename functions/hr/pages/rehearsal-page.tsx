import type { ReviewCycle } from '../../domain/cycle.ts'
import type { LaunchProblem } from '../../domain/launch.ts'
import { Button } from '../../layout/button.tsx'
import { BarList } from '../../layout/chart.tsx'
import { Checkbox } from '../../layout/choice.tsx'
import { Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { Pagination } from '../../layout/pagination.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { Table } from '../../layout/table.tsx'
import { type PlanSectionName, planSections } from '../plan-section.ts'
import { PlanSteps } from './plan/plan-steps.tsx'

export interface RehearsalPageProps {
  cycle: ReviewCycle
  refusal: string | undefined
  reviewCount: number
  blocked: string | undefined
  excluded: readonly LaunchProblem[]
  excludedCount: number
  warnings: readonly LaunchProblem[]
  warningCount: number
  overlapping: readonly ReviewCycle[]
  loads: readonly { reviews: number; people: number }[]
  mailCount: number
  planProblems: readonly { message: string; section: PlanSectionName }[]
  search: string
  /** Everybody who has a part. */
  peopleCount: number
  /** Those of this page. */
  people: readonly RehearsedPerson[]
  here: string
  previousHref: string | undefined
  nextHref: string | undefined
}

interface RehearsedPerson {
  personId: string
  name: string
  email: string
  self: boolean
  peers: number
  rates: number
}

/** What the launch would do, with nothing sent: problems, e-mails, load on colleagues. */
export function RehearsalPage(props: RehearsalPageProps) {
  const { cycle } = props
  return (
    <>
      <PlanSteps
        cycleId={cycle.cycleId}
        here="rehearsal"
        wrong={props.planProblems.map(({ section }) => section)}
      />
      {props.refusal && (
        <Notice kind="attention" title="Not done yet">
          <p>{props.refusal}</p>
        </Notice>
      )}
      <p class="lead">
        This is what would happen if the cycle were launched with the people as they are now. Nothing has been
        sent.
      </p>
      <SummaryList
        rows={[
          { term: 'Launch', value: <Moment at={cycle.launchAt} timeZone={cycle.timeZone} /> },
          { term: 'Reviews', value: props.reviewCount },
          { term: 'E-mails at launch', value: props.mailCount },
          { term: 'People who would be left out', value: props.excludedCount },
        ]}
      />
      {props.blocked && (
        <Notice kind="attention" title="This cycle cannot be launched">
          <p>{props.blocked}</p>
          <p>
            <a href={`/hr/cycles/${cycle.cycleId}/plan/people`}>Choose other people</a>
          </p>
        </Notice>
      )}
      {props.planProblems.length > 0 && (
        <Notice kind="attention" title="The plan itself cannot be launched as it is">
          <ul>
            {props.planProblems.map(({ message, section }) => (
              <li key={message}>
                {message}{' '}
                <a href={`/hr/cycles/${cycle.cycleId}/plan/${section}`}>
                  Change the {planSections[section].title.toLowerCase()}
                </a>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {props.overlapping.length > 0 && (
        <Notice kind="attention" title="Other cycles run at the same time">
          <ul>
            {props.overlapping.map((other) => (
              <li key={other.cycleId}>
                <a href={`/hr/cycles/${other.cycleId}`}>{other.name}</a>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <ProblemList
        cycleId={cycle.cycleId}
        title="Would be left out"
        problems={props.excluded}
        count={props.excludedCount}
        advice="Mend them, leave them out by hand, or launch without these people."
      />
      <ProblemList
        cycleId={cycle.cycleId}
        title="Worth a look"
        problems={props.warnings}
        count={props.warningCount}
      />
      {props.blocked === undefined && <GoOn {...props} />}
      {props.peopleCount > 0 && (
        <>
          <BarList
            caption="How many colleagues each person is asked about"
            bars={props.loads.map(({ reviews, people }) => ({
              label: reviews === 1 ? '1 colleague' : `${reviews} colleagues`,
              value: people,
              text: people === 1 ? '1 person' : `${people} people`,
            }))}
          />
          <Mails {...props} />
        </>
      )}
    </>
  )
}

/** Everybody who would be written to; each name leads to the e-mails themselves. */
function Mails(props: RehearsalPageProps) {
  const path = `/hr/cycles/${props.cycle.cycleId}/rehearsal`
  return (
    <>
      <h2 id="mails">The e-mails that each person would get</h2>
      <search>
        <form method="get" action={`${path}#mails`}>
          <div class="field">
            <label for="mails-search">Name or e-mail address</label>
            <input id="mails-search" type="search" name="q" value={props.search} dir="auto" />
          </div>
          <Button kind="secondary">Search</Button>
        </form>
      </search>
      {props.people.length === 0 ? (
        <p>Nobody with a part in this cycle is called so.</p>
      ) : (
        <Table
          caption="People and what they are asked for"
          captionHidden
          columns={[
            {
              heading: 'Name',
              namesTheRow: true,
              cell: (person) => (
                <a href={`${path}/people/${person.personId}`}>
                  <bdi>{person.name}</bdi>
                </a>
              ),
            },
            { heading: 'E-mail', cell: (person) => <bdi>{person.email}</bdi> },
            { heading: 'Asks for', cell: askedInWords },
          ]}
          rows={props.people}
          rowKey={(person) => person.personId}
        />
      )}
      <Pagination
        label="Pages of people"
        here={props.here}
        previousHref={props.previousHref}
        nextHref={props.nextHref}
      />
    </>
  )
}

function askedInWords({ self, peers, rates }: RehearsedPerson): string {
  return [
    self && 'self-assessment',
    peers > 0 && `input about ${peers} ${peers === 1 ? 'colleague' : 'colleagues'}`,
    rates > 0 && `later ${rates} ${rates === 1 ? 'rating' : 'ratings'}`,
  ]
    .filter(Boolean)
    .join(', ')
}

function ProblemList(props: {
  cycleId: string
  title: string
  problems: readonly LaunchProblem[]
  count: number
  advice?: string
}) {
  if (props.count === 0) return null
  const rest = props.count - props.problems.length
  return (
    <>
      <h2>
        {props.title}: {props.count}
      </h2>
      {props.advice && <p>{props.advice}</p>}
      <ul>
        {props.problems.map((problem) => (
          <li key={`${problem.code} ${problem.personId ?? ''}`}>
            {problem.message} <Fix cycleId={props.cycleId} problem={problem} />
          </li>
        ))}
      </ul>
      {rest > 0 && <p>And {rest} more of the kind.</p>}
    </>
  )
}

/** Where a problem can be mended. */
function Fix({ cycleId, problem }: { cycleId: string; problem: LaunchProblem }) {
  if (problem.code === 'peer-shortage') {
    return <a href={`/hr/cycles/${cycleId}/plan/peers#who-gets-how-many`}>Change the peers</a>
  }
  return problem.personId === undefined ? (
    <a href={`/hr/cycles/${cycleId}/plan/people`}>Choose other people</a>
  ) : (
    <a href={`/hr/people/${problem.personId}/edit`}>Change the person</a>
  )
}

function GoOn({ cycle, excludedCount }: RehearsalPageProps) {
  const without = excludedCount > 0 && (
    <Checkbox
      name="withoutThem"
      label={`Launch without the ${excludedCount === 1 ? 'person' : `${excludedCount} people`} who would be left out`}
    />
  )
  return (
    <>
      <h2>Go on</h2>
      <PostForm action={`/hr/cycles/${cycle.cycleId}/schedule`} label="Schedule">
        {without}
        <Button>{cycle.status === 'draft' ? 'Schedule the launch' : 'Set the launch again'}</Button>
      </PostForm>
    </>
  )
}
