import { expect, test } from 'vitest'
import * as z from 'zod'
import { page, redirect } from '../../../functions/web/reply.ts'
import { routesWith } from '../../../functions/web/route.ts'

interface SampleDependencies {
  names: Map<string, string>
}
const route = routesWith<SampleDependencies>()

test('a declaration carries its types into answer', () => {
  const show = route({
    method: 'GET',
    path: '/hr/people/{personId}',
    rule: 'hr',
    params: z.object({ personId: z.string() }),
    query: z.object({ page: z.coerce.number().default(1) }),
    answer: ({ dependencies, session, now }, { params, query }) =>
      page(
        <p>
          {dependencies.names.get(params.personId)} for {session.name} at {now.toISOString()}
        </p>,
        { title: `Page ${query.page.toFixed(0)}` },
      ),
  })
  expect(show).toMatchObject({ method: 'GET', rule: 'hr', maxBodyBytes: 262144, anonymous: false })

  const save = route({
    method: 'POST',
    path: '/my/steps/{stepId}',
    rule: 'participant',
    params: z.object({ stepId: z.string() }),
    body: z.object({ text: z.string() }),
    answer: async ({ session }, { params, body }) => {
      const written: string = body.text + session.personId
      return redirect(`/my/steps/${params.stepId}?${written.length}`)
    },
    onInvalid: (_context, { params, typed, errors }) =>
      page(<p>{errors.text}</p>, { title: params.stepId + String(typed.text), status: 422 }),
  })
  expect(save.onInvalid).toBeTypeOf('function')
})

test('what is missing from a declaration does not compile', () => {
  // @ts-expect-error a rule is needed
  route({ method: 'GET', path: '/hr', answer: () => redirect('/hr') })
  // @ts-expect-error a path with params needs their schema
  route({ method: 'GET', path: '/hr/{a}', rule: 'hr', answer: () => redirect('/hr') })
  // @ts-expect-error a POST needs a body schema
  route({ method: 'POST', path: '/hr', rule: 'hr', answer: () => redirect('/hr') })
  // @ts-expect-error a GET has no body
  route({ method: 'GET', path: '/hr', rule: 'hr', body: z.object({}), answer: () => redirect('/hr') })
  route({
    method: 'GET',
    path: '/',
    rule: 'anyone',
    // @ts-expect-error somebody may be nobody
    answer: ({ session }) => redirect(session.name),
  })
})
