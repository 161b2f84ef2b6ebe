import * as z from 'zod'
import { notAvailable, page } from '../web/reply.ts'
import { hrRoute, officerActOf } from './hr-route.ts'
import {
  backTo,
  entriesOf,
  openOperation,
  operationFormPage,
  operationParamsSchema,
  readFields,
  situationIn,
  typedIn,
} from './open-operation.tsx'
import { idOf, nameOf } from './operations/operation.ts'
import { perform } from './operations/perform.ts'
import { changes, digestOfPreview, planTargets } from './operations/plan-targets.ts'
import { selectionSchema } from './operations/selection.ts'
import { OperationOutcomePage } from './pages/operation-outcome-page.tsx'
import { operationPreviewPage } from './preview-operation.tsx'

/** A page has fifteen seconds; planning and the last ones begun need the rest of them. */
const DOING_MS = 8000

/**
 * Does what the preview showed, and nothing else: when the effect has changed since, the preview comes again. Sent twice, it
 * finds nothing left to do and says so.
 */
export const doOperation = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/operations/{operation}',
  rule: 'hr',
  params: operationParamsSchema,
  body: selectionSchema.loose().extend({ seen: z.string().max(64).default('') }),
  answer: async (context, { params, body }) => {
    const opened = await openOperation(context, params, selectionSchema.parse(body))
    if (opened === undefined) return notAvailable()
    const { operation, situation, selection } = opened
    const typed = typedIn(body)
    if (opened.refusal !== undefined) return operationFormPage(context, opened)
    const read = readFields(opened, body)
    if ('errors' in read) return operationFormPage(context, opened, { typed, errors: read.errors })
    const planned = await planTargets(operation, situation, opened.targets, read.fields)
    if (planned.some(changes) && body.seen !== digestOfPreview(operation, read.fields, planned)) {
      return operationPreviewPage(opened, planned, { typed, fields: read.fields, hasChanged: true })
    }
    const startedAt = performance.now()
    const { dependencies, session, now } = context
    const performed = await perform(
      dependencies,
      operation,
      async () => {
        const again = await situationIn(dependencies.db, params.cycleId, officerActOf(session, now))
        if (again === undefined) throw new Error(`The cycle ${params.cycleId} is gone`)
        return again
      },
      planned,
      read.fields,
      () => performance.now() - startedAt > DOING_MS,
    )
    const lines = performed.outcomes.map(({ target, came, sentences }) => ({
      id: idOf(target),
      name: nameOf(target),
      href:
        target.kind === 'review'
          ? `/hr/cycles/${params.cycleId}/reviews/${target.review.reviewId}`
          : `/hr/people/${target.personId}`,
      came,
      sentences,
    }))
    const { mailed, mailFailed } = performed
    return page(
      <OperationOutcomePage
        path={opened.path}
        lines={lines}
        mailed={mailed}
        mailFailed={mailFailed}
        entries={entriesOf(selection, typed)}
      />,
      {
        title: operation.title,
        wide: true,
        back: backTo(opened),
        data: { operation: operation.name, mailed, mailFailed, targets: lines },
      },
    )
  },
})
