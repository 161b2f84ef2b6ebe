import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { auditorRoom } from '../../functions/auditor/room.ts'
import { auditorRoutes } from '../../functions/auditor/routes.ts'
import { hrRoom } from '../../functions/hr/room.ts'
import { hrRoutes } from '../../functions/hr/routes.ts'
import { participantRoom } from '../../functions/participant/room.ts'
import { participantRoutes } from '../../functions/participant/routes.ts'
import { scheduleCycle } from '../../samples/demo/organizer.ts'
import { HrUser } from '../../samples/hr-user.ts'
import { decideNow, doWhatWaits, launchCycle } from './launched-cycle.ts'
import { type JourneyCloud, startLocalCloud } from './local-cloud.ts'
import { enterByLink, type Session, signIn } from './session.ts'
import { agents, companyFile, supervisor } from './small-company.ts'
import { storedRows } from './stored-rows.ts'

vi.setConfig({ testTimeout: 120_000 })

const [ada, bruno] = agents
const rooms = [
  { room: hrRoom, routes: hrRoutes },
  { room: participantRoom, routes: participantRoutes },
  { room: auditorRoom, routes: auditorRoutes },
]
/** Of all routes only what is needed to ask, so that the three tables fit into one. */
const routes = rooms.flatMap(({ room, routes }) =>
  routes.map(({ method, path, rule }) => ({ room, method, path, rule })),
)
const guarded = routes.filter(({ rule }) => rule !== 'anyone')

let cloud: JourneyCloud
let hr: Session
let auditor: Session
let participant: Session
/** Real ids of things that exist, by the name of a path's parameter. */
let existing: Record<string, string>
/** What waits for somebody else. */
let others: { reviewId: string; stepId: string; kind: string }[]
/** Scheduled and not launched: its plan can still be changed. */
let otherCycleId: string
let pausedCycleId: string
let releasedCycleId: string
/** The supervisor of the one review of the released cycle. */
let lead: Session
let ratedReviewId: string

beforeAll(async () => {
  cloud = await startLocalCloud()
  const cycleId = await launchCycle(cloud)
  otherCycleId = await scheduleCycle(await HrUser.signIn(cloud.url), 'Another cycle', [ada.id])
  ;[hr, auditor, participant] = await Promise.all([
    signIn(cloud.url, 'hr@example.com', '/hr'),
    signIn(cloud.url, 'auditor@example.com', '/audit'),
    enterByLink(await cloud.linkFor(ada.email)),
  ])
  const [own] = await waitingFor(participant)
  if (own === undefined) throw new Error('Nothing waits for the participant.')
  others = await waitingFor(await enterByLink(await cloud.linkFor(bruno.email)))
  pausedCycleId = await launchAnother('A paused cycle')
  await send(`/hr/cycles/${pausedCycleId}/pause`, { reason: 'The phones are down.' })
  releasedCycleId = await launchAnother('A released cycle')
  lead = await enterAsSupervisor(releasedCycleId)
  const [rated] = await waitingFor(lead)
  if (rated === undefined) throw new Error('No rating waits for the supervisor.')
  ratedReviewId = rated.reviewId
  await decideNow(cloud, releasedCycleId, 'release')
  existing = {
    cycleId,
    reviewId: own.reviewId,
    stepId: own.stepId,
    personId: await personIdOf(ada.id),
    importId: await uploadFile(),
    section: 'dates',
    file: 'progress.csv',
    operation: 'remind',
    number: '1',
    path: 'checkpoint',
  }
  await cloud.settle()
}, 240_000)

afterAll(async () => {
  await cloud?.stop()
}, 60_000)

async function waitingFor({ cookie }: Session): Promise<typeof others> {
  const home = await fetch(`${cloud.url}/my`, { headers: { cookie, accept: 'application/json' } })
  return ((await home.json()) as { waiting: typeof others }).waiting
}

async function personIdOf(employeeId: string): Promise<string> {
  const headers = { cookie: hr.cookie, accept: 'application/json' }
  const { people } = (await (await fetch(`${cloud.url}/hr/people`, { headers })).json()) as {
    people: { personId: string; employeeId: string }[]
  }
  const person = people.find((one) => one.employeeId === employeeId)
  if (person === undefined) throw new Error(`Nobody has the employee ID ${employeeId}.`)
  return person.personId
}

/** Everybody answers, so that the rating waits; then HR sends the supervisor a link before their mail is due. */
async function enterAsSupervisor(cycleId: string): Promise<Session> {
  await Promise.all(agents.map(({ email }) => doWhatWaits(cloud, email)))
  await cloud.settle()
  await send(`/hr/cycles/${cycleId}/participants/${await personIdOf(supervisor.id)}/new-link`)
  await cloud.settle()
  return enterByLink(await cloud.linkFor(supervisor.email))
}

async function launchAnother(name: string): Promise<string> {
  const cycleId = await scheduleCycle(await HrUser.signIn(cloud.url), name, [ada.id])
  await decideNow(cloud, cycleId, 'launch-now')
  return cycleId
}

/** HR has chosen a file and not imported it. @returns the import's id. */
async function uploadFile(): Promise<string> {
  const body = new FormData()
  body.set('csrf', hr.csrf)
  body.set('file', new File([companyFile.text], companyFile.name, { type: 'text/csv' }))
  const { status, headers } = await fetch(`${cloud.url}/hr/people/imports`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: hr.cookie, origin: cloud.url },
    body,
  })
  const importId = headers.get('location')?.split('/').at(-1)
  if (importId === undefined) throw new Error(`Choosing a file answered ${status}.`)
  return importId
}

/** HR sends a form that is taken. */
async function send(path: string, form: Record<string, string> = {}): Promise<void> {
  const { status, body } = await ask(path, { ...hr, method: 'POST', form })
  if (status !== 303) throw new Error(`${path} answered ${status}: ${body}`)
}

interface Asked {
  status: number
  location: string | null
  /** Without what differs from request to request and from session to session. */
  body: string
}

interface Asking {
  method?: string
  cookie?: string
  csrf?: string
  /** Sends a form as one of our own pages would. */
  form?: Record<string, string>
  accept?: string
}

async function ask(path: string, asking: Asking = {}): Promise<Asked> {
  const { method = 'GET', cookie, csrf, form = {}, accept } = asking
  const response = await fetch(cloud.url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(cookie === undefined ? {} : { cookie }),
      ...(accept === undefined ? {} : { accept }),
      ...(method === 'POST' ? { origin: cloud.url } : {}),
    },
    ...(method === 'POST'
      ? { body: new URLSearchParams({ ...form, ...(csrf === undefined ? {} : { csrf }) }) }
      : {}),
  })
  const body = (await response.text())
    .replace(/name="csrf" value="[^"]+"/g, 'name="csrf"')
    .replace(/"requestId":"[^"]+"/g, '"requestId":""')
  return { status: response.status, location: response.headers.get('location'), body }
}

function pathWith(path: string, ids: Record<string, string>): string {
  return path.replace(/\{(\w+)\+?\}/g, (_, name: string) => ids[name] ?? 'x')
}

/** What opens for somebody else, in another state of a cycle, or with a choice in its address. */
const opensIn: Record<string, () => { ids?: Record<string, string>; query?: string; session?: Session }> = {
  '/hr/cycles/{cycleId}/plan/{section}': draft,
  '/hr/cycles/{cycleId}/reschedule': draft,
  '/hr/cycles/{cycleId}/rehearsal': draft,
  '/hr/cycles/{cycleId}/rehearsal/people/{personId}': draft,
  '/hr/cycles/{cycleId}/rehearsal/people/{personId}/mails/{number}': draft,
  '/hr/cycles/{cycleId}/resume': () => ({ ids: { cycleId: pausedCycleId } }),
  '/hr/cycles/{cycleId}/close': () => ({ ids: { cycleId: releasedCycleId } }),
  '/hr/cycles/{cycleId}/operations': aboutOne,
  '/hr/cycles/{cycleId}/operations/{operation}': aboutOne,
  '/my/refusals/{reviewId}': () => ({ ids: { reviewId: ratedReviewId }, session: lead }),
}

function draft() {
  return { ids: { cycleId: otherCycleId } }
}

function aboutOne() {
  return { query: `?review=${existing.reviewId}` }
}

describe('every route of the three rooms', () => {
  test('knows who may use it, and the rooms are not empty', () => {
    for (const { room, rule, method, path } of routes) {
      expect(['anyone', room.kind], `${method} ${path}`).toContain(rule)
    }
    expect(guarded.length).toBeGreaterThan(25)
  })

  test('opens for whom it is made', async () => {
    const sessions = { hr, auditor, participant }
    for (const { room, method, path } of guarded.filter((route) => route.method === 'GET')) {
      const { ids, query = '', session = sessions[room.kind] } = opensIn[path]?.() ?? {}
      const answer = await ask(pathWith(path, { ...existing, ...ids }) + query, { method, ...session })
      expect.soft([200, 303], `${method} ${path} answered ${answer.status}`).toContain(answer.status)
      expect.soft(answer.location ?? '', `${method} ${path}`).not.toContain('sign-in')
    }
  })

  /** Whoever is not signed in to a room, with what they might try instead. */
  const strangers: [string, () => string | undefined][] = [
    ['nobody', () => undefined],
    ['somebody with a forged cookie', () => everywhere(`=${'A'.repeat(43)}`)],
    ['a participant with their cookie in every room’s name', () => everywhere(participant.cookie)],
    ['HR with their cookie in every room’s name', () => everywhere(hr.cookie)],
    ['an auditor with their cookie in every room’s name', () => everywhere(auditor.cookie)],
  ]

  function everywhere(cookie: string): string {
    const value = cookie.slice(cookie.indexOf('=') + 1)
    return ['__Host-hr', '__Host-my', '__Host-audit'].map((name) => `${name}=${value}`).join('; ')
  }

  test.each(strangers)('stays closed to %s', async (who, cookie) => {
    const value = cookie()
    const before = await storedRows(cloud)
    for (const { room, method, path } of guarded) {
      if (who.startsWith('HR') && room.kind === 'hr') continue
      if (who.startsWith('a participant') && room.kind === 'participant') continue
      if (who.startsWith('an auditor') && room.kind === 'auditor') continue
      const address = pathWith(path, existing)
      const asked = await ask(address, { method, ...(value === undefined ? {} : { cookie: value }) })
      const name = `${method} ${path}`
      if (method === 'POST') {
        expect(asked.status, name).toBe(401)
        expect(asked.body, name).toContain('You are signed out')
      } else if (room.signInPath !== undefined) {
        const signInFirst = `${room.signInPath}?to=${encodeURIComponent(address)}`
        expect(asked, name).toEqual({ status: 303, location: signInFirst, body: '' })
      } else {
        // The same for every page of the room, whether there is one or not.
        expect(asked, name).toEqual(await ask('/my/there/is/no/such/page'))
        expect(asked.status, name).toBe(404)
      }
    }
    expect(await storedRows(cloud)).toEqual(before)
  })

  test('tells programs without a session the same, whatever they ask for', async () => {
    for (const { room, method, path } of guarded) {
      const asked = await ask(pathWith(path, existing), { method, accept: 'application/json' })
      const nowhere = await ask(`${room.prefix}/there/is/no/such/page`, { accept: 'application/json' })
      if (method === 'GET') expect(asked, `${method} ${path}`).toEqual(nowhere)
      else expect(asked.status, `${method} ${path}`).toBe(401)
    }
  })
})

describe('a participant', () => {
  /** Every way to name something that is not theirs, or not there. */
  function notTheirs(): string[] {
    const unknown = { reviewId: `rev_${'0'.repeat(32)}`, stepId: `stp_${'0'.repeat(32)}` }
    const named = [
      ...others,
      unknown,
      { ...unknown, reviewId: existing.reviewId ?? '' },
      { ...unknown, stepId: existing.stepId ?? '' },
      { reviewId: existing.reviewId ?? '', stepId: others[0]?.stepId ?? '' },
      { reviewId: '../../hr', stepId: 'x' },
      { reviewId: 'rev_%00', stepId: "' OR 1=1" },
    ]
    return named.map(
      ({ reviewId, stepId }) => `${encodeURIComponent(reviewId)}/${encodeURIComponent(stepId)}`,
    )
  }

  test.each(['text/html', 'application/json'])(
    'gets one and the same refusal for everything that is not theirs, as %s',
    async (accept) => {
      const before = await storedRows(cloud)
      const refusal = await ask('/my/there/is/no/such/page', { ...participant, accept })
      expect(refusal.status).toBe(404)
      for (const step of notTheirs()) {
        for (const path of [`/my/steps/${step}`, `/my/receipts/${step}`]) {
          expect(await ask(path, { ...participant, accept }), path).toEqual(refusal)
        }
        const form = { intent: 'submit', draftVersion: '0', 'item-communication': '5' }
        const posted = await ask(`/my/steps/${step}`, { ...participant, accept, method: 'POST', form })
        expect(posted, `POST ${step}`).toEqual(refusal)
      }
      expect(await storedRows(cloud)).toEqual(before)
    },
  )

  test('is told nothing of the ids of others by their own pages', async () => {
    const pages = await Promise.all(['/my', '/my/sign', '/my/receipts'].map((path) => ask(path, participant)))
    const everything = pages.map(({ body }) => body).join('\n')
    for (const { stepId } of others) expect(everything).not.toContain(stepId)
  })

  test('opens nothing with a link of another length, case or end', async () => {
    const link = new URL(await cloud.linkFor(ada.email))
    const refusal = await ask(`/my/${'x'.repeat(43)}`)
    expect(refusal.status).toBe(404)
    for (const path of [
      link.pathname.slice(0, -1),
      `${link.pathname}A`,
      `/my/${link.pathname.slice('/my/'.length).toLowerCase()}`,
    ]) {
      expect(await ask(path), path).toEqual(refusal)
    }
  })
})

describe('HR', () => {
  test('gets one and the same refusal for everything that is not there', async () => {
    const refusal = await ask('/hr/there/is/no/such/page', hr)
    expect(refusal.status).toBe(404)
    const cycle = `cyc_${'0'.repeat(32)}`
    const paths = [
      `/hr/cycles/${cycle}`,
      `/hr/cycles/${cycle}/rehearsal`,
      '/hr/cycles/x',
      `/hr/cycles/${otherCycleId}/reviews/${existing.reviewId}`,
      `/hr/cycles/${existing.cycleId}/reviews/rev_${'0'.repeat(32)}`,
      `/hr/people/per_${'0'.repeat(32)}`,
      `/hr/people/${encodeURIComponent('../cycles')}`,
    ]
    for (const path of paths) expect(await ask(path, hr), path).toEqual(refusal)
    for (const { path } of guarded.filter(({ room, method }) => room === hrRoom && method === 'POST')) {
      if (!path.includes('{')) continue
      const nowhere = pathWith(path, { cycleId: cycle, reviewId: 'x', personId: 'x' })
      const answer = await ask(nowhere, { ...hr, method: 'POST' })
      // A form that is not filled in is sent back before anything is looked for: alike, whether it is there or not.
      if (answer.status === 422) {
        const there = await ask(pathWith(path, { ...existing, reviewId: 'x', personId: 'x' }), {
          ...hr,
          method: 'POST',
        })
        expect(there, `POST ${path}`).toEqual(answer)
      } else expect(answer, `POST ${path}`).toEqual(refusal)
    }
  })

  test('cannot act without the token of their own session', async () => {
    const before = await storedRows(cloud)
    for (const { path } of guarded.filter(({ room, method }) => room === hrRoom && method === 'POST')) {
      for (const csrf of ['', participant.csrf, auditor.csrf]) {
        const asked = await ask(pathWith(path, existing), { method: 'POST', cookie: hr.cookie, csrf })
        expect(asked.status, `POST ${path}`).toBe(403)
      }
    }
    expect(await storedRows(cloud)).toEqual(before)
  })

  test('and nobody else’s page can act for them', async () => {
    for (const { path } of guarded.filter(({ method }) => method === 'POST')) {
      for (const headers of [{ origin: 'https://elsewhere.example' }, { origin: 'null' }, {}] as const) {
        const asked = await fetch(cloud.url + pathWith(path, existing), {
          method: 'POST',
          body: new URLSearchParams({ csrf: hr.csrf }),
          headers: { cookie: hr.cookie, ...headers },
          redirect: 'manual',
        })
        expect(asked.status, `POST ${path} from ${JSON.stringify(headers)}`).toBe(403)
      }
    }
  })

  test('does not get into the auditor console, though they can sign in', async () => {
    await expect(signIn(cloud.url, 'hr@example.com', '/audit')).rejects.toThrow('gave no cookie')
    await expect(signIn(cloud.url, 'auditor@example.com', '/hr')).rejects.toThrow('gave no cookie')
  })
})

describe('an auditor', () => {
  test('gets one and the same refusal for everything that is not there', async () => {
    const refusal = await ask('/audit/there/is/no/such/page', auditor)
    expect(refusal.status).toBe(404)
    for (const path of [
      `/audit/cycles/cyc_${'0'.repeat(32)}`,
      `/audit/cycles/cyc_${'0'.repeat(32)}/entries.json`,
      '/audit/cycles/x',
      `/audit/cycles/${otherCycleId}/reviews/${existing.reviewId}`,
      `/audit/cycles/${otherCycleId}/reviews/${existing.reviewId}/record`,
      `/audit/cycles/${otherCycleId}/reviews/${existing.reviewId}/record.pdf`,
      '/audit/log/tile/0/999',
      '/audit/log/../records',
      '/audit/log/checkpoint-history/0x1',
    ]) {
      expect(await ask(path, auditor), path).toEqual(refusal)
    }
  })

  test('can send nothing anywhere that is taken', async () => {
    const before = await storedRows(cloud)
    const paths = new Set(routes.filter(({ rule }) => rule !== 'anyone').map(({ path }) => path))
    for (const path of [...paths, '/audit/cycles/{cycleId}/close', '/audit/anything']) {
      const address = pathWith(path, existing)
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const headers = { cookie: auditor.cookie, origin: cloud.url }
        const body = new URLSearchParams({ csrf: auditor.csrf, intent: 'submit' })
        const asked = await fetch(cloud.url + address, { method, headers, body, redirect: 'manual' })
        // A redirect leads to signing in to a room that is not theirs.
        if (asked.status === 303) expect(asked.headers.get('location')).toContain('/sign-in?')
        else expect([401, 403, 404, 405], `${method} ${path}`).toContain(asked.status)
      }
    }
    expect(await storedRows(cloud)).toEqual(before)
  })
})

describe('what every answer carries', () => {
  test('a policy that runs nothing inline, no caching, no referrer, no sniffing', async () => {
    const link = await cloud.linkFor(ada.email)
    for (const [address, cookie] of [
      [`${cloud.url}/hr`, hr.cookie],
      [`${cloud.url}/hr`, ''],
      [`${cloud.url}/my`, participant.cookie],
      [`${cloud.url}/my/there/is/no/such/page`, ''],
      [`${cloud.url}/audit`, auditor.cookie],
      [link, ''],
    ] as const) {
      const { headers } = await fetch(address, { headers: { cookie }, redirect: 'manual' })
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('content-security-policy')).not.toContain('unsafe')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('strict-transport-security')).toContain('max-age=')
    }
  })
})
