import { dateInWords } from '../../../domain/calendar.ts'

/** On which days people are reminded, as long as something waits for them. */
export function RemindersPreview(props: { hour: number; days: readonly { on: string; of: string[] }[] }) {
  if (props.days.length === 0) return <p>Nobody is reminded. People are told when something new waits.</p>
  return (
    <>
      <h2 id="dates-of-reminders">When reminders go out</h2>
      <p>
        At {String(props.hour).padStart(2, '0')}:00 where the person is, only to people for whom something
        waits. What opens in between is told the next working morning.
      </p>
      <ul>
        {props.days.map(({ on, of }) => (
          <li key={on}>
            <strong>{dateInWords(on)}</strong>: {of.join(', ')}
          </li>
        ))}
      </ul>
    </>
  )
}
