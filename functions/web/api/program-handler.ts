import middy from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { respond } from '../file-response.ts'
import { type FoundRoute, findRoutes, normalPath } from '../find-route.ts'
import type { HttpHandler } from '../http-handler.tsx'
import { collectFields, type RawBody } from '../request-body.ts'
import { describeError, type RequestLogEntry } from '../request-log.ts'
import type { Room } from '../room.ts'
import type { RequestContext, Route } from '../route.ts'
import { validInput } from '../valid-input.ts'
import type { AccessTokens, Caller } from './access-token.ts'
import { callerOf } from './caller.ts'
import { type AnswerShelf, answerOnce, keyOf } from './idempotency.ts'
import { openApiDocument } from './open-api.ts'
import { createPace, type TurnCounter } from './pace.ts'
import { isProblemCode, type ProblemDetails, problemKinds } from './problem-details.ts'
import { asFormFields, readProgramBody } from './program-body.ts'
import {
  bodyUnfit,
  broken,
  keyUnusable,
  notThere,
  personNeeded,
  queryUnfit,
  tooMany,
  wrongMethod,
} from './program-problems.ts'
import { jsonResponse, problemResponse, programResponse } from './program-response.ts'

export interface ProgramHandlerOptions<Dependencies> {
  room: Room
  /** The room's table; what is for anyone, such as signing in, is no part of the API. */
  routes: readonly Route<Dependencies>[]
  dependencies: Dependencies
  tokens: AccessTokens
  answers: AnswerShelf
  turns: TurnCounter
  publicUrl: URL
  /** Where programs get their tokens, for the document. */
  issuerUrl: URL
  scope: string
  now: () => Date
  log: (entry: RequestLogEntry) => void
}

const PREFIX = '/api'

/** The same for everybody. */
const keptForMinutes = { 'cache-control': 'public, max-age=300' }

/** Whether an event is for programs rather than for a page's reader. */
export function isForPrograms(event: APIGatewayProxyEventV2): boolean {
  const path = normalPath(event.rawPath)
  return path === PREFIX || path.startsWith(`${PREFIX}/`)
}

/**
 * Makes the handler of the API: `/api/cycles` is the route `/hr/cycles`, JSON in and out. The way of a request: whose token,
 * whether it is their turn, which route, read, validate, `answer` (once for each key), say it as JSON. Cookies count for
 * nothing here, so a page of somebody else's cannot make a browser act.
 */
export function createProgramHandler<Dependencies>(
  options: ProgramHandlerOptions<Dependencies>,
): HttpHandler {
  const { room, publicUrl } = options
  const routes = options.routes.filter(({ rule }) => rule === room.kind)
  const apiUrl = new URL(PREFIX, publicUrl).href
  const pace = createPace(options.turns)
  let document: string | undefined

  async function answerRequest(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
    const path = normalPath(event.rawPath).slice(PREFIX.length)
    const { requestId } = event.requestContext
    const method = event.requestContext.http.method
    const no = (details: ProblemDetails) => problemResponse(details, { apiUrl, requestId })
    if (path === '/openapi.json' && isReading(method)) {
      document ??= JSON.stringify(openApiDocument({ ...options, routes, apiUrl }))
      return respond(200, document, { 'content-type': 'application/json', ...keptForMinutes })
    }
    if (path.startsWith('/problems/') && isReading(method))
      return explainProblem(path.slice('/problems/'.length))

    const caller = await callerOf(event, options)
    if ('status' in caller) return no(caller)
    const now = options.now()
    const turn = await pace(caller.session.subject, now)
    if (!turn.allowed) return no(tooMany(turn.headers))

    const found = findProgramRoute(routes, room, path, method)
    const answer =
      'status' in found ? no(found) : await answerRoute(options, event, { apiUrl, caller, now, found })
    return { ...answer, headers: { ...answer.headers, ...turn.headers } }
  }

  const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .after((request) => {
      if (request.event.requestContext.http.method !== 'HEAD') return
      request.response = { ...request.response, body: '', isBase64Encoded: false }
    })
    .onError((request) => {
      const { requestId, http } = request.event.requestContext
      const path = `${room.prefix}${normalPath(request.event.rawPath).slice(PREFIX.length)}`
      options.log({
        level: 'error',
        message: 'request failed',
        requestId,
        method: http.method,
        route: findRoutes(routes, path)[0]?.route.path ?? 'none',
        error: describeError(request.error),
      })
      request.response = problemResponse(broken, { apiUrl, requestId })
    })
    .handler(answerRequest)
  return (event, context = {}) =>
    handler(event, context as Parameters<typeof handler>[1]) as Promise<APIGatewayProxyStructuredResultV2>
}

async function answerRoute<Dependencies>(
  options: ProgramHandlerOptions<Dependencies>,
  event: APIGatewayProxyEventV2,
  asked: { apiUrl: string; caller: Caller; now: Date; found: FoundRoute<Dependencies> },
): Promise<APIGatewayProxyStructuredResultV2> {
  const { apiUrl, caller, now, found } = asked
  const { requestId, http } = event.requestContext
  const no = (details: ProblemDetails) => problemResponse(details, { apiUrl, requestId })
  const { route, params } = found
  if (route.needsPerson && !caller.isPerson) return no(personNeeded)
  const scene = { apiUrl, prefix: options.room.prefix, requestId, creates: route.creates }

  const read = route.method === 'POST' ? await readProgramBody(event, route) : { fields: {}, isForm: true }
  if ('problem' in read) return programResponse(read.problem, { ...scene, sent: [] })
  const query = collectFields(new URLSearchParams(event.rawQueryString))
  const checked = validFields(route, { params, query, fields: read.fields }, !read.isForm)
  if (!('input' in checked)) {
    if (checked.invalid === 'params') return no(notThere)
    const { errors, invalid } = checked
    return no(invalid === 'query' ? queryUnfit(errors) : bodyUnfit(errors, read.fields))
  }

  const context: RequestContext<Dependencies> = {
    dependencies: options.dependencies,
    session: caller.session,
    now,
    requestId,
    path: `${options.room.prefix}${normalPath(event.rawPath).slice(PREFIX.length)}`,
    wantsJson: true,
    cookies: new Map(),
    sourceAddress: http.sourceIp,
  }
  const answer = async () =>
    programResponse(await route.answer(context, checked.input), { ...scene, sent: Object.keys(read.fields) })
  const header = event.headers['idempotency-key']
  if (route.method !== 'POST' || header === undefined) return answer()
  const key = keyOf(header)
  if (key === undefined) return no(keyUnusable)
  const request = {
    key,
    subject: caller.session.subject,
    method: http.method,
    address: `${context.path}?${event.rawQueryString}`,
    fields: read.fields,
  }
  const once = await answerOnce(options.answers, request, now, answer)
  return 'status' in once ? no(once) : once
}

/** JSON as a form would have said it, else as it is: some schemas read one, some the other. */
function validFields(
  route: Pick<Route<never>, 'params' | 'query' | 'body'>,
  sent: { params: Readonly<Record<string, string>>; query: RawBody; fields: RawBody },
  isJson: boolean,
) {
  if (!isJson) return validInput(route, sent)
  const asForm = validInput(route, { ...sent, fields: asFormFields(sent.fields) })
  if ('input' in asForm) return asForm
  const asSent = validInput(route, sent)
  return 'input' in asSent ? asSent : asForm
}

function findProgramRoute<Dependencies>(
  routes: readonly Route<Dependencies>[],
  room: Room,
  path: string,
  method: string,
): FoundRoute<Dependencies> | ProblemDetails {
  const fitting = findRoutes(routes, `${room.prefix}${path}`)
  const found = fitting.find(({ route }) => route.method === (method === 'HEAD' ? 'GET' : method))
  if (found !== undefined) return found
  if (fitting.length === 0) return notThere
  return wrongMethod(fitting.map(({ route }) => route.method))
}

function explainProblem(code: string): APIGatewayProxyStructuredResultV2 {
  const meaning = isProblemCode(code)
    ? problemKinds[code]
    : 'The app’s own rules say no to this act; `detail` says why and what can be done. Nothing was changed.'
  return jsonResponse(200, { code, meaning }, keptForMinutes)
}

function isReading(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}
