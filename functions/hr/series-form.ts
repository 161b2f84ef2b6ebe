import { isLocalDate, isTimeZone } from '../domain/calendar.ts'
import type { CycleTemplate } from '../domain/cycle-templates.ts'
import type { Series } from '../domain/series.ts'
import type { Rhythm } from '../domain/series-rhythm.ts'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import { one } from './typed-form.ts'

export const rhythms = ['quarterly', 'half-yearly', 'yearly', 'anniversary', 'probation'] as const

/** What a series is made of, beside who made it when. */
export type TypedSeries = Pick<
  Series,
  'name' | 'title' | 'shape' | 'rhythm' | 'timeZone' | 'leadDays' | 'launches'
>

/** Reads the form of a series; all that is wrong comes back at once. */
export function readSeriesForm(
  typed: TypedForm,
  templates: readonly CycleTemplate[],
  today: string,
): { series: TypedSeries; errors: FieldErrors } {
  const errors: Record<string, string> = {}
  const template = templates.find(({ templateId }) => templateId === one(typed, 'template')) ?? templates[0]
  if (template === undefined) throw new Error('No template is shipped')
  const name = one(typed, 'name')
  if (name === '' || name.length > 120) errors.name = 'Give the series a name of at most 120 characters.'
  const timeZone = one(typed, 'timeZone')
  if (!isTimeZone(timeZone)) errors.timeZone = 'Choose a time zone.'
  const firstOn = one(typed, 'firstOn')
  if (!isLocalDate(firstOn)) errors.firstOn = 'Enter the first launch day as year, month, day.'
  else if (firstOn <= today) errors.firstOn = 'The first launch day has to be still to come.'
  const number = (field: string, min: number, max: number): number => {
    const value = /^\d{1,3}$/.test(one(typed, field)) ? Number(one(typed, field)) : Number.NaN
    if (value >= min && value <= max) return value
    errors[field] = `Enter a whole number from ${min} to ${max}.`
    return min
  }
  const leadDays = number('leadDays', 1, 90)
  const kind = rhythms.find((rhythm) => rhythm === one(typed, 'rhythm'))
  if (kind === undefined) errors.rhythm = 'Choose how often it comes.'
  const daysAfterHire = kind === 'probation' ? number('daysAfterHire', 1, 730) : 1
  return {
    series: {
      name,
      title: template.title,
      shape: template.shape,
      rhythm: rhythmOf(kind ?? 'quarterly', firstOn, daysAfterHire),
      timeZone,
      leadDays,
      launches: one(typed, 'launches') === 'byItself' ? 'byItself' : 'afterALook',
    },
    errors,
  }
}

function rhythmOf(kind: (typeof rhythms)[number], firstOn: string, daysAfterHire: number): Rhythm {
  const dayOfMonth = Math.min(28, Number(firstOn.slice(8)) || 1)
  switch (kind) {
    case 'quarterly':
      return { kind: 'calendar', everyMonths: 3, firstOn }
    case 'half-yearly':
      return { kind: 'calendar', everyMonths: 6, firstOn }
    case 'yearly':
      return { kind: 'calendar', everyMonths: 12, firstOn }
    case 'anniversary':
      return { kind, dayOfMonth, firstOn }
    case 'probation':
      return { kind, dayOfMonth, firstOn, daysAfterHire }
  }
}
