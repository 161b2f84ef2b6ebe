import { describe, expect, test } from 'vitest'
import { localDateOf, nextCivilInstant } from '../../../functions/domain/calendar.ts'
import { foreseeMails, partsOf } from '../../../functions/domain/foreseen-mails.ts'
import { participantsOf } from '../../../functions/domain/launch.ts'
import { nudgesAt } from '../../../functions/domain/nudge.ts'
import { digestOf, LAUNCH, RELEASE } from '../../../functions/domain/participant.ts'
import type { Review } from '../../../functions/domain/review.ts'
import { cycle, review, team } from '../../fixtures/cycle.ts'

const [supervisor, reviewee, ...peers] = team(5)
if (supervisor === undefined || reviewee === undefined) throw new Error('The team is too small')
const parts = partsOf([
  { reviewee, ratingSupervisor: supervisor, lineSupervisorId: supervisor.personId, peers },
])
const mailsOf = (name: string, on = cycle()) => {
  const part = parts.find(({ person }) => person.name === name)
  return part === undefined ? [] : foreseeMails(on, part)
}

/** What a review is like at a moment if everything in it is done on its last day. */
function asOf(at: string): Review {
  const { deadlines, releaseAt } = cycle()
  const stateOf = (from: string, to: string) => (at < from ? 'notOpen' : at <= to ? 'open' : 'submitted')
  const inputsEnd = deadlines.selfAssessment.dueAt
  const opens: Record<string, string> = {
    selfAssessment: cycle().launchAt,
    peerInput: cycle().launchAt,
    supervisorRating: inputsEnd,
    revieweeSignature: releaseAt,
    supervisorSignature: deadlines.revieweeSignature.dueAt,
  }
  const base = review()
  return {
    ...base,
    stage:
      at < releaseAt ? 'gathering' : at <= deadlines.revieweeSignature.dueAt ? 'released' : 'acknowledged',
    readyAt: {
      supervisorRating: inputsEnd,
      revieweeSignature: releaseAt,
      supervisorSignature: deadlines.revieweeSignature.dueAt,
    },
    steps: base.steps.map((line) => ({
      ...line,
      state: stateOf(opens[line.kind] ?? '9', deadlines[line.kind].dueAt),
    })),
  }
}

describe('the e-mails that a rehearsal foresees', () => {
  test('begin with the launch and name what each is for', () => {
    expect(mailsOf('Person 2').map(({ occasion, at }) => `${at.slice(0, 10)} ${occasion}`)).toEqual([
      '2027-01-11 launch',
      '2027-01-19 digest',
      '2027-01-22 digest',
      '2027-02-10 release',
      '2027-02-16 digest',
      '2027-02-19 digest',
    ])
    expect(mailsOf('Person 1')[0]).toMatchObject({
      occasion: 'digest',
      at: '2027-01-25T08:00:00.000Z',
      items: [{ kind: 'supervisorRating', about: 'Person 2', news: 'new' }],
    })
  })

  test('are those that the cycle’s own rule sends, morning by morning', () => {
    const people = new Map(team(5).map((one) => [one.personId, one]))
    const sent = new Map<string, string[]>()
    const participants = participantsOf(cycle(), [review()], people)
    for (const one of participants) if (one.asked.length > 0) one.mailed[LAUNCH] = cycle().launchAt
    const end = cycle().deadlines.supervisorSignature.dueAt
    for (
      let at = nextCivilInstant(cycle().launchAt, cycle().civilHour, cycle().timeZone);
      at <= end;
      at = nextCivilInstant(at, cycle().civilHour, cycle().timeZone)
    ) {
      if (at >= cycle().releaseAt) {
        for (const one of participants)
          if (one.personId === reviewee.personId) one.mailed[RELEASE] ??= cycle().releaseAt
      }
      for (const { personId } of nudgesAt(cycle(), [asOf(at)], participants, at)) {
        const participant = participants.find((one) => one.personId === personId)
        if (participant !== undefined) participant.mailed[digestOf(localDateOf(at, cycle().timeZone))] = at
        sent.set(personId, [...(sent.get(personId) ?? []), at])
      }
    }
    for (const part of parts) {
      const digests = foreseeMails(cycle(), part).filter(({ occasion }) => occasion === 'digest')
      expect(
        digests.map(({ at }) => at),
        part.person.name,
      ).toEqual(sent.get(part.person.personId) ?? [])
    }
  })

  test('are none on a day on which nobody works', () => {
    const holiday = cycle({ nonWorkingDays: [{ on: '2027-01-19', name: 'Holiday' }] })
    expect(mailsOf('Person 2', holiday)[1]?.at.slice(0, 10)).toBe('2027-01-18')
  })
})
