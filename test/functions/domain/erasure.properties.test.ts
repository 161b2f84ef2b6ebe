import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  beginErasure,
  confirmErasure,
  type Erasure,
  type ErasureSituation,
  finishErasure,
  foundMore,
  foundNothing,
  isQuiet,
  personErased,
  requestErasure,
  withdrawErasure,
} from '../../../functions/domain/erasure.ts'
import {
  askToLift,
  type HoldDecision,
  type HoldsOfPerson,
  keepHold,
  liftHold,
  noHolds,
  placeHold,
} from '../../../functions/domain/legal-hold.ts'
import type { OfficerAct } from '../../../functions/domain/officer.ts'
import type { Person } from '../../../functions/domain/person.ts'
import { isRefusal, type Refusal } from '../../../functions/domain/refusal.ts'
import type { TrailEvent } from '../../../functions/domain/trail-event.ts'
import { cycle, person } from '../../fixtures/cycle.ts'

const START = Date.parse('2027-04-01T10:00:00.000Z')
const RITA = person(3, { name: 'Rita Ferrão' })
const OPEN = cycle()
const officers = ['hanna', 'henri', 'hugo'] as const

const acts = ['place', 'ask', 'keep', 'lift', 'request', 'confirm', 'withdraw'] as const
const happenings = ['begin', 'more', 'nothing', 'finish', 'launch', 'close', 'import', 'wait'] as const
type Step = { do: (typeof acts)[number]; by: (typeof officers)[number] } | { do: (typeof happenings)[number] }

/** Mostly what leads on, so that erasures get to their end; the rest in between. */
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom(...acts), by: fc.constantFrom(...officers) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('request' as const, 'confirm' as const, 'lift' as const),
      by: fc.constantFrom(...officers),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom(...happenings) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('begin' as const, 'nothing' as const, 'finish' as const, 'close' as const),
    }),
  },
)
const steps = fc.array(step, { minLength: 5, maxLength: 60 })

/** The world as the store would keep it, taken through decisions one after the other. */
class World {
  person: Person | undefined = RITA
  erasure: Erasure | undefined
  holds: HoldsOfPerson = noHolds(RITA.personId)
  isInCycle = false
  minutes = 0
  events: TrailEvent[] = []
  ids = 0

  get at(): string {
    return new Date(START + this.minutes * 60_000).toISOString()
  }

  get situation(): ErasureSituation {
    const { person: someone, erasure, holds } = this
    return { person: someone, erasure, holds, openCycles: this.isInCycle ? [OPEN] : [] }
  }

  act(by: string): OfficerAct {
    return { at: this.at, by: { subject: by, name: by, authenticatedAt: this.at } }
  }

  take(step: Step): void {
    const holdId = this.holds.holds[0]?.holdId ?? ''
    const erasureId = this.erasure?.erasureId ?? ''
    const reason = 'Because of the letter.'
    const fresh = () => String(++this.ids)
    switch (step.do) {
      case 'place':
        // The store refuses a hold on somebody who is erased.
        if (this.erasure?.status === 'erased') break
        this.hold(placeHold(this.holds, { ...this.act(step.by), holdId: fresh(), reason }))
        break
      case 'ask':
        this.hold(askToLift(this.holds, { ...this.act(step.by), holdId, reason }))
        break
      case 'keep':
        this.hold(keepHold(this.holds, { holdId }))
        break
      case 'lift':
        this.hold(liftHold(this.holds, { ...this.act(step.by), holdId }))
        break
      case 'request':
        this.decide(requestErasure(this.situation, { ...this.act(step.by), erasureId: fresh(), reason }))
        break
      case 'confirm':
        this.decide(confirmErasure(this.situation, { ...this.act(step.by), erasureId }))
        break
      case 'withdraw':
        this.decide(withdrawErasure(this.situation, { ...this.act(step.by), erasureId }))
        break
      default:
        this.happen(step.do)
    }
  }

  /** What the eraser and the world around it do. */
  happen(what: (typeof happenings)[number]): void {
    const { erasure, at } = this
    this.minutes += 1
    if (what === 'launch') this.isInCycle ||= this.person?.status === 'active'
    if (what === 'close') this.isInCycle = false
    if (what === 'import' && this.person !== undefined) {
      this.person = { ...this.person, status: 'active', version: this.person.version + 1 }
    }
    if (what === 'begin') {
      const begun = beginErasure(this.situation, { at })
      if (isRefusal(begun)) return
      this.erasure = begun.after
      this.person = undefined
    }
    if (erasure?.status !== 'erasing') return
    const held = this.holds.holds.length > 0
    if (what === 'more') this.erasure = foundMore(erasure)
    if (what === 'nothing') this.erasure = foundNothing(erasure, { at })
    if (what === 'finish' && !held && isQuiet(erasure, at)) {
      this.events.push(personErased(erasure, ['evt_2', 'evt_1'], { at }))
      this.erasure = finishErasure(erasure, { at })
    }
  }

  hold(decision: HoldDecision | Refusal): void {
    if (isRefusal(decision)) {
      expect(decision.message).toMatch(/\.$/)
      return
    }
    expect(decision.after.version).toBe(this.holds.version + 1)
    this.holds = decision.after
    if (decision.event !== undefined) this.events.push(decision.event)
  }

  decide(decision: ReturnType<typeof requestErasure>): void {
    if (isRefusal(decision)) {
      expect(decision.message).toMatch(/\.$/)
      return
    }
    expect(decision.before).toBe(this.erasure)
    expect(decision.after.version).toBe((this.erasure?.version ?? 0) + 1)
    this.erasure = decision.after
    if (decision.person !== undefined) this.person = decision.person
    this.events.push(decision.event)
  }
}

const openedIn = (event: TrailEvent, field: string) =>
  event.personal.find((value) => value.field === field)?.value

test('whatever HR, the eraser and the world do, and in whatever order, two people are needed and a hold stops it', () => {
  const reached = new Set<string>()
  fc.assert(
    fc.property(steps, (taken) => {
      const world = new World()
      for (const step of taken) {
        const before = { ...world, holds: world.holds, erasure: world.erasure }
        world.take(step)
        const was = before.erasure?.status
        const is = world.erasure?.status
        if (is !== undefined) reached.add(is)
        const held = before.holds.holds.length > 0
        const forward = is !== was && is !== 'withdrawn'
        // A hold lets nothing forward, and neither does a cycle that is not over.
        if (held && forward) throw new Error(`${was} became ${is} while a hold stood`)
        if (before.isInCycle && forward && is !== 'erased') throw new Error(`${is} within an open cycle`)
        // What has begun only goes on.
        if (was === 'erasing') expect(['erasing', 'erased']).toContain(is)
        if (was === 'erased') expect(world.erasure).toBe(before.erasure)
        if (is === 'erasing' && was !== 'erasing') expect(was).toBe('confirmed')
        if (is === 'erased' && was !== 'erased') expect(was).toBe('erasing')
        // A hold that goes was let go by two.
        if (world.holds.holds.length < before.holds.holds.length) {
          const lifted = world.events.at(-1)
          expect(lifted?.type).toBe('person.hold-lifted')
          if (lifted !== undefined)
            expect(openedIn(lifted, 'actor')).not.toBe(openedIn(lifted, 'requestedBy'))
        }
        const { erasure } = world
        if (erasure?.status === 'confirmed' || erasure?.status === 'erasing') {
          expect(erasure.requestedBy.subject).not.toBe(erasure.confirmedBy.subject)
        }
        if (erasure?.status === 'erased') {
          expect(erasure.requestedBy).not.toBe(erasure.confirmedBy)
          expect(JSON.stringify(erasure)).not.toContain('letter')
        }
        // The person is gone exactly from the beginning on.
        expect(world.person === undefined).toBe(erasure?.status === 'erasing' || erasure?.status === 'erased')
      }
      for (const { personal, ...inTheClear } of world.events) {
        expect(JSON.stringify(inTheClear)).not.toMatch(/Rita|per_|letter|hanna|henri|hugo/)
        if (inTheClear.type !== 'person.erased') continue
        expect(personal.map(({ about }) => about)).not.toContain(RITA.personId)
        expect(inTheClear.erasedEvents).toEqual(['evt_1', 'evt_2'])
      }
    }),
    { numRuns: 3000 },
  )
  expect([...reached].sort()).toEqual(['confirmed', 'erased', 'erasing', 'requested', 'withdrawn'])
})

test('somebody who only left for the erasure comes back when it is withdrawn, unless an import has changed them since', () => {
  const world = new World()
  world.take({ do: 'request', by: 'hanna' })
  world.take({ do: 'confirm', by: 'henri' })
  expect(world.person).toMatchObject({ status: 'left', version: 2 })
  const imported = new World()
  Object.assign(imported, world, { person: { ...RITA, status: 'left', shift: 'Night', version: 3 } })
  world.take({ do: 'withdraw', by: 'hugo' })
  expect(world.person).toMatchObject({ status: 'active', version: 3 })
  imported.take({ do: 'withdraw', by: 'hugo' })
  expect(imported.person).toMatchObject({ status: 'left', shift: 'Night', version: 3 })
})

test('somebody whom an import takes back is not erased until that is mended', () => {
  const world = new World()
  for (const step of [
    { do: 'request', by: 'hanna' },
    { do: 'confirm', by: 'henri' },
    { do: 'import' },
    { do: 'begin' },
  ] as const) {
    world.take(step)
  }
  expect(world.erasure?.status).toBe('confirmed')
  expect(beginErasure(world.situation, { at: world.at })).toMatchObject({
    code: 'taken-back',
    message: expect.stringContaining('Rita Ferrão was taken back by an import.'),
  })
})
