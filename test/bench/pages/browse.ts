import { Agent, request } from 'node:http'
import type { Session } from '../../journeys/session.ts'
import type { Click } from './figures.ts'

/** A page that is clicked on: as whom, and where; addresses take turns. */
export interface ClickedPage {
  page: string
  who: 'hr' | 'participant'
  paths: readonly string[]
}

/** Somebody at a browser: one connection, and what lets them in. */
export interface Client {
  hr: Session
  /** Their own pages as a participant. */
  participant: { session: Session; pages: readonly ClickedPage[] }
}

/**
 * Clients click through the pages, each beginning at another one, until the time is over.
 * @param pauseMs how long each thinks before a click: between half of it and one and a half times; 0 for not at all.
 * @throws Error on any answer but 200, with the address and the status.
 */
export async function browse(
  url: string,
  clients: readonly Client[],
  pages: readonly ClickedPage[],
  { seconds, pauseMs }: { seconds: number; pauseMs: number },
): Promise<{ clicks: Click[]; seconds: number }> {
  const clicks: Click[] = []
  const from = performance.now()
  const end = from + seconds * 1000
  await Promise.all(
    clients.map(async (client, position) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      const mine = [...pages, ...client.participant.pages]
      for (let turn = position * 3; performance.now() < end; turn += 1) {
        if (pauseMs > 0) await new Promise((go) => setTimeout(go, pauseMs * (0.5 + Math.random())))
        const { page, who, paths } = mine[turn % mine.length] as ClickedPage
        const path = paths[(Math.floor(turn / mine.length) + position) % paths.length] as string
        const session = who === 'hr' ? client.hr : client.participant.session
        clicks.push({ page, ...(await get(agent, new URL(path, url), session)) })
      }
      agent.destroy()
    }),
  )
  return { clicks, seconds: (performance.now() - from) / 1000 }
}

function get(agent: Agent, url: URL, { cookie }: Session): Promise<{ ms: number; bytes: number }> {
  return new Promise((resolve, reject) => {
    const from = performance.now()
    const headers = { cookie, accept: 'text/html', 'accept-encoding': 'gzip, br' }
    const sent = request(url, { agent, headers }, (response) => {
      // The request holds on to its socket after the agent has taken it back.
      const before = bytesBefore.get(agent) ?? 0
      response.on('data', () => {})
      response.on('end', () => {
        const ms = performance.now() - from
        const all = sent.socket?.bytesRead ?? 0
        bytesBefore.set(agent, all)
        if (response.statusCode === 200) resolve({ ms, bytes: Math.max(0, all - before) })
        else reject(new Error(`${url.pathname}${url.search} answered ${response.statusCode}`))
      })
    })
    sent.on('error', reject)
    sent.end()
  })
}

/** What a client's connection had received before the answer that it now waits for. */
const bytesBefore = new WeakMap<Agent, number>()
