import type { ComponentChildren, VNode } from 'preact'
import type { FieldErrors } from '../layout/field-errors.ts'

/** What a route answers. A value: it is turned into HTTP, as a page or as JSON, in one place (render-reply.ts). */
export type Reply = PageReply | RedirectReply | FileReply | JsonReply | ProblemReply | NotAvailableReply

interface Extras {
  /** `Set-Cookie` values, see sessions.ts. */
  cookies?: readonly string[]
}

export interface PageReply extends Extras {
  kind: 'page'
  status: number
  title: string
  content: ComponentChildren
  back?: { label: string; href: string }
  wide?: boolean
  data?: unknown
  pages?: Pages
  refusal?: PageRefusal
}

/** Where a list goes on: paths of our own, as the page's links have them. */
export interface Pages {
  next?: string | undefined
  previous?: string | undefined
}

/** Why a page that shows a "no" says it: for programs, which get problem details instead of the page. */
export interface PageRefusal {
  code: string
  message: string
  errors?: FieldErrors | undefined
}

export interface RedirectReply extends Extras {
  kind: 'redirect'
  status: 303
  location: string
  data?: unknown
}

export interface FileReply extends Extras {
  kind: 'file'
  status: 200
  body: Uint8Array | string
  contentType: string
  filename?: string
  caching: Caching
  policy?: 'mail'
}

/** `for-ever` for what never changes and anybody may keep; `privately` for what never changes and only this person may. */
export type Caching = 'none' | 'for-ever' | 'privately'

export interface JsonReply extends Extras {
  kind: 'json'
  status: number
  value: unknown
}

export interface ProblemReply extends Extras {
  kind: 'problem'
  status: number
  title: string
  message: string
  code: string
  errors?: FieldErrors
  next?: { label: string; href: string }
  headers?: Readonly<Record<string, string>>
}

export interface NotAvailableReply extends Extras {
  kind: 'not-available'
}

/**
 * A page: `content` is what stands in `<main>`; heading, header, navigation and footer come from the room's shell. `title`
 * is both the document's title and the `<h1>`. With `data`, a program that asks for JSON gets that instead. Use status
 * 422 when a form is shown again with errors.
 */
export function page(
  content: VNode | readonly VNode[],
  options: {
    title: string
    status?: number
    back?: { label: string; href: string }
    /** For tables: as wide as the window allows. Text pages keep to a readable line. */
    wide?: boolean
    data?: unknown
    /** Of a list: programs get these as `links` and in the header `Link`. */
    pages?: Pages
    /** With a status from 400 on. Without it, `refusal` (a sentence) and `errors` in `data` are looked for. */
    refusal?: PageRefusal | undefined
    cookies?: readonly string[]
  },
): PageReply {
  const { refusal, ...rest } = options
  return {
    kind: 'page',
    status: 200,
    content: content as ComponentChildren,
    ...rest,
    ...(refusal === undefined ? {} : { refusal }),
  }
}

/**
 * After a POST: 303, so that reloading the next page sends nothing again. Only paths of our own: throws on anything else,
 * so that no value from a request can send people to another site.
 */
export function redirect(
  location: string,
  options: { data?: unknown; cookies?: readonly string[] } = {},
): RedirectReply {
  if (!isOwnPath(location)) throw new TypeError('A redirect goes to a path of our own')
  return { kind: 'redirect', status: 303, location, ...options }
}

/** Leaves for another site: the issuer's sign-in page and nothing else. Never after a POST: `form-action` forbids it. */
export function leaveFor(location: URL, options: { cookies?: readonly string[] } = {}): RedirectReply {
  return { kind: 'redirect', status: 303, location: location.href, ...options }
}

/** True for `/hr/cycles?x=1`; false for `//host`, `/\\host`, whole addresses, and anything with controls or blanks. */
export function isOwnPath(path: string): boolean {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && !path.includes('\\')
}

/** A download (with `filename`) or something shown by the browser (without). */
export function file(
  body: Uint8Array | string,
  options: {
    contentType: string
    filename?: string
    caching?: Caching
    /** `mail` for an e-mail as it would look: it may style itself inline, and nothing else. */
    policy?: 'mail'
  },
): FileReply {
  return { kind: 'file', status: 200, body, caching: 'none', ...options }
}

export function json(value: unknown, options: { status?: number } = {}): JsonReply {
  return { kind: 'json', status: 200, value, ...options }
}

/** "No", as a page with one sentence or as problem+json (RFC 9457). `next` is the link that leads out of the dead end. */
export function problem(options: {
  status: number
  code: string
  title: string
  message: string
  errors?: FieldErrors
  next?: { label: string; href: string }
  cookies?: readonly string[]
  headers?: Readonly<Record<string, string>>
}): ProblemReply {
  return { kind: 'problem', ...options }
}

/** What a page shows of a "no", for programs: its sentence, its code, and what is to be mended. */
export function whyOf(shown: {
  refusal?: string | undefined
  code?: string | undefined
  errors?: FieldErrors | undefined
}): PageRefusal | undefined {
  const [first] = Object.values(shown.errors ?? {})
  const message = shown.refusal ?? first
  if (message === undefined) return undefined
  const code = shown.code ?? (shown.refusal === undefined ? 'invalid-input' : 'refused')
  return { code, message, errors: shown.errors }
}

/** A domain refusal as an answer: 409, its own sentence, and a way on. */
export function refused(
  refusal: { code: string; message: string; field?: string },
  options: { title?: string; status?: number; next?: { label: string; href: string } } = {},
): ProblemReply {
  return {
    kind: 'problem',
    status: 409,
    title: 'That did not work',
    code: refusal.code,
    message: refusal.message,
    ...(refusal.field === undefined ? {} : { errors: { [refusal.field]: refusal.message } }),
    ...options,
  }
}

/**
 * The one answer for "there is no such thing" and for "it is not yours": nobody can tell one from the other. Answer it
 * whenever the object's own fields do not name the session's person.
 */
export function notAvailable(): NotAvailableReply {
  return { kind: 'not-available' }
}
