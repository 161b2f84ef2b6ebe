import * as z from 'zod'
import type { ReviewCycle } from '../domain/cycle.ts'
import { ERASED_NAME } from '../domain/erased.ts'
import type { PersonId } from '../domain/ids.ts'
import type { PeopleDirectory } from '../domain/people-directory.ts'
import { type PersonRevision, supervisionsOf } from '../domain/person-revision.ts'
import { listCycles } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { findErasure } from '../store/erasures.ts'
import { findHolds } from '../store/legal-holds.ts'
import { listMailTrouble } from '../store/mail-trouble.ts'
import { findErasedAt } from '../store/people.ts'
import { loadDirectory } from '../store/people-directory.ts'
import { listRevisions } from '../store/person-revisions.ts'
import { listStepsOfPerson } from '../store/reviews.ts'
import { listReviewsAbout } from '../store/reviews-about.ts'
import { notAvailable, page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { fieldNames } from './import-report.ts'
import { ErasedPersonPage } from './pages/erased-person-page.tsx'
import { PersonPage } from './pages/person-page.tsx'
import { stepNames } from './pages/step-names.ts'
import { personParamsSchema } from './show-holds.tsx'

export const showPerson = hrRoute({
  method: 'GET',
  path: '/hr/people/{personId}',
  rule: 'hr',
  params: personParamsSchema,
  query: z.object({ done: z.enum(['changed', 'left', 'back']).optional() }),
  answer: async ({ dependencies: { db } }, { params: { personId }, query }) => {
    const [directory, held, erasure, revisions, cycles, troubles] = await Promise.all([
      loadDirectory(db),
      findHolds(db, personId),
      findErasure(db, personId),
      listRevisions(db, personId),
      listCycles(db),
      listMailTrouble(db),
    ])
    const person = directory.find(personId)
    if (person === undefined) return erasedPersonPage(db, personId)
    const linked = (id: string | null) => {
      const found = directory.find(id)
      return found && { personId: found.personId, name: found.name }
    }
    const [reviews, waiting] = await Promise.all([
      reviewsOf(db, cycles, personId),
      waitsFor(db, cycles, personId),
    ])
    const supervisions = supervisionsOf(person, revisions)
    const trouble = troubles.filter((one) => one.personId === personId).at(-1)
    return page(
      <PersonPage
        person={person}
        done={query.done}
        chain={directory.chainAbove(person).map(({ personId: id, name }) => ({ personId: id, name }))}
        manager={linked(person.managerId)}
        team={directory.teamOf(personId).map(({ personId: id, name }) => ({ personId: id, name }))}
        supervisions={supervisions.map((one) => ({ ...one, supervisor: linked(one.supervisorId) }))}
        history={revisions.toReversed().map((revision) => inWords(directory, revision))}
        reviews={reviews}
        waiting={waiting}
        mailTrouble={trouble}
        holds={held.holds}
        erasure={erasure?.status}
      />,
      {
        title: person.name,
        back: { label: 'People', href: '/hr/people' },
        data: {
          person,
          holds: held.holds.length,
          erasure: erasure?.status,
          supervisions,
          history: revisions,
          reviews: reviews.map(({ cycleId, reviewId, stage }) => ({ cycleId, reviewId, stage })),
          waiting: waiting.map(({ cycleId, kind, dueAt }) => ({ cycleId, kind, dueAt })),
          ...(trouble === undefined ? {} : { mailTrouble: { kind: trouble.kind, at: trouble.at } }),
        },
      },
    )
  },
})

/** Reviews of them, over all cycles, the newest first. */
async function reviewsOf(db: Database, cycles: readonly ReviewCycle[], personId: PersonId) {
  const byId = new Map(cycles.map((cycle) => [cycle.cycleId, cycle]))
  const reviews = await listReviewsAbout(db, cycles, personId)
  return reviews.map(({ cycleId, reviewId, stage, ratingSupervisorName }) => ({
    cycleId,
    reviewId,
    stage,
    cycleName: byId.get(cycleId)?.name ?? '',
    ratingSupervisorName,
  }))
}

/** What they are asked for and have not done, the earliest first. Whose review a colleague is asked about is not said here. */
async function waitsFor(db: Database, cycles: readonly ReviewCycle[], personId: PersonId) {
  const open = cycles.filter(({ status }) => ['opening', 'running', 'released'].includes(status))
  const steps = await Promise.all(
    open.map(async (cycle) =>
      (await listStepsOfPerson(db, cycle.cycleId, personId))
        .filter(({ state }) => ['open', 'draft', 'returned'].includes(state))
        .map((step) => ({
          cycleId: cycle.cycleId,
          stepId: step.stepId,
          kind: step.kind,
          dueAt: step.dueAt,
          what: stepNames[step.kind],
          cycleName: cycle.name,
          timeZone: cycle.timeZone,
        })),
    ),
  )
  return steps.flat().sort((one, other) => (one.dueAt < other.dueAt ? -1 : 1))
}

function inWords(directory: PeopleDirectory, { version, at, by, how, changes }: PersonRevision) {
  const shown = (field: string, value: string | null) => {
    if (value === null) return 'nothing'
    const isPerson = field === 'supervisorId' || field === 'managerId'
    return isPerson ? (directory.find(value)?.name ?? ERASED_NAME) : value
  }
  return {
    version,
    at,
    by: by.name ?? 'HR',
    how,
    changes: changes.map(
      ({ field, from, to }) => `${fieldNames[field]}: ${shown(field, from)} → ${shown(field, to)}`,
    ),
  }
}

async function erasedPersonPage(db: Database, personId: PersonId) {
  const erasedAt = await findErasedAt(db, personId)
  if (erasedAt === undefined) return notAvailable()
  return page(<ErasedPersonPage personId={personId} erasedAt={erasedAt} />, {
    title: ERASED_NAME,
    back: { label: 'People', href: '/hr/people' },
    data: { personId, erasedAt },
  })
}
