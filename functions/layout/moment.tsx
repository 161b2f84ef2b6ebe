/** An instant in the words of a time zone: "31 March 2026, 09:00 CEST". `at` is an ISO instant, `timeZone` an IANA name. */
export function Moment(props: { at: string; timeZone: string }) {
  return <time dateTime={props.at}>{momentInWords(props.at, props.timeZone)}</time>
}

/** The same with the instant itself behind it, for those who compare it with an entry; it never breaks across lines. */
export function ExactMoment(props: { at: string; timeZone: string }) {
  return (
    <>
      <Moment {...props} /> <code class="exact quiet">{props.at}</code>
    </>
  )
}

/** A calendar date, `2026-03-31`, as "31 March 2026", the same wherever it is read. */
export function Day(props: { date: string }) {
  return <time dateTime={props.date}>{dayInWords(props.date)}</time>
}

export function momentInWords(at: string, timeZone: string): string {
  const words = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  })
  return words.format(new Date(at)).replace(' at ', ', ')
}

export function dayInWords(date: string): string {
  const words = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
  return words.format(new Date(`${date}T00:00:00Z`))
}
