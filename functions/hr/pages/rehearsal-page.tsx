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
  mails: readonly { personId: string; name: string; email: string; self: boolean; peers: number }[]
  here: string
  previousHref: string | undefined
  nextHref: string | undefined
}

/** What the launch would do, with nothing sent: problems, e-mails, load on colleagues. */
export function RehearsalPage(props: RehearsalPageProps) {
  const { cycle } = props
  return (
    <>
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
            <a href={`/hr/cycles/new?from=${cycle.cycleId}`}>Plan it again with other people</a>
          </p>
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
        title="Would be left out"
        problems={props.excluded}
        count={props.excludedCount}
        advice="Mend them by importing corrected rows, or launch without these people."
      />
      <ProblemList title="Worth a look" problems={props.warnings} count={props.warningCount} />
      {props.blocked === undefined && <GoOn {...props} />}
      {props.mails.length > 0 && (
        <>
          <BarList
            caption="How many colleagues each person is asked about"
            bars={props.loads.map(({ reviews, people }) => ({
              label: reviews === 1 ? '1 colleague' : `${reviews} colleagues`,
              value: people,
              text: people === 1 ? '1 person' : `${people} people`,
            }))}
          />
          <Table
            caption="The e-mail that each person would get at launch"
            columns={[
              { heading: 'Name', namesTheRow: true, cell: (mail) => <bdi>{mail.name}</bdi> },
              { heading: 'E-mail', cell: (mail) => <bdi>{mail.email}</bdi> },
              { heading: 'Asks for', cell: askedInWords },
            ]}
            rows={props.mails}
            rowKey={(mail) => mail.personId}
          />
          <Pagination
            label="Pages of e-mails"
            here={props.here}
            previousHref={props.previousHref}
            nextHref={props.nextHref}
          />
        </>
      )}
    </>
  )
}

function askedInWords({ self, peers }: { self: boolean; peers: number }): string {
  return [
    self && 'self-assessment',
    peers > 0 && `input about ${peers} ${peers === 1 ? 'colleague' : 'colleagues'}`,
  ]
    .filter(Boolean)
    .join(', ')
}

function ProblemList(props: {
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
            {problem.message}{' '}
            {problem.personId && <a href={`/hr/people/${problem.personId}`}>Look at the person</a>}
          </li>
        ))}
      </ul>
      {rest > 0 && <p>And {rest} more of the kind.</p>}
    </>
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
