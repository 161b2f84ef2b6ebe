import { dateInWords } from './calendar.ts'
import { people } from './listed.ts'
import { type FilterField, filterFields, type PeopleFilter } from './people-filter.ts'
import type { Selection } from './selection.ts'

export const filterFieldNames: Readonly<Record<FilterField, string>> = {
  department: 'department',
  location: 'location',
  jobTitle: 'job title',
  tenure: 'tenure',
  shift: 'shift',
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)

/** Who is meant, in a sentence without its full stop. */
export function selectionInWords(selection: Selection): string {
  switch (selection.by) {
    case 'everybody':
      return selection.jobTitle === undefined
        ? 'Everybody who has a supervisor'
        : `Everybody who is ${selection.jobTitle}`
    case 'teams': {
      const count = selection.supervisorIds.length
      return `The ${count === 1 ? 'team of one supervisor' : `teams of ${count} supervisors`}`
    }
    case 'hand':
      return `${people(selection.personIds.length)} chosen by hand`
    case 'filter': {
      const { also, without } = selection
      const byHand = [
        also.length > 0 && `${people(also.length)} added by hand`,
        without.length > 0 && `${people(without.length)} left out by hand`,
      ].filter((words) => words !== false)
      return [filterInWords(selection.filter), ...byHand].join('; ')
    }
  }
}

function filterInWords(filter: PeopleFilter): string {
  const parts = filterFields.flatMap((field) => {
    const values = filter[field] ?? []
    if (values.length === 0) return []
    return [
      `${filterFieldNames[field]} ${values.map((value) => (value === '' ? 'not said' : value)).join(' or ')}`,
    ]
  })
  const supervisors = filter.supervisorIds?.length ?? 0
  if (supervisors > 0) {
    const whom = supervisors === 1 ? 'one supervisor' : `one of ${supervisors} supervisors`
    parts.push(
      `${filter.andBelow === true ? 'a place on any level below' : 'a place in the team of'} ${whom}`,
    )
  }
  if (filter.hiredFrom !== undefined) parts.push(`a hire date since ${dateInWords(filter.hiredFrom)}`)
  if (filter.hiredTo !== undefined) parts.push(`a hire date until ${dateInWords(filter.hiredTo)}`)
  if (filter.hireMonth !== undefined)
    parts.push(`a hire date in a month of ${MONTHS[filter.hireMonth - 1] ?? ''}`)
  return parts.length === 0 ? 'Everybody who has a supervisor' : `Everybody with ${parts.join(', ')}`
}
