import type { FieldErrors } from '../../layout/field-errors.ts'
import type { RawBody } from '../request-body.ts'
import { bodyProblems, type ProblemDetails, queryProblems } from './problem-details.ts'

export const notThere: ProblemDetails = {
  status: 404,
  code: 'not-available',
  title: 'This is not available to you',
  detail: 'There is no such thing, or it is not yours to see.',
}

export function wrongMethod(methods: readonly ('GET' | 'POST')[]): ProblemDetails {
  const allowed = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : ['POST']))
  return {
    status: 405,
    code: 'wrong-method',
    title: 'This address is not for that method',
    detail: 'Nothing was done. The header Allow lists the methods.',
    headers: { allow: [...new Set(allowed)].join(', ') },
  }
}

export function queryUnfit(errors: FieldErrors): ProblemDetails {
  return {
    status: 400,
    code: 'invalid-query',
    title: 'Part of this address is not right',
    detail: 'The query string cannot be read. Nothing was done.',
    errors: queryProblems(errors),
  }
}

export function bodyUnfit(errors: FieldErrors, fields: RawBody): ProblemDetails {
  return {
    status: 422,
    code: 'invalid-input',
    title: 'Please check what was sent',
    detail: 'Nothing was saved. Mend what `errors` lists and send it again.',
    errors: bodyProblems(errors, Object.keys(fields)),
  }
}

export const personNeeded: ProblemDetails = {
  status: 403,
  code: 'person-needed',
  title: 'A person has to do this',
  detail:
    'This act belongs to a human being. Use the console, or a token for which somebody signed in. Nothing was done.',
}

export const keyUnusable: ProblemDetails = {
  status: 400,
  code: 'key-unusable',
  title: 'This key cannot be used',
  detail: 'An Idempotency-Key has 16 to 255 printable characters; a UUID does well. Nothing was done.',
}

export const tooMany = (headers: Readonly<Record<string, string>>): ProblemDetails => ({
  status: 429,
  code: 'too-many-requests',
  title: 'Too many requests',
  detail: 'Nothing was done. Wait for as long as Retry-After says, then go on more slowly.',
  headers,
})

export const broken: ProblemDetails = {
  status: 500,
  code: 'internal',
  title: 'Something broke on our side',
  detail:
    'It is not your doing. We have been told. Look whether it was done, or send it again with the same key.',
}
