import type { Person } from '../domain/person.ts'

/** The time zone of most people; UTC while there is nobody. */
export function usualTimeZone(people: readonly Person[]): string {
  const counts = new Map<string, number>()
  for (const { timeZone, status } of people) {
    if (status === 'active') counts.set(timeZone, (counts.get(timeZone) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'UTC'
}
