import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { iconFile } from '../layout/icon.ts'
import { ErrorSummary } from '../layout/notice.tsx'
import { Shell } from '../layout/shell.tsx'
import { stylesheetFile } from '../layout/stylesheet.ts'
import { fileResponse, respond } from './file-response.ts'
import type { NotAvailableReply, ProblemReply, Reply } from './reply.ts'
import type { Room } from './room.ts'
import type { Session } from './sessions.ts'

/** What a reply needs to become a response: whose page it is and who asked in which way. */
export interface Scene {
  room: Room
  session: Session | undefined
  path: string
  wantsJson: boolean
  requestId: string
}

/** The one place where replies become HTTP. Text goes through JSX or JSON; no HTML is put together from strings. */
export function renderReply(reply: Reply, scene: Scene): APIGatewayProxyStructuredResultV2 {
  switch (reply.kind) {
    case 'page':
      return scene.wantsJson && reply.data !== undefined
        ? jsonResponse(reply.status, reply.data, reply.cookies)
        : htmlResponse(
            reply.status,
            inShell(scene, reply.title, reply.content as VNode, {
              back: reply.back,
              wide: reply.wide,
              hasError: reply.status === 422,
            }),
            reply.cookies,
            scene.room,
          )
    case 'redirect':
      return scene.wantsJson && reply.data !== undefined
        ? jsonResponse(200, reply.data, reply.cookies)
        : respond(reply.status, '', { location: reply.location }, reply.cookies)
    case 'json':
      return jsonResponse(reply.status, reply.value, reply.cookies)
    case 'file':
      return fileResponse(reply)
    case 'problem':
      return problemResponse(reply, scene)
    case 'not-available':
      // Without the path: not even the highlighted entry of the navigation may differ.
      return problemResponse(notAvailableProblem(scene.room, reply), { ...scene, path: '' })
  }
}

function notAvailableProblem(room: Room, reply: NotAvailableReply): ProblemReply {
  return {
    ...reply,
    kind: 'problem',
    status: 404,
    code: 'not-available',
    title: 'This page is not available to you',
    message: room.wayBack,
    next: { label: `Go to the ${room.name}`, href: room.prefix },
  }
}

function problemResponse(reply: ProblemReply, scene: Scene): APIGatewayProxyStructuredResultV2 {
  if (scene.wantsJson) {
    // RFC 9457; `detail` is the sentence that the page would show.
    const { status, title, code, message, errors } = reply
    const problem = {
      type: 'about:blank',
      title,
      status,
      detail: message,
      code,
      errors,
      requestId: scene.requestId,
    }
    return respond(
      status,
      JSON.stringify(problem),
      { 'content-type': 'application/problem+json', ...reply.headers },
      reply.cookies,
    )
  }
  const content = (
    <>
      <p class="lead">{reply.message}</p>
      {reply.errors && <ErrorSummary errors={reply.errors} withLinks={false} />}
      {reply.next && (
        <p>
          <a href={reply.next.href}>{reply.next.label}</a>
        </p>
      )}
      {reply.status >= 500 && (
        <p class="quiet">
          If you ask for help, say this number: <code>{scene.requestId}</code>
        </p>
      )}
    </>
  )
  const response = htmlResponse(
    reply.status,
    inShell(scene, reply.title, content, {}),
    reply.cookies,
    scene.room,
  )
  return { ...response, headers: { ...response.headers, ...reply.headers } }
}

function inShell(
  scene: Scene,
  title: string,
  content: VNode,
  options: {
    back?: { label: string; href: string } | undefined
    wide?: boolean | undefined
    hasError?: boolean
  },
): VNode {
  const { room, session } = scene
  return (
    <Shell
      title={title}
      roomName={room.name}
      homeHref={room.prefix}
      stylesheetHref={`${room.prefix}/assets/${stylesheetFile}`}
      iconHref={`${room.prefix}/assets/${iconFile}`}
      scriptHref={room.script && `${room.prefix}/assets/${room.script.file}`}
      navigation={session === undefined ? [] : room.navigation}
      path={scene.path}
      account={session && { name: session.name, signOutPath: room.signOutPath }}
      csrfToken={session?.csrfToken}
      back={options.back}
      wide={options.wide ?? false}
      hasError={options.hasError ?? false}
    >
      {content}
    </Shell>
  )
}

function htmlResponse(
  status: number,
  document: VNode,
  cookies: readonly string[] | undefined,
  { prefix }: Room,
) {
  return respond(
    status,
    `<!doctype html>${renderToString(document)}`,
    {
      'content-type': 'text/html; charset=utf-8',
      // Fetched from the header on, before the page has come; from the second page on it is in the browser's cache.
      link: `<${prefix}/assets/${stylesheetFile}>; rel=preload; as=style`,
    },
    cookies,
  )
}

function jsonResponse(status: number, value: unknown, cookies: readonly string[] | undefined) {
  return respond(status, JSON.stringify(value), { 'content-type': 'application/json' }, cookies)
}
