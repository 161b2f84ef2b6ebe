import { dateInWords, localDateOf } from '../../domain/calendar.ts'
import type { FormVersion } from '../../domain/form.ts'
import type { ReviewId, StepId } from '../../domain/ids.ts'
import { ButtonLink } from '../../layout/button.tsx'
import { BarList } from '../../layout/chart.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { Progress } from '../../layout/progress.tsx'
import { StatusWord } from '../../layout/status-word.tsx'
import { type Column, Table } from '../../layout/table.tsx'
import { ratingInWords } from './level-in-words.ts'

/** One person whom a supervisor rates, as the draft or what was sent in says. */
export interface RatedMember {
  reviewId: ReviewId
  stepId: StepId
  name: string
  state: 'waits' | 'draft' | 'sent'
  /** Weighted mean of the levels; null where nothing is rated. */
  computed: number | null
  /** The overall rating; null where none is chosen. */
  proposed: number | null
  /** The rating is far from the score, or extreme, and says no reason yet. */
  lacksReason: boolean
  href: string
  dueAt: string
}

export interface TeamPageProps {
  form: FormVersion
  cycleName: string
  timeZone: string
  members: readonly RatedMember[]
}

/** A supervisor's ratings side by side, to compare before they are sent in. */
export function TeamPage(props: TeamPageProps) {
  const { form, members } = props
  if (members.length === 0) {
    return (
      <EmptyState title="Nobody waits for your rating yet">
        <p>
          When the self-assessments and the colleagues’ input are in, you rate, and find all your ratings
          here.
        </p>
        <ButtonLink href="/my">See what waits for you</ButtonLink>
      </EmptyState>
    )
  }
  const rated = members.flatMap(({ proposed }) => (proposed === null ? [] : [proposed]))
  const scores = members.flatMap(({ computed }) => (computed === null ? [] : [computed]))
  return (
    <>
      <p class="lead">
        Your ratings in {props.cycleName}, drafts included, beside each other. Only you see this page.
      </p>
      <Progress
        label="Ratings sent in"
        done={members.filter(({ state }) => state === 'sent').length}
        total={members.length}
      />
      <Table
        caption="Your team’s ratings"
        captionHidden
        rows={members}
        rowKey={({ stepId }) => stepId}
        columns={columns(props)}
      />
      <p class="quiet">
        The score is the weighted mean of your levels. A reason is needed where your rating is a full level
        away from it, or is 1 or 5.
      </p>
      <BarList
        caption={`How your ratings spread (${rated.length} of ${members.length} rated${
          scores.length === 0 ? '' : `, mean score ${meanOf(scores).toFixed(2)}`
        })`}
        bars={form.scale.levels.toReversed().map(({ level, name }) => {
          const count = rated.filter((one) => one === level).length
          return {
            label: `${level} – ${name}`,
            value: count,
            text: count === 1 ? '1 person' : `${count} people`,
          }
        })}
      />
    </>
  )
}

function columns({ form, timeZone }: TeamPageProps): Column<RatedMember>[] {
  return [
    {
      heading: 'Person',
      namesTheRow: true,
      cell: ({ name, href }) => (
        <a href={href}>
          <bdi>{name}</bdi>
        </a>
      ),
    },
    { heading: 'State', cell: (member) => <State {...member} /> },
    {
      heading: 'Score',
      kind: 'number',
      cell: ({ computed }) => (computed === null ? '–' : computed.toFixed(2)),
    },
    {
      heading: 'Your rating',
      cell: ({ proposed }) => (proposed === null ? 'none yet' : ratingInWords(form, proposed)),
    },
    { heading: 'Apart', kind: 'number', cell: ({ computed, proposed }) => apart(computed, proposed) },
    {
      heading: 'Until',
      cell: ({ state, dueAt }) => (state === 'sent' ? '–' : dateInWords(localDateOf(dueAt, timeZone))),
    },
  ]
}

function State({ state, lacksReason }: RatedMember) {
  if (state === 'sent') return <StatusWord tone="good">sent in</StatusWord>
  if (lacksReason) return <StatusWord tone="attention">needs a reason</StatusWord>
  return state === 'draft' ? (
    <StatusWord tone="going">draft</StatusWord>
  ) : (
    <StatusWord tone="quiet">not begun</StatusWord>
  )
}

/** How far the rating lies from the score, with its sign: “+0.40”. */
function apart(computed: number | null, proposed: number | null): string {
  if (computed === null || proposed === null) return '–'
  const difference = proposed - computed
  return `${difference > 0 ? '+' : difference < 0 ? '−' : '±'}${Math.abs(difference).toFixed(2)}`
}

const meanOf = (numbers: readonly number[]) =>
  numbers.reduce((sum, one) => sum + one, 0) / Math.max(numbers.length, 1)
