import { auditorRoutes } from '../../functions/auditor/routes.ts'
import { operations } from '../../functions/hr/operations/operations.ts'
import { hrRoutes } from '../../functions/hr/routes.ts'
import { participantRoutes } from '../../functions/participant/routes.ts'
import { findRoutes } from '../../functions/web/find-route.ts'
import type { Route } from '../../functions/web/route.ts'

const routes = [...hrRoutes, ...participantRoutes, ...auditorRoutes] as unknown as Route<never>[]

/** What can be opened and is no page. Whoever adds such a route writes it down here; every other is a page. */
const noPages = [
  // Files.
  /\/assets\//,
  /\.(json|pdf|zip|js|mjs|csv)$/,
  /^\/hr\/people\/export$/,
  /^\/hr\/people\/imports\/\{importId\}\/report$/,
  /^\/hr\/cycles\/\{cycleId\}\/exports\/\{file\}$/,
  /^\/audit\/log\/\{path\+\}$/,
  // Lead on to a page.
  /^\/my\/\{secret\}$/,
]

/** The pages of the route tables, and each operation's form, that nobody opened. */
export function pagesNotMet(paths: ReadonlySet<string>): string[] {
  const met = new Set([...paths].map((path) => findRoutes(routes, path).find(isPage)?.route.path))
  const all = routes.filter((route) => isPage({ route })).map(({ path }) => path)
  const forms = operations.map(({ name }) => name)
  return [
    ...all.filter((path) => !met.has(path)),
    ...forms.filter((name) => ![...paths].some((path) => path.endsWith(`/operations/${name}`))),
  ]
}

function isPage({ route: { method, path } }: { route: Route<never> }): boolean {
  return method === 'GET' && !noPages.some((pattern) => pattern.test(path))
}
