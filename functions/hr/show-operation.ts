import { notAvailable } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { openOperation, operationFormPage, operationParamsSchema } from './open-operation.tsx'
import { selectionSchema } from './operations/selection.ts'

/** The form of an operation, for the people in the address. */
export const showOperation = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/operations/{operation}',
  rule: 'hr',
  params: operationParamsSchema,
  query: selectionSchema,
  answer: async (context, { params, query }) => {
    const opened = await openOperation(context, params, query)
    return opened === undefined ? notAvailable() : operationFormPage(context, opened)
  },
})
