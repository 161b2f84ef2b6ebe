import { isRefusal } from '../domain/refusal.ts'
import type { TypedForm } from '../layout/field-errors.ts'
import { notAvailable, page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import {
  backTo,
  entriesOf,
  type OpenedOperation,
  openOperation,
  operationFormPage,
  operationParamsSchema,
  readFields,
  typedIn,
} from './open-operation.tsx'
import { idOf, nameOf } from './operations/operation.ts'
import { digestOfPreview, type PlannedTarget, planTargets } from './operations/plan-targets.ts'
import { selectionEntries, selectionSchema } from './operations/selection.ts'
import { OperationPreviewPage, type PreviewLine } from './pages/operation-preview-page.tsx'

/** Shows what would happen to each. Nothing is written. */
export const previewOperation = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/operations/{operation}/preview',
  rule: 'hr',
  params: operationParamsSchema,
  body: selectionSchema.loose(),
  answer: async (context, { params, body }) => {
    const opened = await openOperation(context, params, selectionSchema.parse(body))
    if (opened === undefined) return notAvailable()
    const typed = typedIn(body)
    if (opened.refusal !== undefined) return operationFormPage(context, opened)
    const read = readFields(opened, body)
    if ('errors' in read) return operationFormPage(context, opened, { typed, errors: read.errors })
    const planned = await planTargets(opened.operation, opened.situation, opened.targets, read.fields)
    const complaint = complaintAboutField(opened, planned)
    if (complaint !== undefined) return operationFormPage(context, opened, { typed, errors: complaint })
    return operationPreviewPage(opened, planned, { typed, fields: read.fields, hasChanged: false })
  },
})

/** What is refused to all for the same reason, at a field, is mended there. */
function complaintAboutField({ operation }: OpenedOperation, planned: readonly PlannedTarget[]) {
  const refusals = planned.map(({ plan }) => (isRefusal(plan) ? plan : undefined))
  const [first] = refusals
  if (first?.field === undefined) return undefined
  if (!(first.field in operation.fields.shape) && operation.onlyOne !== true) return undefined
  return refusals.every((refusal) => refusal?.code === first.code)
    ? { [first.field]: first.message }
    : undefined
}

/** @param shown.hasChanged true when it was to be done and the effect was no longer the one of the last preview. */
export function operationPreviewPage(
  opened: OpenedOperation,
  planned: readonly PlannedTarget[],
  shown: { typed: TypedForm; fields: Record<string, unknown>; hasChanged: boolean },
) {
  const { operation, path, selection } = opened
  const seen = digestOfPreview(operation, shown.fields, planned)
  const lines = planned.map(lineOf)
  const doing = planned.flatMap(({ plan }) => (isRefusal(plan) || plan.isDone === true ? [] : [plan]))
  const drafts = doing.reduce((sum, plan) => sum + plan.drafts, 0)
  const mails = new Set(doing.flatMap((plan) => plan.mails.map(({ request }) => request.personId))).size
  return page(
    <OperationPreviewPage
      path={path}
      button={operation.button}
      lines={lines}
      drafts={drafts}
      mails={mails}
      entries={[...entriesOf(selection, shown.typed), ['seen', seen]]}
      hasChanged={shown.hasChanged}
      formHref={`${path}?${new URLSearchParams(selectionEntries(selection))}`}
    />,
    {
      title: `${operation.title}: what would happen`,
      status: shown.hasChanged ? 409 : 200,
      wide: true,
      back: backTo(opened),
      data: { operation: operation.name, seen, hasChanged: shown.hasChanged, drafts, mails, targets: lines },
    },
  )
}

function lineOf({ target, plan }: PlannedTarget): PreviewLine {
  const { id, name } = { id: idOf(target), name: nameOf(target) }
  if (isRefusal(plan)) {
    return { id, name, kind: 'refused', sentences: [plan.message], drafts: 0, mails: [] }
  }
  return {
    id,
    name,
    kind: plan.isDone === true ? 'already' : 'does',
    sentences: plan.sentences,
    drafts: plan.drafts,
    mails: [...new Set(plan.mails.map((mail) => mail.name))],
  }
}
