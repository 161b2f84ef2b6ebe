import type { CalendarDay, CalendarMark, PlanCalendar, WindowKind } from '../domain/plan-calendar.ts'
import { Day } from './moment.tsx'

export const windowNames: Readonly<Record<WindowKind, string>> = {
  selfAssessment: 'Self-assessments',
  peerInput: 'Peer input',
  supervisorRating: 'Supervisor ratings',
  signatures: 'Reading and signing',
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/**
 * A plan by months, Monday first: what is open on a day as bars, what happens on it in words. On a phone, where seven columns leave
 * no room for words, the same stands in a list of days.
 */
export function MonthCalendar({ calendar }: { calendar: PlanCalendar }) {
  return (
    <div class="calendar">
      <ul class="calendar-legend">
        {calendar.windows.map(({ kind, from, to, graceUntil }) => (
          <li key={kind}>
            <svg aria-hidden="true" focusable="false" width="28" height="8">
              <rect class={`window ${kind}`} width="28" height="8" rx="2" />
            </svg>
            <span>
              {windowNames[kind]}: <Day date={from} /> to <Day date={to} />
              {graceUntil !== to && (
                <>
                  , late until <Day date={graceUntil} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      {calendar.months.map(({ month, weeks }) => (
        <table key={month} class="month">
          <caption>{monthInWords(month)}</caption>
          <thead>
            <tr>
              {weekdays.map((name) => (
                <th key={name} scope="col" abbr={name}>
                  {name.slice(0, 3)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week.find((day) => day !== null)?.on}>
                {week.map((day, index) =>
                  day === null ? (
                    <td key={weekdays[index]} class="outside" />
                  ) : (
                    <DayCell key={day.on} {...day} />
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
      <ol class="day-list" aria-label="What happens, day by day">
        {[...Map.groupBy(calendar.marks, ({ on }) => on)].map(([on, marks]) => (
          <li key={on}>
            <strong>{dayAndWeekday(on)}</strong>
            <Marks marks={marks} />
          </li>
        ))}
      </ol>
    </div>
  )
}

function DayCell({ on, isWorkingDay, windows, marks }: CalendarDay) {
  return (
    <td class={isWorkingDay ? undefined : 'off'}>
      <time class="day-number" dateTime={on}>
        {Number(on.slice(8))}
      </time>
      {windows.length > 0 && (
        <svg class="windows" role="img" width="100%" height={windows.length * 6}>
          <title>{`Open: ${windows.map((kind) => windowNames[kind].toLowerCase()).join(', ')}`}</title>
          {windows.map((kind, index) => (
            <rect key={kind} class={`window ${kind}`} y={index * 6} width="100%" height="4" />
          ))}
        </svg>
      )}
      {marks.length > 0 && <Marks marks={marks} />}
    </td>
  )
}

function Marks({ marks }: { marks: readonly CalendarMark[] }) {
  return (
    <ul class="marks">
      {marks.map(({ kind, label }) => (
        <li key={label} class={`mark ${kind}`}>
          {label}
        </li>
      ))}
    </ul>
  )
}

function monthInWords(month: string): string {
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}T00:00:00Z`),
  )
}

function dayAndWeekday(date: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${date}T00:00:00Z`))
}
