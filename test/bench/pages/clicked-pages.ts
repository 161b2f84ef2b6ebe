import { enterByLink, type Session } from '../../journeys/session.ts'
import type { ClickedPage, Client } from './browse.ts'

/** What HR looks at while a cycle runs. Lists and single things take turns, so that nothing is read twice in a row. */
export async function pagesOfHr(url: string, hr: Session, cycleId: string): Promise<ClickedPage[]> {
  const cycle = `/hr/cycles/${cycleId}`
  const reviews = await hrefsOn(
    url,
    hr,
    [cycle, `${cycle}?page=2`, `${cycle}?page=9`],
    /\/hr\/cycles\/\w+\/reviews\/rev_\w+/g,
  )
  const people = await hrefsOn(url, hr, ['/hr/people', '/hr/people?page=5'], /\/hr\/people\/per_\w+/g)
  const page = (name: string, ...paths: string[]): ClickedPage => ({ page: name, who: 'hr', paths })
  return [
    page('home', '/hr'),
    page('cycle', cycle),
    page('review list', ...[2, 7, 14, 21, 27].map((number) => `${cycle}?page=${number}`)),
    page('review search', ...['an', 'maria', 'o', 'kov', 'zzz'].map((words) => `${cycle}?q=${words}`)),
    page('one review', ...reviews),
    page('who is late', `${cycle}/late`),
    page('results', `${cycle}/results`),
    page('live progress', `${cycle}/progress`),
    page('people list', ...[1, 2, 9, 20].map((number) => `/hr/people?page=${number}`)),
    page('people search', ...['an', 'silke', 'vienna'].map((words) => `/hr/people?q=${words}`)),
    page('one person', ...people),
  ]
}

/** A browser with a session of HR's and a participant's link opened. */
export async function openClient(url: string, hr: Session, link: string): Promise<Client> {
  const session = await enterByLink(link)
  const forms = await hrefsOn(url, session, ['/my'], /\/my\/steps\/rev_\w+\/stp_\w+/g)
  const page = (name: string, ...paths: string[]): ClickedPage => ({ page: name, who: 'participant', paths })
  return { hr, participant: { session, pages: [page('what waits for me', '/my'), page('a form', ...forms)] } }
}

async function hrefsOn(
  url: string,
  { cookie }: Session,
  paths: readonly string[],
  like: RegExp,
): Promise<string[]> {
  const pages = await Promise.all(
    paths.map(async (path) => (await fetch(url + path, { headers: { cookie } })).text()),
  )
  const found = [...new Set(pages.flatMap((page) => page.match(like) ?? []))]
  if (found.length === 0) throw new Error(`Nothing on ${paths.join(', ')} looks like ${like}.`)
  return found
}
