import type { ReviewCycle } from '../../domain/cycle.ts'
import {
  type Departure,
  type Distribution,
  LEVELS,
  type ReleasePreview,
  SMALLEST_GROUP,
  type TeamDistribution,
} from '../../domain/cycle-results.ts'
import { Button } from '../../layout/button.tsx'
import { BarList, Columns } from '../../layout/chart.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { type Column, Table } from '../../layout/table.tsx'
import { CycleNav } from './cycle-nav.tsx'

export interface ResultsPageProps {
  cycle: ReviewCycle
  preview: ReleasePreview
  distribution: Distribution
  teams: { shown: readonly TeamDistribution[]; withheld: { teams: number; together: Distribution | null } }
  byDeparture: readonly { departure: Departure; reviews: number }[]
  far: readonly {
    reviewId: string
    name: string
    supervisor: string
    rating: number | null
    computedScore: number | null
  }[]
}

export function ResultsPage(props: ResultsPageProps) {
  const { cycle, distribution } = props
  if (cycle.reviewCount === 0) {
    return (
      <EmptyState title="There are no results yet">
        <p>Nobody has been asked anything: the cycle is not launched.</p>
        <a href={`/hr/cycles/${cycle.cycleId}`}>Back to the cycle</a>
      </EmptyState>
    )
  }
  return (
    <>
      <CycleNav cycle={cycle} here="results" />
      <Release {...props} />
      {distribution.rated === 0 ? (
        <EmptyState title="Nobody is rated yet">
          <p>The distribution shows here with the first rating.</p>
        </EmptyState>
      ) : (
        <>
          <Overall {...props} />
          <Teams {...props} />
          <Departures {...props} />
        </>
      )}
      <Exports cycle={cycle} />
    </>
  )
}

function Release({ cycle, preview }: ResultsPageProps) {
  const path = `/hr/cycles/${cycle.cycleId}`
  const link = (count: number, query: string) =>
    count === 0 ? count : <a href={`${path}?${query}#reviews`}>{count}</a>
  const rows = [
    ...(preview.released > 0 ? [{ term: 'Released', value: preview.released }] : []),
    { term: 'Rated, would go out at once', value: link(preview.goesOut, 'stage=rated') },
    { term: 'Of these, without a self-assessment', value: preview.withoutSelfAssessment },
    { term: 'Of these, with colleagues’ input withheld', value: preview.peersWithheld },
    { term: 'Not rated yet, would follow one by one', value: link(preview.follows, 'stage=gathering') },
    { term: 'Not rated, time is over', value: link(preview.unrated, 'stage=unrated') },
  ]
  return (
    <section aria-labelledby="release">
      <h2 id="release">{cycle.status === 'running' ? 'What a release would give' : 'Release'}</h2>
      <SummaryList rows={cycle.status === 'closed' ? rows.slice(0, 1) : rows} />
      {cycle.status === 'running' && cycle.pausedAt === undefined && (
        <>
          <p class="quiet">
            Everybody who is rated reads their review at once and gets one mail that asks them to sign.
            Colleagues’ input is withheld where fewer than {cycle.peers.threshold} have answered. This cannot
            be taken back.
          </p>
          <PostForm action={`${path}/release`} label="Release the results">
            <Button>Release {preview.goesOut} now</Button>
          </PostForm>
        </>
      )}
      {cycle.status === 'released' && (
        <p>
          <a href={`${path}/close`}>Close the cycle: see the exceptions first</a>
        </p>
      )}
    </section>
  )
}

function Overall({ distribution }: ResultsPageProps) {
  return (
    <section aria-labelledby="distribution">
      <h2 id="distribution">Distribution of ratings</h2>
      <Columns
        caption={`${distribution.rated} rated, mean ${distribution.mean?.toFixed(2) ?? '–'}; ${distribution.notRated} without a rating`}
        columns={LEVELS.map((level, place) => ({
          label: `Level ${level}`,
          value: distribution.counts[place] ?? 0,
        }))}
      />
    </section>
  )
}

function Teams({ teams }: ResultsPageProps) {
  const { shown, withheld } = teams
  type TeamRow = Distribution & { name: string; key: string }
  const rows: TeamRow[] = [
    ...shown.map((team) => ({ ...team, name: team.supervisorName, key: team.supervisorId })),
    ...(withheld.together === null
      ? []
      : [{ ...withheld.together, name: `${withheld.teams} other teams together`, key: 'others' }]),
  ]
  if (rows.length === 0) return <p>No team has {SMALLEST_GROUP} ratings yet, so none is shown by itself.</p>
  const columns: Column<TeamRow>[] = [
    { heading: 'Rated by', namesTheRow: true, cell: ({ name }) => <bdi>{name}</bdi> },
    ...LEVELS.map(
      (level, place): Column<TeamRow> => ({
        heading: `Level ${level}`,
        kind: 'number',
        cell: ({ counts }) => counts[place] ?? 0,
      }),
    ),
    { heading: 'Mean', kind: 'number', cell: ({ mean }) => mean?.toFixed(2) ?? '–' },
    { heading: 'Ratings', kind: 'number', cell: ({ rated }) => rated },
  ]
  return (
    <>
      <BarList
        caption="Mean rating by team"
        full={5}
        bars={rows.map(({ name, mean, rated }) => ({
          label: name,
          value: mean ?? 0,
          text: `${mean?.toFixed(2) ?? '–'} (n = ${rated})`,
        }))}
      />
      <Table caption="Ratings by team" columns={columns} rows={rows} rowKey={({ key }) => key} />
      <p class="quiet">
        A team with fewer than {SMALLEST_GROUP} ratings is not shown by itself, nor what would give it away by
        subtraction.
      </p>
    </>
  )
}

const departureNames: Readonly<Record<Departure, string>> = {
  muchLower: 'A level or more below',
  lower: 'More than half a level below',
  near: 'Within half a level',
  higher: 'More than half a level above',
  muchHigher: 'A level or more above',
}

function Departures({ cycle, byDeparture, far }: ResultsPageProps) {
  return (
    <section aria-labelledby="departures">
      <h2 id="departures">Ratings beside computed scores</h2>
      <p>
        The computed score follows from the levels that the supervisor gave. A rating that departs from it
        needs a reason.
      </p>
      <BarList
        caption="How far ratings lie from the computed score"
        bars={byDeparture.map(({ departure, reviews }) => ({
          label: departureNames[departure],
          value: reviews,
        }))}
      />
      {far.length > 0 && (
        <Table
          caption="A level or more away"
          columns={[
            {
              heading: 'Name',
              namesTheRow: true,
              cell: ({ reviewId, name }) => (
                <a href={`/hr/cycles/${cycle.cycleId}/reviews/${reviewId}`}>
                  <bdi>{name}</bdi>
                </a>
              ),
            },
            { heading: 'Rated by', cell: ({ supervisor }) => <bdi>{supervisor}</bdi> },
            { heading: 'Rating', kind: 'number', cell: ({ rating }) => rating },
            { heading: 'Computed', kind: 'number', cell: ({ computedScore }) => computedScore?.toFixed(2) },
          ]}
          rows={far}
          rowKey={({ reviewId }) => reviewId}
        />
      )}
    </section>
  )
}

function Exports({ cycle }: { cycle: ReviewCycle }) {
  const path = `/hr/cycles/${cycle.cycleId}/exports`
  return (
    <section aria-labelledby="exports">
      <h2 id="exports">Take away</h2>
      <ul>
        <li>
          <a href={`${path}/ratings.csv`} download>
            Ratings of record
          </a>
          : employee ID, rating, when it was released and signed; for payroll
        </li>
        <li>
          <a href={`${path}/progress.csv`} download>
            Progress
          </a>
          : each review with its stage and each step’s state
        </li>
        <li>
          <a href={`${path}/exceptions.csv`} download>
            Exceptions
          </a>
          : reviews without both signatures, with the reason
        </li>
      </ul>
      <p class="quiet">
        The files open in a spreadsheet and calculate nothing. Programs get the same rows as JSON. Colleagues
        are counted, never named.
      </p>
    </section>
  )
}
