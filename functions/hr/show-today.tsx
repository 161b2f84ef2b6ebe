import * as z from 'zod'
import type { ReviewCycle } from '../domain/cycle.ts'
import { progressOf } from '../domain/cycle-progress.ts'
import type { Erasure } from '../domain/erasure.ts'
import type { HoldsOfPerson } from '../domain/legal-hold.ts'
import { listOpenConcerns } from '../store/concerns.ts'
import { loadCycleReviews } from '../store/cycle-reviews.ts'
import { listCycles } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { listErasures } from '../store/erasures.ts'
import { listHolds } from '../store/legal-holds.ts'
import { listMailTrouble, type MailTrouble } from '../store/mail-trouble.ts'
import { findPeople, listPeople } from '../store/people.ts'
import { page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { type CycleToday, TodayPage, type TodayPageProps } from './pages/today-page.tsx'
import { todosOfConcerns, todosOfCycles } from './what-waits-for-hr.ts'

/** What needs HR today. Nothing of it is counted anew: counters, kept reviews, and rows that exist only while they wait. */
export const showToday = hrRoute({
  method: 'GET',
  path: '/hr',
  rule: 'hr',
  query: z.object({ done: z.enum(['settled']).optional() }),
  answer: async ({ dependencies, session, now }, { query }) => {
    const { db } = dependencies
    const at = now.toISOString()
    const [cycles, held, erasures, concerns, troubles] = await Promise.all([
      listCycles(db),
      listHolds(db),
      listErasures(db),
      listOpenConcerns(db),
      listMailTrouble(db),
    ])
    const ofStatus = (...statuses: ReviewCycle['status'][]) =>
      cycles.filter(({ status }) => statuses.includes(status))
    const [underWay, people] = await Promise.all([
      Promise.all(ofStatus('opening', 'running', 'released').map((cycle) => lookAt(db, cycle, troubles, at))),
      findPeople(
        db,
        concerns.map(({ aboutId }) => aboutId),
      ),
    ])
    const scheduled = ofStatus('scheduled').sort((one, other) => (one.launchAt < other.launchAt ? -1 : 1))
    const names = new Map<string, string>([...people].map(([personId, { name }]) => [personId, name]))
    const todos = [...todosOfConcerns(concerns, names), ...todosOfCycles(scheduled, underWay, at)]
    const hasLaunched = cycles.some(({ openedAt }) => openedAt !== undefined)
    return page(
      <TodayPage
        done={query.done}
        hasPeople={cycles.length > 0 || (await listPeople(db)).length > 0}
        hasLaunched={hasLaunched}
        todos={todos}
        underWay={underWay}
        scheduled={scheduled}
        drafts={ofStatus('draft')}
        ended={ofStatus('closed').slice(0, 5)}
        forSecondPerson={forSecondPerson(session.subject, held, erasures)}
      />,
      {
        title: 'Today',
        wide: true,
        data: {
          todos,
          underWay: underWay.map(({ cycle, steps, late, mailTrouble }) => ({
            cycleId: cycle.cycleId,
            steps,
            late,
            mailTrouble,
          })),
          scheduled: scheduled.map(({ cycleId, name, launchAt }) => ({ cycleId, name, launchAt })),
        },
      },
    )
  },
})

/** What one of HR has asked for and another one has to agree to; whoever asked cannot. */
function forSecondPerson(
  viewer: string,
  held: readonly HoldsOfPerson[],
  erasures: readonly Erasure[],
): TodayPageProps['forSecondPerson'] {
  return {
    lifts: held
      .flatMap(({ holds }) => holds)
      .filter(({ liftAsked }) => liftAsked !== undefined && liftAsked.by.subject !== viewer).length,
    erasures: erasures.filter(
      (erasure) => erasure.status === 'requested' && erasure.requestedBy.subject !== viewer,
    ).length,
  }
}

const labels = {
  selfAssessment: 'Self-assessments',
  peerInput: 'Peer input',
  supervisorRating: 'Supervisor ratings',
  revieweeSignature: 'Signed by the reviewee',
  supervisorSignature: 'Signed by the supervisor',
} as const

async function lookAt(
  db: Database,
  cycle: ReviewCycle,
  troubles: readonly MailTrouble[],
  at: string,
): Promise<CycleToday> {
  const { reviews, counts } = await loadCycleReviews(db, cycle.cycleId)
  const progress = progressOf(cycle, reviews.reviews, at)
  const isSigning = (kind: string) => kind === 'revieweeSignature' || kind === 'supervisorSignature'
  const phase = progress.filter(({ kind }) => isSigning(kind) === (cycle.status === 'released'))
  return {
    cycle,
    counts,
    steps: phase.map(({ kind, done, total }) => ({ label: labels[kind], done, total })),
    late: progress
      .filter(({ late }) => late > 0)
      .map(({ kind, late }) => ({ label: labels[kind], count: late, kind })),
    mailTrouble: troubles.filter(({ cycleId }) => cycleId === cycle.cycleId).length,
  }
}
