/** An instant in the words of a time zone: "31 March 2026, 09:00 CEST". `at` is an ISO instant, `timeZone` an IANA name. */
export function Moment(props: { at: string; timeZone: string }) {
  const words = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone: props.timeZone,
  })
  return <time dateTime={props.at}>{words.format(new Date(props.at)).replace(' at ', ', ')}</time>
}

/** A calendar date, `2026-03-31`, as "31 March 2026", the same wherever it is read. */
export function Day(props: { date: string }) {
  const words = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
  return <time dateTime={props.date}>{words.format(new Date(`${props.date}T00:00:00Z`))}</time>
}
