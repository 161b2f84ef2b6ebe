import * as z from 'zod'
import { type PersonId, personIdSchema, reviewIdSchema } from '../../domain/ids.ts'
import { filterEntries, filterFields, fitsFilter } from '../../domain/review-filter.ts'
import { findPeople } from '../../store/people.ts'
import { manyOf } from '../../web/form-field.ts'
import type { Operation, OperationSituation, Target } from './operation.ts'

/** More are meant by a filter than by ticking. */
const isFew = (ids: readonly string[]) => ids.length <= 500
const TOO_MANY = 'Choose at most 500 at once, or all that fit a filter.'

/**
 * Who is meant, as addresses and forms say it: reviews and people by id, or all that fit a filter, which is looked at anew each
 * time. Boxes stay empty beside `all`: it goes first.
 */
export const selectionSchema = z.object({
  review: manyOf(reviewIdSchema).refine(isFew, TOO_MANY),
  person: manyOf(personIdSchema).refine(isFew, TOO_MANY),
  all: z.enum(['everybody', 'late']).optional().catch(undefined),
  ...filterFields.shape,
})
export type Selection = z.infer<typeof selectionSchema>

/** The names of the fields above; an operation's own fields have other names. */
export const selectionFields = Object.keys(selectionSchema.shape)

/** The selection as fields of a form or an address, in the order above. */
export function selectionEntries(selection: Selection): [string, string][] {
  const { review, person, all, ...filter } = selection
  if (all !== undefined) return [['all', all], ...filterEntries(filter)]
  return [
    ...review.map((id): [string, string] => ['review', id]),
    ...person.map((id): [string, string] => ['person', id]),
  ]
}

/** What the operation would be done to, by name; ids that the cycle does not have are left out. */
export async function targetsOf(
  operation: Pick<Operation, 'takes' | 'peopleOf'>,
  situation: OperationSituation,
  { review, person, all, ...filter }: Selection,
): Promise<Target[]> {
  const { db, cycle, act } = situation
  const everything = await situation.reviews()
  const wanted = new Set<string>(review)
  const reviews = everything.filter((one) =>
    all === undefined
      ? wanted.has(one.reviewId)
      : fitsFilter(cycle, one, { ...filter, late: all === 'late' }, act.at),
  )
  const personIds = new Set<PersonId>(all === undefined ? person : [])
  if (operation.takes === 'people') {
    const stands = operation.peopleOf ?? ((one) => [one.revieweeId])
    for (const one of reviews) for (const personId of stands(one, situation)) personIds.add(personId)
  }
  const chosen = new Set(reviews.map(({ reviewId }) => reviewId))
  if (operation.takes === 'reviews') {
    for (const one of everything) {
      if (personIds.has(one.revieweeId) && !chosen.has(one.reviewId)) reviews.push(one)
    }
  }
  const targets: Target[] = []
  if (operation.takes !== 'people') {
    targets.push(...reviews.map((one): Target => ({ kind: 'review', review: one })))
  }
  if (operation.takes !== 'reviews') {
    const people = await findPeople(db, [...personIds])
    targets.push(
      ...[...people.values()].map(({ personId, name }): Target => ({ kind: 'person', personId, name })),
    )
  }
  return targets.sort((one, other) => nameIn(one).localeCompare(nameIn(other), 'en'))
}

const nameIn = (target: Target) => (target.kind === 'review' ? target.review.revieweeName : target.name)
