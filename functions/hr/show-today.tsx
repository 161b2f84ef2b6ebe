import type { Counts } from '../domain/counts.ts'
import type { ReviewCycle } from '../domain/cycle.ts'
import type { Erasure } from '../domain/erasure.ts'
import type { HoldsOfPerson } from '../domain/legal-hold.ts'
import { readCounts } from '../store/counts.ts'
import { listCycles } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { listErasures } from '../store/erasures.ts'
import { listHolds } from '../store/legal-holds.ts'
import { listParticipants } from '../store/participants.ts'
import { listPeople } from '../store/people.ts'
import { page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { type CycleToday, TodayPage, type TodayPageProps } from './pages/today-page.tsx'

/** What needs HR today. Read from the counters, so that it costs a handful of rows for each running cycle. */
export const showToday = hrRoute({
  method: 'GET',
  path: '/hr',
  rule: 'hr',
  answer: async ({ dependencies, session, now }) => {
    const { db } = dependencies
    const [cycles, held, erasures] = await Promise.all([listCycles(db), listHolds(db), listErasures(db)])
    const isUnderWay = ({ status }: ReviewCycle) => ['opening', 'running', 'released'].includes(status)
    const underWay = await Promise.all(
      cycles.filter(isUnderWay).map((cycle) => lookAt(db, cycle, now.toISOString())),
    )
    return page(
      <TodayPage
        now={now.toISOString()}
        hasPeople={cycles.length > 0 || (await listPeople(db)).length > 0}
        underWay={underWay}
        scheduled={cycles
          .filter(({ status }) => status === 'scheduled')
          .sort((one, other) => (one.launchAt < other.launchAt ? -1 : 1))}
        drafts={cycles.filter(({ status }) => status === 'draft')}
        ended={cycles.filter(({ status }) => status === 'closed').slice(0, 5)}
        forSecondPerson={forSecondPerson(session.subject, held, erasures)}
      />,
      {
        title: 'Today',
        data: {
          underWay: underWay.map(({ cycle, ...rest }) => ({ cycleId: cycle.cycleId, ...rest })),
          scheduled: cycles
            .filter(({ status }) => status === 'scheduled')
            .map(({ cycleId, name, launchAt }) => ({ cycleId, name, launchAt })),
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

async function lookAt(db: Database, cycle: ReviewCycle, now: string): Promise<CycleToday> {
  const [counts, participants] = await Promise.all([
    readCounts(db, cycle.cycleId),
    listParticipants(db, cycle.cycleId),
  ])
  const asked = participants.reduce((sum, participant) => sum + participant.asked.length, 0)
  const steps = stepsOf(counts, cycle, asked)
  return {
    cycle,
    steps: steps.map(({ label, done, total }) => ({ label, done, total })),
    late: steps.flatMap(({ label, dueAt, settled, total }) =>
      dueAt < now && settled < total ? [{ label, count: total - settled }] : [],
    ),
    mailTrouble: participants.filter((participant) => participant.mailTrouble !== undefined).length,
  }
}

function stepsOf(counts: Counts, cycle: ReviewCycle, asked: number) {
  const { deadlines, reviewCount } = cycle
  const step = (kind: 'selfAssessment' | 'peerInput' | 'supervisorRating', label: string, total: number) => {
    const done = counts[`${kind}.submitted`] ?? 0
    const missed = (counts[`${kind}.bypassed`] ?? 0) + (counts[`${kind}.expired`] ?? 0)
    return { label, done, settled: done + missed, total, dueAt: deadlines[kind].dueAt }
  }
  if (cycle.status === 'released') {
    const released = counts['review.released'] ?? 0
    const byReviewee = counts['review.acknowledged'] ?? 0
    const withoutReviewee = (counts['review.signatureRefused'] ?? 0) + (counts['review.unacknowledged'] ?? 0)
    const sealed = counts['review.sealed'] ?? 0
    return [
      {
        label: 'Signed by the reviewee',
        done: byReviewee,
        settled: byReviewee + withoutReviewee,
        total: released,
        dueAt: deadlines.revieweeSignature.dueAt,
      },
      {
        label: 'Signed by the supervisor',
        done: sealed,
        settled: sealed,
        total: released,
        dueAt: deadlines.supervisorSignature.dueAt,
      },
    ]
  }
  const rating = step('supervisorRating', 'Supervisor ratings', reviewCount)
  return [
    step('selfAssessment', 'Self-assessments', reviewCount),
    step('peerInput', 'Peer input', Math.max(0, asked - reviewCount)),
    rating,
  ]
}
