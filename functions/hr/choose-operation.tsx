import * as z from 'zod'
import { cycleIdSchema } from '../domain/ids.ts'
import { people } from '../domain/listed.ts'
import { notAvailable, page, redirect } from '../web/reply.ts'
import { hrRoute, officerActOf } from './hr-route.ts'
import { situationIn } from './open-operation.tsx'
import { nameOf } from './operations/operation.ts'
import { operations } from './operations/operations.ts'
import { selectionEntries, selectionSchema, targetsOf } from './operations/selection.ts'
import { OperationsPage } from './pages/operations-page.tsx'

/** What can be done to the people who were ticked; goes straight on where that was chosen beside them. */
export const chooseOperation = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/operations',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  query: selectionSchema.extend({
    operation: z
      .enum(operations.map(({ name }) => name))
      .optional()
      .catch(undefined),
  }),
  answer: async ({ dependencies, session, now }, { params, query }) => {
    const situation = await situationIn(dependencies.db, params.cycleId, officerActOf(session, now))
    if (situation === undefined) return notAvailable()
    const { operation, ...selection } = query
    const search = new URLSearchParams(selectionEntries(selection))
    const path = `/hr/cycles/${params.cycleId}/operations`
    if (operation !== undefined) return redirect(`${path}/${operation}?${search}`)
    const targets = await targetsOf({ takes: 'both' }, situation, selection)
    const offered = operations.map(({ name, title, purpose }) => ({
      name,
      title,
      purpose,
      href: `${path}/${name}?${search}`,
    }))
    return page(
      <OperationsPage
        chosen={targets.length === 1 ? targets.map(nameOf).join() : people(targets.length)}
        isNobodyChosen={targets.length === 0}
        operations={offered}
      />,
      {
        title: 'What is to be done?',
        status: targets.length === 0 ? 409 : 200,
        back: { label: situation.cycle.name, href: `/hr/cycles/${params.cycleId}` },
        data: { operations: offered, targets: targets.length },
      },
    )
  },
})
