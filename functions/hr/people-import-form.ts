import { createHash } from 'node:crypto'
import * as z from 'zod'
import { type ColumnMapping, importFields } from '../domain/people-columns.ts'
import type { ImportOptions, ImportPlan } from '../domain/people-import.ts'
import type { ImportChoices } from '../domain/stored-import.ts'
import { dateOrders } from '../domain/written-date.ts'
import { optionalText, ticked } from '../web/form-field.ts'

/** What `<select>` sends for a field that the file does not have. */
export const notInTheFile = ''

const columnFields = Object.fromEntries(
  importFields.map((field) => [columnFieldName(field), z.string().optional()]),
)

export function columnFieldName(field: (typeof importFields)[number]): string {
  return `column-${field}`
}

/** What a form sends that leaves something to be found out. */
const found = z.literal('').transform(() => undefined)

export const delimiterWords = { comma: ',', semicolon: ';', tab: '\t', bar: '|' } as const

/** The second step: how the file is written, which column is what, what may be made up. */
export const importColumnsSchema = z.object({
  encoding: found.or(z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'])).optional(),
  delimiter: found.or(z.enum(['comma', 'semicolon', 'tab', 'bar'])).optional(),
  dateOrder: found.or(z.enum(dateOrders)).optional(),
  emailDomain: optionalText({ max: 253 }),
  defaultTimeZone: optionalText({ max: 64 }),
  deriveEmployeeIds: ticked,
  createNamedSupervisors: ticked,
  importWithoutSupervisor: ticked,
  markGoneAsLeft: ticked,
  takeBackLeavers: ticked,
  /** Absent: the columns are guessed. */
  headings: z.enum(['yes', 'no']).optional(),
  ...columnFields,
})
export type ImportColumnsForm = z.output<typeof importColumnsSchema>

export function choicesOf(form: ImportColumnsForm, usualTimeZone: string): ImportChoices {
  const mapping = mappingOf(form)
  return {
    ...(form.encoding === undefined ? {} : { encoding: form.encoding }),
    ...(form.delimiter === undefined ? {} : { delimiter: delimiterWords[form.delimiter] }),
    ...(mapping === undefined ? {} : { mapping }),
    options: {
      deriveEmployeeIds: form.deriveEmployeeIds,
      createNamedSupervisors: form.createNamedSupervisors,
      withoutClearSupervisor: form.importWithoutSupervisor ? 'importWithoutSupervisor' : 'leaveOut',
      markGoneAsLeft: form.markGoneAsLeft,
      takeBackLeavers: form.takeBackLeavers,
      defaultTimeZone: form.defaultTimeZone ?? usualTimeZone,
      ...(form.dateOrder === undefined ? {} : { dateOrder: form.dateOrder }),
      // People paste "@company.example" as readily as "company.example".
      ...(form.emailDomain === undefined ? {} : { emailDomain: form.emailDomain.replace(/^@/, '') }),
    },
  }
}

/** The mapping that HR has chosen or confirmed; undefined while nobody has. */
function mappingOf(form: ImportColumnsForm): ColumnMapping | undefined {
  if (form.headings === undefined) return undefined
  const columns: ColumnMapping['columns'] = {}
  const chosen = form as Record<string, unknown>
  for (const field of importFields) {
    const value = chosen[columnFieldName(field)]
    if (typeof value === 'string' && /^\d{1,4}$/.test(value)) columns[field] = Number(value)
  }
  return { hasHeadings: form.headings === 'yes', columns }
}

/**
 * A digest of what the last step shows: mapping, options and what would change. An import whose digest differs has not been
 * looked at, because a choice was changed after it was shown, or somebody else changed people meanwhile.
 */
export function digestOfPreview(mapping: ColumnMapping, options: ImportOptions, plan: ImportPlan): string {
  const columns = importFields.map((field) => mapping.columns[field] ?? null)
  const shown = [
    mapping.hasHeadings,
    columns,
    options.deriveEmployeeIds,
    options.createNamedSupervisors,
    options.withoutClearSupervisor,
    options.markGoneAsLeft,
    options.takeBackLeavers,
    options.defaultTimeZone,
    options.emailDomain ?? null,
    options.dateOrder ?? null,
    plan.added.map((person) => person.employeeId),
    plan.changed.map(({ before, fields }) => [before.personId, before.version, fields]),
    plan.leftOut,
  ]
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex')
}
