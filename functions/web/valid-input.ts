import type * as z from 'zod'
import type { FieldErrors } from '../layout/field-errors.ts'
import { fieldErrors, sayWhatToMend } from './form-errors.ts'
import type { RawBody } from './request-body.ts'
import type { Route, RouteInput } from './route.ts'

type Checked =
  | { input: RouteInput<unknown, unknown, unknown> }
  | { invalid: 'params'; errors: FieldErrors }
  | { invalid: 'query'; errors: FieldErrors }
  | { invalid: 'body'; errors: FieldErrors; params: unknown; query: unknown }

/** What came in, through the route's own schemas; or the first part that does not pass, and what to mend. */
export function validInput(
  route: Pick<Route<never>, 'params' | 'query' | 'body'>,
  sent: { params: Readonly<Record<string, string>>; query: RawBody; fields: RawBody },
): Checked {
  const params = check(route.params, sent.params)
  if (!params.success) return { invalid: 'params', errors: fieldErrors(params.error) }
  const query = check(route.query, sent.query)
  if (!query.success) return { invalid: 'query', errors: fieldErrors(query.error) }
  const body = check(route.body, sent.fields)
  if (body.success) return { input: { params: params.data, query: query.data, body: body.data } }
  return { invalid: 'body', errors: fieldErrors(body.error), params: params.data, query: query.data }
}

function check(schema: z.ZodType | undefined, value: unknown) {
  if (schema === undefined) return { success: true as const, data: {} }
  return schema.safeParse(value, { error: sayWhatToMend })
}
