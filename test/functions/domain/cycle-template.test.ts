import { expect, test } from 'vitest'
import { customerServiceForm } from '../../../functions/domain/customer-service-form.ts'
import { checkPlan } from '../../../functions/domain/cycle-plan.ts'
import { suggestPlan } from '../../../functions/domain/cycle-template.ts'

test.each(['Europe/Vienna', 'America/New_York', 'Pacific/Kiritimati', 'Asia/Kolkata'])(
  'the suggested plan is sound on every day of four years in %s',
  (timeZone) => {
    for (let day = 0; day < 4 * 366; day += 1) {
      const now = new Date(Date.UTC(2027, 0, 1, 23, 30) + day * 86_400_000).toISOString()
      expect(checkPlan(suggestPlan(now, timeZone, customerServiceForm), now), now).toEqual([])
    }
  },
)

test('it is about the last whole quarter before its launch', () => {
  const suggest = (now: string) => suggestPlan(now, 'Europe/Vienna', customerServiceForm)
  expect(suggest('2027-01-04T10:00:00.000Z')).toMatchObject({
    name: 'Performance review Q4 2026',
    reviewPeriod: { from: '2026-10-01', to: '2026-12-31' },
    launchAtLocal: '2027-01-07T09:00',
  })
  expect(suggest('2027-12-31T10:00:00.000Z').reviewPeriod).toEqual({ from: '2027-10-01', to: '2027-12-31' })
})
