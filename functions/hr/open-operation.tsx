import * as z from 'zod'
import { type CycleId, cycleIdSchema } from '../domain/ids.ts'
import type { Refusal } from '../domain/refusal.ts'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import { loadCycleReviews } from '../store/cycle-reviews.ts'
import { findCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { listPeople } from '../store/people.ts'
import { fieldErrors, sayWhatToMend } from '../web/form-errors.ts'
import { page, problem } from '../web/reply.ts'
import type { RequestContext } from '../web/route.ts'
import type { HrSession } from '../web/sessions.ts'
import { type HrDependencies, officerActOf } from './hr-route.ts'
import {
  idOf,
  nameOf,
  type Operation,
  type OperationForm,
  type OperationSituation,
  type Target,
} from './operations/operation.ts'
import { findOperation } from './operations/operations.ts'
import { refusalOfAll } from './operations/plan-targets.ts'
import { type Selection, selectionEntries, selectionFields, targetsOf } from './operations/selection.ts'
import { OperationFormPage } from './pages/operation-form-page.tsx'

export const operationParamsSchema = z.object({
  cycleId: cycleIdSchema,
  operation: z.string().regex(/^[a-z-]{1,40}$/),
})

/** An operation on the people who were chosen for it. */
export interface OpenedOperation {
  operation: Operation
  situation: OperationSituation
  targets: Target[]
  selection: Selection
  /** `/hr/cycles/…/operations/extend` */
  path: string
  /** Why it can be done to none of them. */
  refusal: Refusal | undefined
}

type HrContext = RequestContext<HrDependencies, HrSession>

/** `undefined` where there is no such cycle or operation. */
export async function openOperation(
  { dependencies, session, now }: HrContext,
  params: z.output<typeof operationParamsSchema>,
  selection: Selection,
): Promise<OpenedOperation | undefined> {
  const operation = findOperation(params.operation)
  const situation = await situationIn(dependencies.db, params.cycleId, officerActOf(session, now))
  if (operation === undefined || situation === undefined) return undefined
  const targets = await targetsOf(operation, situation, selection)
  return {
    operation,
    situation,
    targets,
    selection,
    path: `/hr/cycles/${params.cycleId}/operations/${operation.name}`,
    refusal: refusalOfAll(operation, situation, targets),
  }
}

/** The cycle as it is now, with its reviews when they are asked for. */
export async function situationIn(
  db: Database,
  cycleId: CycleId,
  act: OperationSituation['act'],
): Promise<OperationSituation | undefined> {
  const cycle = await findCycle(db, cycleId)
  if (cycle === undefined) return undefined
  let loaded: ReturnType<typeof loadCycleReviews> | undefined
  let people: ReturnType<typeof listPeople> | undefined
  return {
    db,
    cycle,
    act,
    async reviews() {
      loaded ??= loadCycleReviews(db, cycleId)
      return (await loaded).reviews.reviews
    },
    people() {
      people ??= listPeople(db)
      return people
    },
  }
}

/** What was typed, by the operation's own schema. */
export function readFields(
  { operation }: OpenedOperation,
  body: Record<string, unknown>,
): { fields: Record<string, unknown> } | { errors: FieldErrors } {
  // A schema that takes what it does not know would else take the selection and the digest for answers.
  const own = Object.fromEntries(Object.entries(body).filter(([name]) => isOwnField(name)))
  const read = operation.fields.safeParse(own, { error: sayWhatToMend })
  return read.success ? { fields: read.data } : { errors: fieldErrors(read.error) }
}

/** True for what the operation's own form asks; the selection and the preview's digest come beside it. */
const isOwnField = (name: string): boolean => name !== 'seen' && !selectionFields.includes(name)

/** Everything that was sent but the digest, as hidden fields of the next form. */
export function entriesOf(selection: Selection, typed: TypedForm): [string, string][] {
  return [
    ...selectionEntries(selection),
    ...Object.entries(typed).flatMap(([name, value]) =>
      (typeof value === 'string' ? [value] : value).map((one): [string, string] => [name, one]),
    ),
  ]
}

/** What was sent beside the selection and the digest, for showing it again. */
export function typedIn(body: Record<string, unknown>): TypedForm {
  const typed: [string, string | string[]][] = []
  for (const [name, value] of Object.entries(body)) {
    if (!isOwnField(name)) continue
    if (typeof value === 'string') typed.push([name, value])
    if (Array.isArray(value)) typed.push([name, value.filter((one) => typeof one === 'string')])
  }
  return Object.fromEntries(typed)
}

/** The form, empty or with what was typed and what is to be mended. */
export async function operationFormPage(
  { wantsJson }: Pick<HrContext, 'wantsJson'>,
  opened: OpenedOperation,
  shown: OperationForm = { typed: {}, errors: {} },
) {
  const { operation, situation, targets, refusal } = opened
  const hasErrors = Object.keys(shown.errors).length > 0
  if (hasErrors && wantsJson) {
    return problem({
      status: 422,
      code: 'invalid-input',
      title: 'Please check what you entered',
      message: 'Nothing was done. Mend this, and send it again.',
      errors: shown.errors,
    })
  }
  return page(
    <OperationFormPage
      path={opened.path}
      purpose={operation.purpose}
      names={targets.map(nameOf)}
      selection={selectionEntries(opened.selection)}
      errors={shown.errors}
      refusal={refusal?.message}
      fields={refusal === undefined ? await operation.form(situation, targets, shown) : undefined}
    />,
    {
      title: operation.title,
      status: refusal === undefined ? (hasErrors ? 422 : 200) : 409,
      refusal,
      back: backTo(opened),
      data: {
        operation: operation.name,
        title: operation.title,
        purpose: operation.purpose,
        fields: z.toJSONSchema(operation.fields, { io: 'input', unrepresentable: 'any' }),
        targets: targets.map((target) => ({ kind: target.kind, id: idOf(target), name: nameOf(target) })),
        ...(refusal === undefined ? {} : { refusal: refusal.message }),
      },
    },
  )
}

/** One review's page where one was chosen, else the cycle's. */
export function backTo({ situation, targets }: OpenedOperation): { label: string; href: string } {
  const { cycle } = situation
  const href = `/hr/cycles/${cycle.cycleId}`
  const [only, ...others] = targets
  return only?.kind === 'review' && others.length === 0
    ? { label: `Review of ${only.review.revieweeName}`, href: `${href}/reviews/${only.review.reviewId}` }
    : { label: cycle.name, href }
}
