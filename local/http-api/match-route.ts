/** A route of an HTTP API, as its key says: `GET /a/{b}`, `ANY /a/{proxy+}` or `$default`. */
export interface Route {
  routeKey: string
  functionArn: string
  timeoutMs: number
}

export interface Match {
  route: Route
  pathParameters?: Record<string, string>
}

/**
 * The most specific route for a request: a full match before a greedy one before `$default`; a named method before ANY,
 * fixed segments before variables, and of two greedy ones the longer.
 *
 * Source: "Routing API requests" of the HTTP API guide.
 * @param path decoded
 */
export function matchRoute(routes: Route[], method: string, path: string): Match | undefined {
  const segments = path.split('/').slice(1)
  let best: { rank: number[]; match: Match } | undefined
  for (const route of routes) {
    const match =
      route.routeKey === '$default' ? { rank: [0], values: {} } : matchKey(route, method, segments)
    if (!match || (best && compareRanks(match.rank, best.rank) <= 0)) continue
    const values = Object.keys(match.values).length > 0 ? { pathParameters: match.values } : {}
    best = { rank: match.rank, match: { route, ...values } }
  }
  return best?.match
}

function matchKey(
  { routeKey }: Route,
  method: string,
  segments: string[],
): { rank: number[]; values: Record<string, string> } | undefined {
  const [routeMethod = '', pattern = ''] = routeKey.split(' ')
  if (routeMethod !== 'ANY' && routeMethod !== method) return undefined
  const values: Record<string, string> = {}
  const rank: number[] = []
  const parts = pattern.split('/').slice(1)
  const methodRank = routeMethod === 'ANY' ? 0 : 1
  for (const [position, part] of parts.entries()) {
    const segment = segments[position]
    const greedy = /^\{(.+)\+\}$/.exec(part)?.[1]
    const variable = /^\{(.+)\}$/.exec(part)?.[1]
    if (greedy) {
      const rest = segments.slice(position).join('/')
      if (rest === '') return undefined
      values[greedy] = rest
      return { rank: [1, ...rank, methodRank], values }
    }
    if (segment === undefined || segment === '') {
      if (part !== segment) return undefined
    } else if (variable) values[variable] = segment
    else if (part !== segment) return undefined
    rank.push(variable ? 1 : 2)
  }
  return segments.length === parts.length ? { rank: [2, ...rank, methodRank], values } : undefined
}

function compareRanks(a: number[], b: number[]): number {
  for (let position = 0; position < Math.max(a.length, b.length); position += 1) {
    const difference = (a[position] ?? -1) - (b[position] ?? -1)
    if (difference !== 0) return difference
  }
  return 0
}
