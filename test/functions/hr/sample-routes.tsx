import { createHash } from 'node:crypto'
import * as z from 'zod'
import { hrRoute } from '../../../functions/hr/hr-route.ts'
import { optionalText, ticked, uploadedFile, wholeNumber } from '../../../functions/web/form-field.ts'
import { page, redirect } from '../../../functions/web/reply.ts'

/** A route that takes a file and says what arrived. */
export const takeFile = hrRoute({
  method: 'POST',
  path: '/hr/sample/files',
  rule: 'hr',
  body: z.object({
    file: uploadedFile({ maxBytes: 10_000 }),
    note: optionalText({ max: 100 }),
    sure: ticked,
    copies: wholeNumber({ min: 1, max: 9 }).optional(),
  }),
  data: z.object({ sha256: z.string(), text: z.string(), sure: z.boolean(), note: z.string().optional() }),
  answer: (_context, { body }) => {
    const sha256 = createHash('sha256').update(body.file.bytes).digest('hex')
    const text = Buffer.from(body.file.bytes).toString('utf8')
    return page(<p>Thank you.</p>, { title: 'Taken', data: { ...body, sha256, text, file: undefined } })
  },
})

/** A route that takes plain fields and answers with them. */
export const takeFields = hrRoute({
  method: 'POST',
  path: '/hr/sample/fields',
  rule: 'hr',
  creates: true,
  body: z.object({ copies: wholeNumber({ min: 1, max: 9 }), sure: ticked, note: optionalText({ max: 100 }) }),
  data: z.object({ copies: z.int(), sure: z.boolean(), note: z.string().optional() }),
  answer: (_context, { body }) => redirect('/hr/sample/list?done=made&page=2', { data: body }),
})

/** A list in pages. */
export const showList = hrRoute({
  method: 'GET',
  path: '/hr/sample/list',
  rule: 'hr',
  query: z.object({ page: z.coerce.number().int().min(1).default(1) }),
  data: z.object({ numbers: z.array(z.int()) }),
  answer: (_context, { query }) => {
    const at = (number: number) => `/hr/sample/list?page=${number}`
    return page(<p>A list.</p>, {
      title: 'List',
      data: { numbers: [query.page] },
      pages: {
        next: query.page < 3 ? at(query.page + 1) : undefined,
        previous: query.page > 1 ? at(query.page - 1) : undefined,
      },
    })
  },
})

/** A page that says no. */
export const sayNo = hrRoute({
  method: 'POST',
  path: '/hr/sample/no',
  rule: 'hr',
  body: z.object({ name: optionalText({ max: 100 }) }),
  answer: () =>
    page(<p>No.</p>, {
      title: 'No',
      status: 409,
      data: { secret: 'the page’s own data' },
      refusal: {
        code: 'not-now',
        message: 'Not now. Nothing was changed.',
        errors: { name: 'Not this one.' },
      },
    }),
})

export const sampleRoutes = [takeFile, takeFields, showList, sayNo]
