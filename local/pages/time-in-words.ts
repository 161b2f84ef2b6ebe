/** e.g. "Thu, 12 Mar 2026, 09:00:00 UTC" */
export function instantInWords(at: number): string {
  return `${new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(at)} UTC`
}

const units = [
  ['day', 24 * 3600_000],
  ['hour', 3600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** The two largest units of a span of time, e.g. "3 days 4 hours"; "no time" below a second. */
export function spanInWords(milliseconds: number): string {
  let rest = milliseconds
  const parts: string[] = []
  for (const [name, size] of units) {
    const count = Math.floor(rest / size)
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`)
    rest -= count * size
  }
  return parts.slice(0, 2).join(' ') || 'no time'
}

/**
 * Milliseconds of an ISO 8601 duration of weeks, days, hours, minutes and seconds, such as PT36H or P1DT12H; a day is 24
 * hours. undefined when it is none.
 */
export function spanMs(text: string): number | undefined {
  const match = /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(
    text,
  )
  if (!match) return undefined
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0))
  return (
    ((((weeks ?? 0) * 7 + (days ?? 0)) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60_000 +
    (seconds ?? 0) * 1000
  )
}
