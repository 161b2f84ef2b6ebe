import type * as z from 'zod'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import type { Reply } from './reply.ts'
import type { Session, SessionKind } from './sessions.ts'

/** Who may use a route. `anyone` includes people who are not signed in. What a person may see of it, `answer` decides. */
export type Rule = 'anyone' | SessionKind

export type SessionUnder<R extends Rule> = R extends SessionKind
  ? Extract<Session, { kind: R }>
  : Session | undefined

/** What every `answer` gets beside what came in. */
export interface RequestContext<Dependencies, S = Session | undefined> {
  dependencies: Dependencies
  /** The person. Authorization is decided from this and from the object's own fields, never from an id in the request. */
  session: S
  now: Date
  requestId: string
  /** The path as asked for, without a trailing slash. May hold a link's secret: never log it. */
  path: string
  /** True when a program asked (`Accept: application/json`); replies with `data` answer JSON by themselves. */
  wantsJson: boolean
  cookies: ReadonlyMap<string, string>
  /** The address that the request came from; for limiting guesses, not for deciding who somebody is. */
  sourceAddress: string
}

export interface RouteInput<P, Q, B> {
  params: P
  query: Q
  body: B
}

/** A form that did not pass its schema: what was typed and one sentence per field. */
export interface InvalidForm<P, Q> {
  params: P
  query: Q
  typed: TypedForm
  errors: FieldErrors
}

/** A route as the handler sees it, whatever its schemas. */
export interface Route<Dependencies> {
  method: 'GET' | 'POST'
  path: string
  rule: Rule
  params: z.ZodType | undefined
  query: z.ZodType | undefined
  body: z.ZodType | undefined
  maxBodyBytes: number
  anonymous: boolean
  startsSession: boolean
  summary: string | undefined
  data: z.ZodType | undefined
  creates: boolean
  needsPerson: boolean
  answer(
    context: RequestContext<Dependencies>,
    input: RouteInput<unknown, unknown, unknown>,
  ): Reply | Promise<Reply>
  onInvalid?(
    context: RequestContext<Dependencies>,
    form: InvalidForm<unknown, unknown>,
  ): Reply | Promise<Reply>
}

/** Long answers of a whole self-assessment fit many times over; more is a mistake or an attack. */
const FORM_BODY_BYTES = 256 * 1024

type ParamsOf<Path extends string, P extends z.ZodType> = Path extends `${string}{${string}`
  ? { params: P }
  : { params?: never }

type BodyOf<M extends 'GET' | 'POST', B extends z.ZodType> = M extends 'POST'
  ? {
      /** Schema of the form or JSON object; fields arrive as strings, repeated ones as lists, files as `UploadedFile`. */
      body: B
      /** Most bytes that the body may have; default 256 KiB. At most 4 MiB get through Lambda. */
      maxBodyBytes?: number
    }
  : { body?: never; maxBodyBytes?: never }

export interface RouteDeclaration<
  Dependencies,
  M extends 'GET' | 'POST',
  Path extends string,
  R extends Rule,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
> {
  method: M
  /**
   * Whole path with the room's prefix; `{name}` stands for one segment: `/hr/cycles/{cycleId}`. A last `{name+}` stands for
   * all the rest of the path, undecoded.
   */
  path: Path
  rule: R
  /** Schema of the query string; without one, the query is `{}`. */
  query?: Q
  /** A POST that somebody without a session may send. They still must send it from one of our own pages. */
  anonymous?: boolean
  /** What the route is for, in a sentence; stands in the API's document. */
  summary?: string
  /** Schema of the `data` that it answers with; stands in the API's document, and tests hold the answers to it. */
  data?: z.ZodType
  /** A POST that makes a thing of its own: programs get 201 where others get 200. */
  creates?: boolean
  /**
   * An act that only a human being may do, such as the second half of what two people decide: a program that acts in its
   * own name is refused, one that acts for somebody who signed in is not.
   */
  needsPerson?: boolean
  /** A GET that begins a session (opening a link, coming back from sign-in): HEAD is answered without calling it. */
  startsSession?: boolean
  answer(
    context: RequestContext<Dependencies, SessionUnder<R>>,
    input: RouteInput<z.output<P>, z.output<Q>, z.output<B>>,
  ): Reply | Promise<Reply>
  /**
   * Shows the form again, with what was typed and what to mend, status 422. Without it, a general page lists the
   * errors and asks the person to go back. Programs get problem+json in either case.
   */
  onInvalid?(
    context: RequestContext<Dependencies, SessionUnder<R>>,
    form: InvalidForm<z.output<P>, z.output<Q>>,
  ): Reply | Promise<Reply>
}

/**
 * Makes the function that declares a room's routes: `export const hrRoute = routesWith<HrDependencies>()`. A declaration
 * without a rule, without params for a path that has some, or a POST without a body schema does not compile.
 */
export function routesWith<Dependencies>() {
  return function route<
    M extends 'GET' | 'POST',
    const Path extends string,
    R extends Rule,
    P extends z.ZodType = z.ZodType<Record<string, never>>,
    Q extends z.ZodType = z.ZodType<Record<string, never>>,
    B extends z.ZodType = z.ZodType<Record<string, never>>,
  >(
    declaration: RouteDeclaration<Dependencies, M, Path, R, P, Q, B> & ParamsOf<Path, P> & BodyOf<M, B>,
  ): Route<Dependencies> {
    const { method, path, rule, params, query, body } = declaration
    return {
      method,
      path,
      rule,
      params,
      query,
      body,
      maxBodyBytes: declaration.maxBodyBytes ?? FORM_BODY_BYTES,
      anonymous: declaration.anonymous ?? false,
      startsSession: declaration.startsSession ?? false,
      summary: declaration.summary,
      data: declaration.data,
      creates: declaration.creates ?? false,
      needsPerson: declaration.needsPerson ?? false,
      // The handler has checked rule and schemas before it calls these; a method's parameters may be narrower.
      answer: declaration.answer,
      ...(declaration.onInvalid === undefined ? {} : { onInvalid: declaration.onInvalid }),
    }
  }
}
