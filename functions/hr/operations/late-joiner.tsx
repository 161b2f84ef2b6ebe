import { createHash } from 'node:crypto'
import * as z from 'zod'
import { dateInWords, localDateOf } from '../../domain/calendar.ts'
import {
  joinLate,
  type LateJoinPlan,
  type LateJoinSituation,
  planLateJoin,
} from '../../domain/late-joiner.ts'
import { LAUNCH } from '../../domain/participant.ts'
import { isRefusal, refuse } from '../../domain/refusal.ts'
import { DateField, TextField } from '../../layout/field.tsx'
import { commitLateJoin, digestOfReviewsWith } from '../../store/late-joins.ts'
import { listParticipants } from '../../store/participants.ts'
import { findPeople, listPeople } from '../../store/people.ts'
import { optionalText, requiredText, wholeNumber } from '../../web/form-field.ts'
import { fieldOf } from './field-of.ts'
import { type OperationSituation, operation, type Target } from './operation.ts'
import { personIn } from './person-target.ts'
import { ReasonField } from './reason-field.tsx'

/** The usual minimum: a quarter of a year in which somebody's work can be seen. */
const MINIMUM_DAYS = 90

const fields = z.object({
  /** Local date; the known first working day of each where it is left out. */
  workingSince: optionalText({ max: 10 }).pipe(
    z.iso.date('Enter the first working day as year, month, day, such as 2027-01-29.').optional(),
  ),
  minimumDays: wholeNumber({ min: 0, max: 366 }),
  reason: requiredText({ max: 500 }),
})

/** Somebody who is not reviewed in a running cycle joins what is not over. */
export const lateJoiner = operation({
  name: 'late-joiner',
  title: 'Add to the running cycle',
  purpose: 'Somebody who was not there at the launch joins the steps that are not over.',
  button: 'Add them',
  takes: 'people',
  during: ['running'],
  atOnce: 1,
  fields,
  form: async (situation, targets, shown) => (
    <>
      <DateField
        {...fieldOf(shown, 'workingSince')}
        value={fieldOf(shown, 'workingSince').value || (await knownFirstDay(situation, targets))}
        label="First working day"
        hint="Leave it empty where the people file knows it."
        optional
      />
      <TextField
        {...fieldOf(shown, 'minimumDays')}
        value={fieldOf(shown, 'minimumDays').value || String(MINIMUM_DAYS)}
        label="Days of the review period that a rating needs"
        hint="Who worked for fewer gets feedback, and no rating of record."
        inputMode="numeric"
      />
      <ReasonField {...shown} />
    </>
  ),
  async plan(situation, target, typed) {
    const { db, cycle, act } = situation
    const join = await lateJoinSituation(situation, target)
    if (isRefusal(join)) return join
    const workingSince = typed.workingSince ?? join.person.hiredOn
    if (workingSince === undefined) {
      return refuse(
        'no-first-day',
        `Enter the first working day of ${join.person.name}: the people file does not know it.`,
        'workingSince',
      )
    }
    const plan = planLateJoin(join, { workingSince, minimumDays: typed.minimumDays }, act.at)
    if (isRefusal(plan)) return plan
    const isInvited = !join.participants.some(
      ({ personId, mailed }) => personId === join.person.personId && mailed[LAUNCH] !== undefined,
    )
    const { cycleId } = cycle
    const { personId, name } = join.person
    return {
      drafts: 0,
      mails:
        plan.isSelfOver || !isInvited
          ? []
          : [{ name, request: { kind: 'waiting', cycleId, personId, occasion: LAUNCH } }],
      sentences: sentencesOf(join, plan),
      commit() {
        const subjectRef = Buffer.from(db.randomBytes(16)).toString('hex')
        return commitLateJoin(
          db,
          joinLate(join, plan, {
            ...act,
            reason: typed.reason,
            reviewId: db.mint.reviewId(),
            subjectRef,
            mint: db.mint,
            listDigest: digestOfReviewsWith(join.reviews, subjectRef),
          }),
        )
      },
    }
  },
})

async function lateJoinSituation(situation: OperationSituation, target: Target) {
  const { db, cycle } = situation
  const [everybody, reviews, participants] = await Promise.all([
    listPeople(db),
    situation.reviews(),
    listParticipants(db, cycle.cycleId, { consistent: true }),
  ])
  const person = everybody.find(({ personId }) => personId === personIn(target))
  if (person === undefined) return refuse('no-such-person', 'There is no such person any more.')
  const rank = (personId: string) =>
    createHash('sha256').update(`${cycle.chain.subjectRef}:${personId}`).digest('hex')
  return { cycle, person, everybody, reviews, participants, rank } satisfies LateJoinSituation
}

function sentencesOf({ cycle }: LateJoinSituation, plan: LateJoinPlan): string[] {
  const { planned, isSelfOver, arePeersOver, notRated } = plan
  const until = (kind: 'selfAssessment' | 'peerInput') =>
    dateInWords(localDateOf(cycle.deadlines[kind].dueAt, cycle.timeZone))
  const peers = planned.peers.length
  return [
    `${planned.ratingSupervisor.name} rates. The review is labelled as joined late wherever it shows.`,
    isSelfOver
      ? `No self-assessment: its time was over on ${until('selfAssessment')}.`
      : `Self-assessment until ${until('selfAssessment')}.`,
    arePeersOver
      ? `No input of colleagues: its time was over on ${until('peerInput')}.`
      : peers === 0
        ? 'No colleague has room for one more, so none is asked.'
        : `${peers} ${peers === 1 ? 'colleague is' : 'colleagues are'} asked until ${until('peerInput')}; they hear of it with their next mail.`,
    notRated === undefined ? 'A rating of record as for everybody.' : `No rating of record. ${notRated}`,
  ]
}

/** Where one person is added and the people file knows the day. */
async function knownFirstDay(
  { db }: OperationSituation,
  [only, ...others]: readonly Target[],
): Promise<string> {
  if (only === undefined || others.length > 0) return ''
  return (await findPeople(db, [personIn(only)])).get(personIn(only))?.hiredOn ?? ''
}
