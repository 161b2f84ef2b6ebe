import middy from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { csrfField } from '../layout/post-form.tsx'
import { readCookies } from './cookies.ts'
import { type FoundRoute, findRoutes, normalPath } from './find-route.ts'
import { renderReply, type Scene } from './render-reply.tsx'
import { notAvailable, page, problem, type Reply, redirect } from './reply.ts'
import { collectFields, type RawBody, readBody, typedForm } from './request-body.ts'
import { describeError, type RequestLogEntry } from './request-log.ts'
import type { Room } from './room.ts'
import type { RequestContext, Route } from './route.ts'
import { isFromOurPages } from './same-origin.ts'
import { secretsEqual } from './secrets-equal.ts'
import { SendAgainPage } from './send-again-page.tsx'
import { hashOfSessionId, type Session, type SessionStore, sessionCookieNames } from './sessions.ts'
import { validInput } from './valid-input.ts'

export interface HttpHandlerOptions<Dependencies> {
  room: Room
  routes: readonly Route<Dependencies>[]
  dependencies: Dependencies
  sessions: SessionStore
  /** The address that people use, `PUBLIC_URL`; a form must come from a page of this origin. */
  publicUrl: URL
  now: () => Date
  log: (entry: RequestLogEntry) => void
}

export type HttpHandler = (
  event: APIGatewayProxyEventV2,
  context?: object,
) => Promise<APIGatewayProxyStructuredResultV2>

interface Answer {
  reply: Reply
  scene: Scene
}

/**
 * Makes a room's Lambda handler for HTTP API events (payload format 2.0). The way of a request: find the route, know the
 * person, check who may, for a POST where it came from, read, validate, `answer`, render. Never throws: what
 * breaks is logged once and becomes the same kind page for everybody.
 */
export function createHttpHandler<Dependencies>(options: HttpHandlerOptions<Dependencies>): HttpHandler {
  const handler = middy<APIGatewayProxyEventV2, Answer | APIGatewayProxyStructuredResultV2>()
    .after((request) => {
      const answer = request.response as Answer
      request.response = withoutBodyForHead(request.event, renderReply(answer.reply, answer.scene))
    })
    .onError((request) => {
      options.log({
        level: 'error',
        message: 'request failed',
        ...namesOf(options.routes, request.event),
        error: describeError(request.error),
      })
      const scene = sceneOf(options.room, request.event, undefined)
      request.response = withoutBodyForHead(request.event, renderReply(somethingBroke(), scene))
    })
    .handler((event: APIGatewayProxyEventV2) => answerRequest(options, event))
  return (event, context = {}) =>
    handler(event, context as Parameters<typeof handler>[1]) as Promise<APIGatewayProxyStructuredResultV2>
}

async function answerRequest<Dependencies>(
  options: HttpHandlerOptions<Dependencies>,
  event: APIGatewayProxyEventV2,
): Promise<Answer> {
  const cookies = readCookies(event)
  const now = options.now()
  const session = await findSession(options, cookies, now)
  const scene = sceneOf(options.room, event, session)
  const context: RequestContext<Dependencies> = {
    dependencies: options.dependencies,
    session,
    now,
    requestId: scene.requestId,
    path: scene.path,
    wantsJson: scene.wantsJson,
    cookies,
    sourceAddress: event.requestContext.http.sourceIp,
  }
  return { reply: await replyTo(options, event, context), scene }
}

async function replyTo<Dependencies>(
  options: HttpHandlerOptions<Dependencies>,
  event: APIGatewayProxyEventV2,
  context: RequestContext<Dependencies>,
): Promise<Reply> {
  const method = event.requestContext.http.method
  const fitting = findRoutes(options.routes, context.path)
  const found = fitting.find(({ route }) => route.method === (method === 'HEAD' ? 'GET' : method))
  if (found === undefined) return noRoute(options.room, event, context, fitting)

  if (method === 'POST') return replyToPost(options, event, context, found)
  const who = whoMay(found.route, context.session)
  if (who === 'somebody-else') return notAvailable()
  if (who === 'nobody-yet') return askToSignIn(options.room, event, context)
  if (method === 'HEAD' && found.route.startsSession) return page([], { title: options.room.name })
  return answerValid(found, event, context, {}, true)
}

async function replyToPost<Dependencies>(
  options: HttpHandlerOptions<Dependencies>,
  event: APIGatewayProxyEventV2,
  context: RequestContext<Dependencies>,
  found: FoundRoute<Dependencies>,
): Promise<Reply> {
  const { route } = found
  const named = { requestId: context.requestId, method: 'POST', route: route.path }
  if (!isFromOurPages(event.headers, options.publicUrl)) {
    options.log({ level: 'warn', message: 'request refused: not from our pages', ...named })
    return notFromOurPages(context)
  }
  const who = whoMay(route, context.session)
  if (who === 'somebody-else') return notAvailable()

  const body = await readBody(event, route.maxBodyBytes)
  if ('problem' in body) return body.problem
  const { [csrfField]: token = event.headers['x-csrf-token'], ...fields } = body.fields

  const nobody = context.session === undefined && !route.anonymous
  if (who === 'nobody-yet' || nobody) return sendAgain(options.room, context, event, fields)
  if (context.session !== undefined && !secretsEqual(token, context.session.csrfToken)) {
    options.log({ level: 'warn', message: 'request refused: form token', ...named })
    return sendAgain(options.room, context, event, fields)
  }
  return answerValid(found, event, context, fields, body.isForm)
}

function whoMay(route: Route<never>, session: Session | undefined): 'may' | 'nobody-yet' | 'somebody-else' {
  if (route.rule === 'anyone') return 'may'
  if (session === undefined) return 'nobody-yet'
  return session.kind === route.rule ? 'may' : 'somebody-else'
}

async function answerValid<Dependencies>(
  { route, params }: FoundRoute<Dependencies>,
  event: APIGatewayProxyEventV2,
  context: RequestContext<Dependencies>,
  fields: RawBody,
  isForm: boolean,
): Promise<Reply> {
  const query = collectFields(new URLSearchParams(event.rawQueryString))
  const checked = validInput(route, { params, query, fields })
  if ('input' in checked) return route.answer(context, checked.input)
  // A badly written id looks like one that does not exist.
  if (checked.invalid === 'params') return notAvailable()
  if (checked.invalid === 'query') return unreadableAddress(context)

  const { errors } = checked
  if (route.onInvalid !== undefined && isForm && !context.wantsJson) {
    const { params, query } = checked
    return route.onInvalid(context, { params, query, typed: typedForm(fields), errors })
  }
  return problem({
    status: 422,
    code: 'invalid-input',
    title: 'Please check what you entered',
    message:
      'Nothing was saved. Go back in your browser: what you typed is still there. Mend this, and send it again:',
    errors,
  })
}

async function findSession(
  { room, sessions }: { room: Room; sessions: SessionStore },
  cookies: ReadonlyMap<string, string>,
  now: Date,
): Promise<Session | undefined> {
  const id = cookies.get(sessionCookieNames[room.kind])
  if (id === undefined || id === '') return undefined
  const session = await sessions.find(hashOfSessionId(id))
  // The table's own expiry only cleans up, sometimes days later.
  return session === undefined || Date.parse(session.expiresAt) <= now.getTime() ? undefined : session
}

function noRoute<Dependencies>(
  room: Room,
  event: APIGatewayProxyEventV2,
  context: RequestContext<Dependencies>,
  fitting: readonly FoundRoute<Dependencies>[],
): Reply {
  const mine = fitting.filter(({ route }) => whoMay(route, context.session) === 'may')
  if (mine.length > 0) return wrongMethod(mine.map(({ route }) => route.method))
  return context.session === undefined ? askToSignIn(room, event, context) : notAvailable()
}

/** Without a session every path of a room gets the same answer, whether it exists or not. */
function askToSignIn(room: Room, event: APIGatewayProxyEventV2, context: RequestContext<unknown>): Reply {
  if (room.signInPath === undefined) return notAvailable()
  const method = event.requestContext.http.method
  if (context.wantsJson || (method !== 'GET' && method !== 'HEAD')) return signInFirst()
  return redirect(signInHref(room.signInPath, context.path, event.rawQueryString))
}

function signInHref(signInPath: string, path: string, query: string): string {
  return `${signInPath}?${new URLSearchParams({ to: query === '' ? path : `${path}?${query}` })}`
}

function sendAgain(
  room: Room,
  context: RequestContext<unknown>,
  event: APIGatewayProxyEventV2,
  fields: RawBody,
): Reply {
  const signedIn = context.session !== undefined
  if (context.wantsJson) return signedIn ? formTokenMissing() : signInFirst()
  const query = event.rawQueryString
  const content = (
    <SendAgainPage
      action={query === '' ? context.path : `${context.path}?${query}`}
      typed={typedForm(fields)}
      signedIn={signedIn}
      signInHref={room.signInPath}
    />
  )
  return page(content, {
    title: signedIn ? 'Please send this again' : 'You are signed out',
    status: signedIn ? 403 : 401,
  })
}

function signInFirst(): Reply {
  return problem({
    status: 401,
    code: 'signed-out',
    title: 'You are signed out',
    message: 'Sign in, then ask again.',
  })
}

function formTokenMissing(): Reply {
  return problem({
    status: 403,
    code: 'form-token',
    title: 'This request is not tied to your session',
    message: 'Send the token of your session in the header x-csrf-token.',
  })
}

function notFromOurPages({ path }: { path: string }): Reply {
  return problem({
    status: 403,
    code: 'not-from-our-pages',
    title: 'We cannot tell where this came from',
    message:
      'Forms are only accepted from our own pages, in a current browser. Nothing was saved. Open the page again and send it from there.',
    next: { label: 'Open the page again', href: path },
  })
}

function unreadableAddress({ path }: { path: string }): Reply {
  return problem({
    status: 400,
    code: 'invalid-query',
    title: 'Part of this address is not right',
    message: 'What stands after the question mark in the address cannot be read. The page works without it.',
    next: { label: 'Show the page without it', href: path },
  })
}

function wrongMethod(methods: readonly string[]): Reply {
  const allowed = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  return problem({
    status: 405,
    code: 'wrong-method',
    title: 'This page cannot be used that way',
    message:
      'You may have reloaded a page that only takes a form. Nothing was changed. Start again from the home page.',
    headers: { allow: [...new Set(allowed)].join(', ') },
  })
}

function somethingBroke(): Reply {
  return problem({
    status: 500,
    code: 'internal',
    title: 'Something broke on our side',
    message:
      'It is not your doing. We have been told. Go back and try again in a minute: what you typed is still in your browser.',
  })
}

function sceneOf(room: Room, event: APIGatewayProxyEventV2, session: Session | undefined): Scene {
  const accept = event.headers.accept ?? ''
  return {
    room,
    session,
    path: normalPath(event.rawPath),
    wantsJson: accept.includes('json') && !accept.includes('text/html'),
    requestId: event.requestContext.requestId,
  }
}

function namesOf<Dependencies>(routes: readonly Route<Dependencies>[], event: APIGatewayProxyEventV2) {
  return {
    requestId: event.requestContext.requestId,
    method: event.requestContext.http.method,
    route: findRoutes(routes, normalPath(event.rawPath))[0]?.route.path ?? 'none',
  }
}

function withoutBodyForHead(
  event: APIGatewayProxyEventV2,
  response: APIGatewayProxyStructuredResultV2,
): APIGatewayProxyStructuredResultV2 {
  return event.requestContext.http.method === 'HEAD'
    ? { ...response, body: '', isBase64Encoded: false }
    : response
}
