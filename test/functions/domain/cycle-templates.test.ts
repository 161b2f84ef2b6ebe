import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, instantOfLocalTime, isWorkingDay, localDateOf } from '../../../functions/domain/calendar.ts'
import { checkPlan } from '../../../functions/domain/cycle-plan.ts'
import { movePlan, planFromShape, shapeOfPlan, workingDaysOf } from '../../../functions/domain/cycle-shape.ts'
import { shippedTemplates } from '../../../functions/domain/cycle-templates.ts'
import { planCalendar } from '../../../functions/domain/plan-calendar.ts'
import { isRefusal } from '../../../functions/domain/refusal.ts'
import { periodBefore } from '../../../functions/domain/review-period.ts'
import { PLAN } from '../../fixtures/cycle.ts'

const form = { formId: 'customer-service', version: 1 }
const day = fc.integer({ min: 0, max: 3000 }).map((days) => addDays('2026-01-01', days))
const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
const template = fc.constantFrom(...shippedTemplates)
/** As many days off as a year has, anywhere near. */
const holidaysAfter = (launchOn: string) =>
  fc
    .uniqueArray(fc.integer({ min: -5, max: 90 }), { maxLength: 14 })
    .map((days) => days.map((after) => ({ on: addDays(launchOn, after), name: 'Holiday' })))
const occasion = fc
  .record({ launchOn: day, timeZone: zone })
  .chain((one) =>
    holidaysAfter(one.launchOn).map((nonWorkingDays) => ({ ...one, nonWorkingDays, form, title: 'Review' })),
  )
/** A moment on the day before. */
const planningDayOf = ({ launchOn }: { launchOn: string }) => `${addDays(launchOn, -3)}T12:00:00.000Z`

describe('any template, launched on any day in any zone, whatever the holidays', () => {
  test('then the plan is accepted', () => {
    fc.assert(
      fc.property(template, occasion, ({ shape }, on) => {
        expect(checkPlan(planFromShape(shape, on), planningDayOf(on))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
  test('then what it is moved to is accepted, and keeps its working days', () => {
    fc.assert(
      fc.property(template, occasion, day, ({ shape }, on, other) => {
        const plan = planFromShape(shape, on)
        const moved = movePlan(plan, `${other}T10:30`)
        expect(workingDaysOf(moved)).toEqual(workingDaysOf(plan))
        if (isRefusal(instantOfLocalTime(moved.launchAtLocal, moved.timeZone, 'launch'))) return
        expect(checkPlan(moved, planningDayOf({ launchOn: other }))).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
  test('then saving it as a template and planning from that gives it again', () => {
    fc.assert(
      fc.property(template, occasion, ({ shape }, on) => {
        const plan = planFromShape(shape, on)
        const again = shapeOfPlan(plan, shape.period)
        expect(planFromShape(again, { ...on, launchOn: plan.launchAtLocal.slice(0, 10) })).toEqual(plan)
      }),
      { numRuns: 100 },
    )
  })
  test('then its calendar holds every day once, and nothing but holidays lies on a day off', () => {
    fc.assert(
      fc.property(template, occasion, ({ shape }, on) => {
        const plan = planFromShape(shape, on)
        const { months, marks } = planCalendar(plan)
        const days = months.flatMap(({ weeks }) => weeks.flat()).flatMap((one) => one ?? [])
        expect(new Set(days.map((one) => one.on)).size).toBe(days.length)
        expect(days.flatMap((one) => one.marks)).toEqual(marks)
        const off = on.nonWorkingDays.map((one) => one.on)
        const atWork = marks.filter(({ kind }) => kind !== 'holiday')
        expect(atWork.filter((mark) => !isWorkingDay(mark.on, off))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})

test.each([
  [{ kind: 'whole', months: 3 }, '2027-01-07', 'Q4 2026', '2026-10-01', '2026-12-31'],
  [{ kind: 'whole', months: 6 }, '2027-01-07', 'H2 2026', '2026-07-01', '2026-12-31'],
  [{ kind: 'whole', months: 6 }, '2027-07-01', 'H1 2027', '2027-01-01', '2027-06-30'],
  [{ kind: 'whole', months: 12 }, '2027-02-28', '2026', '2026-01-01', '2026-12-31'],
  [{ kind: 'months', months: 1 }, '2027-03-31', 'February 2027', '2027-02-01', '2027-02-28'],
  [{ kind: 'months', months: 12 }, '2027-01-02', 'January 2026 to December 2026', '2026-01-01', '2026-12-31'],
] as const)('the period %j before %s is %s', (rule, date, name, from, to) => {
  expect(periodBefore(rule, date)).toEqual({ name, from, to })
})

test('the calendar of a plan names what happens, in order', () => {
  const { marks, windows } = planCalendar({
    ...PLAN,
    nonWorkingDays: [{ on: '2027-02-02', name: 'Candlemas' }],
  })
  expect(localDateOf('2027-01-11T08:00:00.000Z', PLAN.timeZone)).toBe(marks[0]?.on)
  expect(marks.map(({ on, label }) => `${on} ${label}`)).toEqual([
    '2027-01-11 Launch at 09:00',
    '2027-01-19 Reminder: self-assessments',
    '2027-01-19 Reminder: peer input',
    '2027-01-22 Reminder: self-assessments',
    '2027-01-22 Last day: self-assessments',
    '2027-01-22 Reminder: peer input',
    '2027-01-22 Last day: peer input',
    '2027-01-26 Grace ends: self-assessments',
    '2027-01-26 Grace ends: peer input',
    '2027-02-01 Reminder: supervisor ratings',
    '2027-02-02 Candlemas',
    '2027-02-05 Reminder: supervisor ratings',
    '2027-02-05 Last day: supervisor ratings',
    '2027-02-09 Grace ends: supervisor ratings',
    '2027-02-10 Release of the results at 09:00',
    '2027-02-16 Reminder: signatures of the people reviewed',
    '2027-02-19 Reminder: signatures of the people reviewed',
    '2027-02-19 Last day: signatures of the people reviewed',
    '2027-02-23 Grace ends: signatures of the people reviewed',
    '2027-02-23 Reminder: signatures of the supervisors',
    '2027-02-26 Reminder: signatures of the supervisors',
    '2027-02-26 Last day: signatures of the supervisors',
    '2027-03-02 The cycle closes',
  ])
  expect(windows.map(({ kind, from, to }) => [kind, from, to])).toEqual([
    ['selfAssessment', '2027-01-11', '2027-01-22'],
    ['peerInput', '2027-01-11', '2027-01-22'],
    ['supervisorRating', '2027-01-12', '2027-02-05'],
    ['signatures', '2027-02-10', '2027-02-26'],
  ])
})
