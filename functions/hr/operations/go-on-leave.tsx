import * as z from 'zod'
import { dateInWords } from '../../domain/calendar.ts'
import { pauseForLeave } from '../../domain/participation.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { waitingLines } from '../../domain/review.ts'
import { DateField } from '../../layout/field.tsx'
import { concernSettlement, listOpenConcerns } from '../../store/concerns.ts'
import { commitParticipantAct } from '../../store/participant-acts.ts'
import { optionalText, requiredText } from '../../web/form-field.ts'
import { fieldOf } from './field-of.ts'
import { operation } from './operation.ts'
import { partOf, personIn } from './person-target.ts'
import { ReasonField } from './reason-field.tsx'

const fields = z.object({
  /** Local date in the person's time zone. */
  returnOn: optionalText({ max: 10 }),
  reason: requiredText({ max: 500 }),
})

/** Somebody is away while the cycle runs: nobody writes to them, and nothing of theirs runs out. */
export const goOnLeave = operation({
  name: 'go-on-leave',
  title: 'Pause for leave',
  purpose:
    'Somebody is away for a while: no mails to them, and nothing of theirs runs out until they are back.',
  button: 'Pause',
  takes: 'people',
  atOnce: 1,
  fields,
  form: (_, __, shown) => (
    <>
      <DateField
        {...fieldOf(shown, 'returnOn')}
        label="Expected back on"
        hint="For your own planning. Nothing happens by itself on that day: bring them back when they are there."
        optional
      />
      <ReasonField {...shown} />
    </>
  ),
  async plan(situation, target, { returnOn, reason }) {
    const { db, cycle, act } = situation
    const participant = await partOf(situation, target)
    if (isRefusal(participant)) return participant
    const back = returnOn === undefined ? '' : `, expected until ${dateInWords(returnOn)}`
    if (participant.state === 'paused') {
      return { ...NOTHING, sentences: [`${participant.name} is on leave already.`], isDone: true }
    }
    const decision = pauseForLeave(participant, { ...act, reason, returnOn })
    if (isRefusal(decision)) return decision
    const waiting = (await situation.reviews())
      .flatMap(waitingLines)
      .filter(({ assigneeId }) => assigneeId === personIn(target)).length
    return {
      ...NOTHING,
      sentences: [
        `On leave from now on${back}. No mails go to ${participant.name}.`,
        waiting === 0
          ? 'Nothing waits for them now.'
          : `${waiting} ${waiting === 1 ? 'step waits' : 'steps wait'} for them; their clocks stand, and others who depend on them wait too.`,
        'Their link still opens, for those who want to write on. When they are back, open steps get the time that was missed, at most until the cycle ends.',
      ],
      async commit() {
        const said = (await listOpenConcerns(db)).filter(
          (concern) =>
            concern.kind === 'away' &&
            concern.cycleId === cycle.cycleId &&
            concern.aboutId === participant.personId,
        )
        const settled = said.flatMap((concern) => concernSettlement(db, concern, act))
        return commitParticipantAct(db, cycle, decision, undefined, settled)
      },
    }
  },
})

const NOTHING = { drafts: 0, mails: [], commit: async () => true }
