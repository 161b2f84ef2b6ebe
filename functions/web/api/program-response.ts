import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { fileResponse, respond } from '../file-response.ts'
import type { PageReply, RedirectReply, Reply } from '../reply.ts'
import { bodyProblems, type ProblemDetails } from './problem-details.ts'
import { notThere } from './program-problems.ts'

/** What a reply needs to become an answer for a program. */
export interface ProgramScene {
  /** `https://reviews.example.com/api`, without a slash at the end. */
  apiUrl: string
  /** The room's own prefix, `/hr`, which is `/api` here. */
  prefix: string
  requestId: string
  creates: boolean
  /** Names of the body's fields. */
  sent: Iterable<string>
}

/** The one place where replies become HTTP for programs: pages their data, redirects 200 or 201, "no" problem details. */
export function programResponse(reply: Reply, scene: ProgramScene): APIGatewayProxyStructuredResultV2 {
  switch (reply.kind) {
    case 'page':
      return pageResponse(reply, scene)
    case 'redirect':
      return redirectResponse(reply, scene)
    case 'json':
      return jsonResponse(reply.status, reply.value)
    case 'file':
      return fileResponse(reply)
    case 'problem': {
      const { status, code, title, message: detail, headers = {}, errors = {} } = reply
      const mended = bodyProblems(errors, scene.sent)
      return problemResponse({ status, code, title, detail, headers, errors: mended }, scene)
    }
    case 'not-available':
      return problemResponse(notThere, scene)
  }
}

function pageResponse(reply: PageReply, scene: ProgramScene): APIGatewayProxyStructuredResultV2 {
  if (reply.status >= 400) return problemResponse(problemOfPage(reply, scene), scene)
  if (reply.data === undefined) {
    const detail = 'This exists as a page only.'
    return problemResponse({ status: 406, code: 'only-pages', title: 'Only a page', detail }, scene)
  }
  const links = linksOf(reply, scene)
  if (links === undefined) return jsonResponse(reply.status, reply.data)
  const header = Object.entries(links).map(
    ([rel, href]) => `<${href}>; rel="${rel === 'previous' ? 'prev' : rel}"`,
  )
  return jsonResponse(reply.status, { ...(reply.data as object), links }, { link: header.join(', ') })
}

function linksOf({ pages }: PageReply, scene: ProgramScene): Record<string, string> | undefined {
  if (pages === undefined) return undefined
  const links = Object.entries(pages).flatMap(([rel, path]) =>
    path === undefined ? [] : [[rel, addressOf(String(path), scene)] as const],
  )
  return Object.fromEntries(links)
}

/** A page that shows a "no" says why, either expressly or, as pages do for `Accept: application/json`, in its data. */
function problemOfPage({ status, title, refusal, data }: PageReply, scene: ProgramScene): ProblemDetails {
  const shown = isRecord(data) ? data : {}
  const errors = refusal?.errors ?? (isRecord(shown.errors) ? (shown.errors as FieldErrors) : {})
  const sentence = refusal?.message ?? (typeof shown.refusal === 'string' ? shown.refusal : undefined)
  const said = sentence !== undefined || Object.keys(errors).length > 0
  return {
    status,
    code: refusal?.code ?? (status === 422 ? 'invalid-input' : 'refused'),
    title: status === 422 ? 'Please check what was sent' : title,
    detail: sentence ?? Object.values(errors)[0] ?? title,
    errors: bodyProblems(errors, scene.sent),
    // Where the page says no by what it shows, such as a preview with rows that cannot be read, that is the answer.
    ...(said ? {} : { data }),
  }
}

function redirectResponse(reply: RedirectReply, scene: ProgramScene): APIGatewayProxyStructuredResultV2 {
  const location = addressOf(reply.location, scene)
  return jsonResponse(scene.creates ? 201 : 200, reply.data ?? {}, { location })
}

/** A path of the room as the API has it. `done` only tells a page which notice to show. */
function addressOf(path: string, { apiUrl, prefix }: ProgramScene): string {
  const [place = '', query = ''] = path.split('?')
  const asked = new URLSearchParams(query)
  asked.delete('done')
  const below = place === prefix || place.startsWith(`${prefix}/`) ? place.slice(prefix.length) : place
  return `${apiUrl}${below}${asked.size === 0 ? '' : `?${asked}`}`
}

export function problemResponse(
  { status, code, title, detail, errors = [], headers = {}, data }: ProblemDetails,
  { apiUrl, requestId }: Pick<ProgramScene, 'apiUrl' | 'requestId'>,
): APIGatewayProxyStructuredResultV2 {
  const problem = {
    type: `${apiUrl}/problems/${code}`,
    title,
    status,
    detail,
    instance: `urn:request:${requestId}`,
    code,
    ...(errors.length === 0 ? {} : { errors }),
    ...(data === undefined ? {} : { data }),
  }
  return respond(status, JSON.stringify(problem), { 'content-type': 'application/problem+json', ...headers })
}

export function jsonResponse(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}) {
  return respond(status, JSON.stringify(value), { 'content-type': 'application/json', ...headers })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
