import type { Route } from './route.ts'

export interface FoundRoute<Dependencies> {
  route: Route<Dependencies>
  params: Readonly<Record<string, string>>
}

/** A path without doubled or trailing slashes; the root stays `/`. */
export function normalPath(rawPath: string): string {
  const path = `/${rawPath}`.replace(/\/{2,}/g, '/')
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

/** All routes whose pattern the path fits, whatever their method; those that spell more of the path out come first. */
export function findRoutes<Dependencies>(
  routes: readonly Route<Dependencies>[],
  path: string,
): FoundRoute<Dependencies>[] {
  const segments = path.split('/')
  return routes
    .flatMap((route) => {
      const params = matchSegments(route.path.split('/'), segments)
      return params === undefined ? [] : [{ route, params }]
    })
    .sort((one, other) => vagueness(one.route.path) - vagueness(other.route.path))
}

/** How little of a path a pattern spells out: one for each variable segment, and more than any number of them for `{…+}`. */
function vagueness(pattern: string): number {
  return pattern.split('{').length - 1 + (pattern.endsWith('+}') ? 100 : 0)
}

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const greedy = /^\{(\w+)\+\}$/.exec(pattern.at(-1) ?? '')?.[1]
  if (greedy === undefined ? pattern.length !== segments.length : pattern.length > segments.length)
    return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    if (greedy !== undefined && index === pattern.length - 1) {
      // As it was sent: a slash that somebody encoded must not become one that separates.
      params[greedy] = segments.slice(index).join('/')
      break
    }
    const segment = segments[index] ?? ''
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    if (name !== undefined) params[name] = decodeSegment(segment)
    else if (part !== segment) return undefined
  }
  return params
}

/** What is not valid percent-encoding stays as it is; the route's own schema then refuses it. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
