/** One request as its client saw it: from the click to the last byte. */
export interface Click {
  page: string
  ms: number
  /** Head and body of the answer, as they came over the wire. */
  bytes: number
}

export interface PageFigures {
  page: string
  clicks: number
  p50Ms: number
  p99Ms: number
  worstMs: number
  perSecond: number
  /** In the middle. */
  bytes: number
}

export const GOAL = { p50Ms: 8, p99Ms: 25 }

/** The figures of each page, and of all of them together as the last line. */
export function figuresOf(clicks: readonly Click[], seconds: number): PageFigures[] {
  const pages = [...Map.groupBy(clicks, ({ page }) => page)]
  return [...pages, ['all pages', clicks] as const].map(([page, some]) => {
    const times = some.map(({ ms }) => ms).sort((one, other) => one - other)
    const sizes = some.map(({ bytes }) => bytes).sort((one, other) => one - other)
    return {
      page,
      clicks: some.length,
      p50Ms: at(times, 0.5),
      p99Ms: at(times, 0.99),
      worstMs: at(times, 1),
      perSecond: some.length / seconds,
      bytes: at(sizes, 0.5),
    }
  })
}

/** The nearest rank: the smallest value that at least this share of all does not exceed. */
function at(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}

export function meetsGoal({ p50Ms, p99Ms }: PageFigures): boolean {
  return p50Ms <= GOAL.p50Ms && p99Ms <= GOAL.p99Ms
}

export function inWords(figures: readonly PageFigures[]): string {
  const longest = Math.max(...figures.map(({ page }) => page.length))
  const head = `${'page'.padEnd(longest)}  clicks  p50 ms  p99 ms  worst  per s  KB sent`
  const lines = figures.map((line) =>
    [
      line.page.padEnd(longest),
      String(line.clicks).padStart(6),
      line.p50Ms.toFixed(1).padStart(6),
      line.p99Ms.toFixed(1).padStart(6),
      line.worstMs.toFixed(0).padStart(5),
      line.perSecond.toFixed(1).padStart(5),
      (line.bytes / 1024).toFixed(1).padStart(7),
      meetsGoal(line) ? '' : 'misses the goal',
    ].join('  '),
  )
  return [head, ...lines].join('\n')
}
