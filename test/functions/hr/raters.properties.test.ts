import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StepId } from '../../../functions/domain/ids.ts'
import type { Person } from '../../../functions/domain/person.ts'
import { readCounts } from '../../../functions/store/counts.ts'
import { queryAll } from '../../../functions/store/database.ts'
import { commitPeerDecline } from '../../../functions/store/peer-declines.ts'
import { savePeople } from '../../../functions/store/people.ts'
import { loadSituation } from '../../../functions/store/reviews.ts'
import { person } from '../../fixtures/cycle.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { filledForm } from '../participant/answers.ts'
import { type PostRoom, startPostRoom } from '../participant/post-room.ts'
import { MONDAY, type SmallCycle, startSmallCycle } from '../participant/small-cycle.ts'
import { fieldsOf } from '../web/console-user.ts'
import { type HrDesk, openHrDesk } from './hr-desk.ts'

let database: TestDatabase
let post: PostRoom

beforeAll(async () => {
  database = await startTestDatabase()
  post = await startPostRoom()
}, 60_000)
afterAll(async () => {
  await database.close()
  await post.close()
})

type Act =
  | { act: 'save' | 'submit'; step: number }
  | { act: 'decline' | 'bypass'; step: number }
  | { act: 'replace'; step: number; by: number }
  | { act: 'reassign'; by: number }
  | { act: 'answer-for' }

const step = fc.nat(4)
const by = fc.nat(3)
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant('save' as const), step }) },
  fc.record({ act: fc.constantFrom('submit' as const), step }),
  fc.record({ act: fc.constantFrom('decline' as const, 'bypass' as const), step }),
  { weight: 2, arbitrary: fc.record({ act: fc.constant('replace' as const), step, by }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('reassign' as const), by }) },
  fc.record({ act: fc.constant('answer-for' as const) }),
)

/** A review of Rita with everybody who could take a part in it. */
class Bench {
  readonly small: SmallCycle
  readonly desk: HrDesk
  readonly others: readonly Person[]
  /** The newest text that was kept, by step and writer; a supervisor's successor goes on with the same draft. */
  readonly kept = new Map<string, string>()
  #texts = 0

  constructor(small: SmallCycle, others: readonly Person[]) {
    this.small = small
    this.others = others
    this.desk = openHrDesk(database.db, MONDAY, { mailQueue: async () => post.queue })
  }

  async do(act: Act): Promise<void> {
    const { small } = this
    const review = await small.current(small.rita)
    const human = review.steps.filter(({ kind }) =>
      ['selfAssessment', 'peerInput', 'supervisorRating'].includes(kind),
    )
    const line = 'step' in act ? human[act.step % human.length] : undefined
    switch (act.act) {
      case 'save':
      case 'submit':
        return line && this.write(line.stepId, act.act)
      case 'decline':
        if (line?.kind !== 'peerInput') return
        await commitPeerDecline(small.db, await this.situation(line.stepId), {
          at: MONDAY.toISOString(),
          words: '',
          authentication: { method: 'emailed-link', at: MONDAY.toISOString() },
        })
        return
      case 'bypass':
        return line && this.operate('bypass', { steps: line.stepId, reason: 'x' })
      case 'replace':
        return (
          line &&
          this.operate('replace-peer', {
            stepId: line.stepId,
            successor: this.others[act.by]?.personId ?? '',
            knowsOfDraft: 'yes',
            reason: 'x',
          })
        )
      case 'reassign':
        return this.operate('reassign', { successor: this.others[act.by]?.personId ?? '', reason: 'x' })
      case 'answer-for':
        return this.operate('answer-for', { ...filledForm('self'), reason: 'x' })
    }
  }

  situation(stepId: StepId) {
    const { cycle, rita } = this.small
    return loadSituation(this.small.db, { cycleId: cycle.cycleId, reviewId: rita.reviewId, stepId })
  }

  async operate(name: string, fields: Record<string, string>): Promise<void> {
    const path = `/hr/cycles/${this.small.cycle.cycleId}/operations/${name}`
    const preview = await this.desk.hana.post(`${path}/preview`, {
      review: this.small.rita.reviewId,
      ...fields,
    })
    if (preview.status !== 200 || preview.document.querySelector('[name=seen]') === null) return
    await this.desk.hana.post(path, fieldsOf(preview))
  }

  async write(stepId: StepId, intent: 'save' | 'submit'): Promise<void> {
    const { step: row } = await this.situation(stepId)
    const everybody = [...Object.values(this.small.people), ...this.others]
    const writer = everybody.find(({ personId }) => personId === row.assigneeId)
    if (writer === undefined) return
    const role = row.kind === 'peerInput' ? 'peer' : row.kind === 'selfAssessment' ? 'self' : 'supervisor'
    const browser = await this.small.comeIn(writer)
    const path = `/my/steps/${this.small.rita.reviewId}/${stepId}`
    const page = await browser.get(path)
    this.#texts += 1
    const text = `Text number ${this.#texts}, which somebody has typed with care.`
    const sent = await browser.post(path, {
      ...filledForm(role, { text }),
      intent,
      draftVersion: page.fields.draftVersion?.[0] ?? '0',
    })
    if (sent.status !== 303 || sent.location === path) return
    this.kept.set(role === 'supervisor' ? stepId : `${stepId} ${writer.personId}`, text)
  }
}

test('no text that was ever kept is lost, whatever HR does, and the counters equal a recount', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyAct, { minLength: 4, maxLength: 9 }), async (acts) => {
      const small = await startSmallCycle(database.db, async () => post.queue)
      const others = [7, 8, 9, 10].map((number) => ({
        ...person(number, { name: `Other ${number}`, supervisorId: small.people.sam.personId }),
        personId: database.db.mint.personId(),
      }))
      await savePeople(database.db, others)
      for (const kind of ['selfAssessment', 'peerInput', 'supervisorRating'] as const) {
        await small.ask(small.rita, kind)
      }
      const bench = new Bench(small, others)
      for (const act of acts) await bench.do(act)

      const rows = JSON.stringify(
        await queryAll(small.db, `REVIEW#${small.rita.reviewId}`, { consistent: true }),
      )
      for (const text of bench.kept.values()) expect(rows).toContain(text)

      const { steps } = await small.current(small.rita)
      const counts = Object.entries(await readCounts(small.db, small.cycle.cycleId)).filter(
        ([name]) => !name.startsWith('review.'),
      )
      const recounted = Object.entries(
        Object.groupBy(
          steps.filter(({ state }) => ['submitted', 'bypassed', 'expired'].includes(state)),
          ({ kind, state }) => `${kind}.${state}`,
        ),
      ).map(([name, lines]) => [name, lines?.length ?? 0])
      expect(counts.filter(([, number]) => number !== 0).sort()).toEqual(recounted.sort())
      expect((await small.verdict(small.rita)).holds).toBe(true)
    }),
    { numRuns: 6 },
  )
}, 120_000)
