import type { FieldErrors } from '../../layout/field-errors.ts'

/** What stands in the way of a request that a program made (RFC 9457), before it has an address and a number. */
export interface ProblemDetails {
  status: number
  /** Stable: programs may decide by it. */
  code: string
  title: string
  /** The sentence that the page would show. */
  detail: string
  errors?: readonly FieldProblem[]
  headers?: Readonly<Record<string, string>>
  /** What the answer would have held beside the "no". */
  data?: unknown
}

/** One thing to mend: in the body (`pointer`, RFC 6901 as a fragment) or in the query string (`parameter`). */
export type FieldProblem = { detail: string } & ({ pointer: string } | { parameter: string })

/** @param sent the names that the body had, which may themselves hold dots. */
export function bodyProblems(errors: FieldErrors, sent: Iterable<string> = []): FieldProblem[] {
  const names = new Set(sent)
  return Object.entries(errors).map(([field, detail]) => ({ detail, pointer: pointerTo(field, names) }))
}

export function queryProblems(errors: FieldErrors): FieldProblem[] {
  return Object.entries(errors).map(([parameter, detail]) => ({ detail, parameter }))
}

/** `form` is what a complaint is filed under that concerns no single field. */
function pointerTo(field: string, names: ReadonlySet<string>): string {
  if (field === 'form') return '#'
  const steps = names.has(field) ? [field] : field.split('.')
  const escaped = steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')))
  return `#/${escaped.join('/')}`
}

/** The problems that the API itself has to tell, by code. Refusals of the app's rules have codes of their own beside these. */
export const problemKinds = {
  'no-token': 'The request carries no access token. Send one in the header Authorization: Bearer ….',
  'invalid-token':
    'The access token is not one of the issuer for this site, or has expired. Ask for a new one.',
  'insufficient-scope': 'The access token is sound, but its subject has no access to this API.',
  'person-needed': 'Only somebody who signed in may do this; a program in its own name may not.',
  'issuer-silent':
    'The issuer did not answer, so the token could not be checked. Nothing was done; try again.',
  'too-many-requests': 'The subject sent more than its share. Nothing was done; try again after Retry-After.',
  'not-available': 'There is no such thing, or it is not yours to see; the answer does not tell which.',
  'wrong-method': 'The address exists, but not for this method; the header Allow lists those that do.',
  'invalid-query':
    'The query string did not pass its schema; `errors` lists the parameters. Nothing was done.',
  'invalid-input': 'The body did not pass its schema; `errors` lists what to mend. Nothing was saved.',
  'unknown-content-type': 'The body is of a type that this operation does not take.',
  'unreadable-body': 'The body is not what its type says. Nothing was saved.',
  'body-too-big': 'The body is bigger than this operation takes. Nothing was saved.',
  'key-unusable': 'The Idempotency-Key has to be 16 to 255 printable characters. Nothing was done.',
  'key-reused': 'The Idempotency-Key was sent with another request before. Nothing was done.',
  'key-in-use': 'The request with this Idempotency-Key is still being answered. Try again in a moment.',
  'answer-not-kept':
    'The request with this Idempotency-Key was done; its answer was too big to be kept. Ask for the thing itself.',
  'only-pages': 'This exists as a page only.',
  internal:
    'Something broke on our side. Whether the act was done is not known: ask, or send the same key again.',
} as const satisfies Readonly<Record<string, string>>

export type ProblemCode = keyof typeof problemKinds

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problemKinds, code)
}
