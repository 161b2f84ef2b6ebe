import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { expect } from 'vitest'
import type { HrDependencies } from '../../../functions/hr/hr-route.ts'
import { hrRoom } from '../../../functions/hr/room.ts'
import { hrRoutes } from '../../../functions/hr/routes.ts'
import type { Database } from '../../../functions/store/database.ts'
import { claimAnswer, freeAnswer, keepAnswer } from '../../../functions/store/kept-answers.ts'
import { takeRequestTurns } from '../../../functions/store/request-turns.ts'
import { createAccessTokens } from '../../../functions/web/api/access-token.ts'
import {
  createProgramHandler,
  type ProgramHandlerOptions,
} from '../../../functions/web/api/program-handler.ts'
import type { HttpHandler } from '../../../functions/web/http-handler.tsx'
import type { RequestLogEntry } from '../../../functions/web/request-log.ts'
import { describedApi } from '../web/api/described-api.ts'
import type { TokenIssuer } from '../web/api/token-issuer.ts'
import { httpEvent } from '../web/http-event.ts'

export const API_URL = 'https://reviews.example.com/api'
export const API_SCOPE = 'countersign/hr'

export interface ProgramRequest {
  method?: string
  /** Below `/api`, with the query. */
  path: string
  json?: unknown
  body?: string | Uint8Array
  headers?: Record<string, string>
  cookies?: string[]
}

export interface ProgramAnswer {
  status: number
  headers: Readonly<Record<string, string | number | boolean>>
  /** The body; undefined where it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape
  json: any
  raw: APIGatewayProxyStructuredResultV2
}

/** The API on real tables. Every answer is held against the API's own document as it goes by. */
export interface ProgramDesk {
  handle: HttpHandler
  /** As a program in its own name, unless the headers carry another token or none (''). */
  send(request: ProgramRequest): Promise<ProgramAnswer>
  tokenOf(who: { subject: string; isPerson: boolean }): Promise<string>
  clock: { now: Date }
  log: RequestLogEntry[]
}

type Outside = Pick<ProgramHandlerOptions<HrDependencies>, 'publicUrl' | 'issuerUrl' | 'now'> & {
  log?(entry: RequestLogEntry): void
  routes?: ProgramHandlerOptions<HrDependencies>['routes']
  dependencies?: Partial<HrDependencies>
}

/** The API's handler as `functions/hr/handler.ts` makes it, on a database and an issuer of the test's. */
export function programHandler(db: Database, outside: Outside): HttpHandler {
  const { publicUrl, issuerUrl, now, log = () => {}, routes = hrRoutes, dependencies } = outside
  return createProgramHandler<HrDependencies>({
    room: hrRoom,
    routes,
    dependencies: {
      db,
      mailQueue: () => Promise.reject(new Error('This test mails nothing')),
      launches: () => Promise.reject(new Error('This test launches nothing')),
      reportTrouble: () => {},
      ...dependencies,
    },
    tokens: createAccessTokens({
      issuerUrl,
      audience: publicUrl.origin,
      clientId: 'site-client',
      role: 'hr',
      rolesClaim: 'cognito:groups',
      scope: API_SCOPE,
      now,
    }),
    answers: {
      claim: (place, claim) => claimAnswer(db, place, claim),
      keep: (place, claim, locked) => keepAnswer(db, place, claim, locked),
      free: (place, claim) => freeAnswer(db, place, claim),
    },
    turns: {
      take: (subject, wanted, allowance, at) => takeRequestTurns(db, `api#${subject}`, wanted, allowance, at),
    },
    publicUrl,
    issuerUrl,
    scope: API_SCOPE,
    now,
    log,
  })
}

export async function openProgramDesk(
  db: Database,
  issuer: TokenIssuer,
  now: Date,
  parts: Partial<Pick<Outside, 'dependencies' | 'routes'>> = {},
): Promise<ProgramDesk> {
  const clock = { now }
  const log: RequestLogEntry[] = []
  const handle = programHandler(db, {
    publicUrl: new URL('https://reviews.example.com'),
    issuerUrl: issuer.url,
    now: () => clock.now,
    log: (entry) => log.push(entry),
    ...parts,
  })
  const tokens = new Map<string, Promise<string>>()
  const tokenOf: ProgramDesk['tokenOf'] = ({ subject, isPerson }) => {
    const name = `${subject} ${isPerson} ${clock.now.getTime()}`
    const token = tokens.get(name) ?? signedFor(subject, isPerson)
    tokens.set(name, token)
    return token
  }
  const signedFor = (subject: string, isPerson: boolean) => {
    const iat = Math.floor(clock.now.getTime() / 1000)
    return issuer.token({
      iat,
      sub: subject,
      client_id: isPerson ? 'site-client' : subject,
      token_use: 'access',
      ...(isPerson ? { 'cognito:groups': ['hr'], auth_time: iat } : { scope: API_SCOPE }),
    })
  }
  const document = JSON.parse((await handle(httpEvent({ path: '/api/openapi.json' }))).body ?? '')
  const described = describedApi(document)
  // A subject of each desk's own, so that tests on one database do not use up each other's turns.
  const subject = `program-${db.mint.personId()}`
  return {
    handle,
    tokenOf,
    clock,
    log,
    async send(request) {
      const [path = '', query = ''] = request.path.split('?')
      const { authorization = `Bearer ${await tokenOf({ subject, isPerson: false })}`, ...headers } =
        request.headers ?? {}
      const method =
        request.method ?? (request.json === undefined && request.body === undefined ? 'GET' : 'POST')
      const body = request.json === undefined ? request.body : JSON.stringify(request.json)
      const raw = await handle(
        httpEvent({
          method,
          path: `/api${path}`,
          query,
          headers: {
            accept: '*/*',
            ...(authorization === '' ? {} : { authorization }),
            ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(request.cookies === undefined ? {} : { cookies: request.cookies }),
          ...(body === undefined ? {} : { body }),
        }),
      )
      const type = String(raw.headers?.['content-type'] ?? '')
      const json = type.includes('json') && raw.body !== '' ? JSON.parse(raw.body ?? '') : undefined
      const answer = { status: raw.statusCode ?? 0, headers: raw.headers ?? {}, json, raw }
      expect(described.faultsOf(method, path, answer), `${method} ${path}`).toEqual([])
      return answer
    },
  }
}
