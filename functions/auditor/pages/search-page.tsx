import { isLocalDate } from '../../domain/calendar.ts'
import type { ReviewCycle } from '../../domain/cycle.ts'
import { Button } from '../../layout/button.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { DateField, Select, TextField } from '../../layout/field.tsx'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { Day } from '../../layout/moment.tsx'
import { ErrorSummary } from '../../layout/notice.tsx'
import { Table } from '../../layout/table.tsx'
import type { EntryLine } from '../../store/entry-search.ts'
import { searchableEvents } from '../event-types.ts'
import { EntryTime } from './entry-time.tsx'
import { eventInWords } from './entry-words.ts'

/** What the form says, as it was typed. */
export interface TypedSearch {
  cycle: string
  person: string
  from: string
  to: string
  event: string
}

export interface Outcome {
  /** The words fit so many people that nobody in particular is meant. */
  isTooWide: boolean
  from: string
  to: string
  isContinued: boolean
  lines: readonly (EntryLine & {
    cycle: ReviewCycle | undefined
    reviewOf: string | undefined
    href: string | undefined
  })[]
  /** The search stopped here, before it had seen all days. */
  searchedBackTo: string | undefined
  firstHref: string | undefined
  nextHref: string | undefined
}

export function SearchPage(props: {
  typed: TypedSearch
  cycles: readonly ReviewCycle[]
  errors: FieldErrors
  outcome: Outcome | undefined
}) {
  const { typed, cycles, errors, outcome } = props
  return (
    <>
      <ErrorSummary errors={errors} />
      <p class="measure">
        People are found by name or id (per_…) where they are reviewed or rate, accounts of HR by the id that
        the sign-in service gives them, and an entry by its id (evt_…). Days are those of UTC, at most 366 of
        them at a time.
      </p>
      <p class="measure">
        Who gave input to a colleague cannot be searched for, and of such an input these pages tell only the
        day. The raw entries have the exact times: where somebody answered several reviews in one sitting,
        whoever reads those and knows when that person sat there can still infer who wrote.
      </p>
      <search>
        <form method="get" action="/audit/search" class="filters" noValidate>
          <Select
            name="cycle"
            label="Cycle"
            value={typed.cycle}
            error={errors.cycle}
            nothingChosen="All cycles"
            options={cycles.map(({ cycleId, name }) => ({ value: cycleId, label: name }))}
          />
          <TextField
            name="person"
            label="Person, account or id"
            value={typed.person}
            error={errors.person}
            inputMode="search"
            maxLength={200}
          />
          <Select
            name="event"
            label="What happened"
            value={typed.event}
            error={errors.event}
            nothingChosen="Anything"
            options={searchableEvents.map((event) => ({ value: event, label: eventInWords(event) }))}
          />
          <DateField name="from" label="First day" value={asDate(typed.from)} error={errors.from} />
          <DateField name="to" label="Last day" value={asDate(typed.to)} error={errors.to} />
          <Button>Search</Button>
        </form>
      </search>
      {outcome && <Results outcome={outcome} person={typed.person} />}
    </>
  )
}

/** A date field takes nothing else; what is wrong stands in the sentence above it. */
const asDate = (value: string) => (isLocalDate(value) ? value : '')

function Results({ outcome, person }: { outcome: Outcome; person: string }) {
  const { lines, searchedBackTo, firstHref, nextHref } = outcome
  const days = (
    <>
      <Day date={outcome.from} /> to <Day date={outcome.to} />
    </>
  )
  return (
    <>
      <h2>Entries</h2>
      {outcome.isTooWide ? (
        <EmptyState title="That name fits too many people">
          <p>Write more of the name, or choose a cycle.</p>
        </EmptyState>
      ) : lines.length === 0 && searchedBackTo === undefined ? (
        <EmptyState title={outcome.isContinued ? 'There are no more entries' : 'No entry fits'}>
          <p>
            Looked at {days}.
            {person !== '' &&
              ' A name finds people who are reviewed or who rate; an account has to be written to the letter.'}
          </p>
        </EmptyState>
      ) : (
        <>
          <p class="quiet">
            The newest first, {days}.
            {searchedBackTo !== undefined && (
              <>
                {' '}
                There are very many: so far this looked back to <Day date={searchedBackTo} />.
              </>
            )}
          </p>
          {lines.length > 0 && <ResultTable lines={lines} />}
        </>
      )}
      {(firstHref || nextHref) && (
        <nav class="pagination" aria-label="Pages of entries">
          {firstHref && <a href={firstHref}>First page</a>}
          {nextHref && (
            <a rel="next" href={nextHref}>
              {searchedBackTo === undefined ? 'Next page' : 'Look further back'}
            </a>
          )}
        </nav>
      )}
    </>
  )
}

function ResultTable({ lines }: { lines: Outcome['lines'] }) {
  return (
    <Table
      caption="Entries, the newest first"
      captionHidden
      columns={[
        {
          heading: 'What happened',
          namesTheRow: true,
          cell: ({ href, eventType }) =>
            href === undefined ? eventInWords(eventType) : <a href={href}>{eventInWords(eventType)}</a>,
        },
        {
          heading: 'When',
          cell: ({ signedAt, eventType, cycle }) => (
            <EntryTime at={signedAt} eventType={eventType} timeZone={cycle?.timeZone ?? 'UTC'} />
          ),
        },
        {
          heading: 'Review of',
          cell: ({ reviewOf }) => <bdi>{reviewOf ?? ''}</bdi>,
        },
        {
          heading: 'Cycle',
          cell: ({ cycle, cycleId }) =>
            cycleId === undefined ? '' : <a href={`/audit/cycles/${cycleId}`}>{cycle?.name ?? cycleId}</a>,
        },
      ]}
      rows={lines}
      rowKey={({ leafHash }) => leafHash}
    />
  )
}
