/**
 * An instant as people read it, the same on every machine: "31 March 2026, 09:00 UTC".
 * @param at ISO instant, or ms since 1970. Throws RangeError where that is no time.
 */
export function instantInWords(at: string | number): string {
  const words = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  })
  return `${words.format(new Date(at)).replace(' at ', ', ')} UTC`
}
