import { createHash } from 'node:crypto'
import * as z from 'zod'
import { type ColumnMapping, importFields } from '../domain/people-columns.ts'
import type { ImportOptions, ImportPlan } from '../domain/people-import.ts'
import { fileMeta, optionalText, ticked, type UploadedFile } from '../web/form-field.ts'

/** HTTP API and Lambda take 6 MB with the file as base64; 4 MB leave room for the rest of the form. */
export const uploadLimitBytes = 4 * 1024 * 1024

/** What `<select>` sends for a field that the file does not have. */
export const notInTheFile = ''

const columnFields = Object.fromEntries(
  importFields.map((field) => [columnFieldName(field), z.string().optional()]),
)

export function columnFieldName(field: (typeof importFields)[number]): string {
  return `column-${field}`
}

/** The form of all three steps: choosing a file, looking at what it would do, doing it. */
export const peopleImportSchema = z.object({
  file: z
    .custom<UploadedFile>((value) => typeof value === 'object' && value !== null && 'bytes' in value)
    .meta(fileMeta)
    .optional(),
  /** The file again, packed, from the second step on. */
  carried: z.string().optional(),
  fileName: optionalText({ max: 300 }),
  emailDomain: optionalText({ max: 253 }),
  defaultTimeZone: optionalText({ max: 64 }),
  deriveEmployeeIds: ticked,
  createNamedSupervisors: ticked,
  importWithoutSupervisor: ticked,
  markGoneAsLeft: ticked,
  takeBackLeavers: ticked,
  /** Absent in the first step: then the columns are guessed. */
  headings: z.enum(['yes', 'no']).optional(),
  /** What was on the screen when somebody said "import". */
  seen: z.string().optional(),
  ...columnFields,
})
export type PeopleImportForm = z.output<typeof peopleImportSchema>

export function optionsOf(form: PeopleImportForm, defaultTimeZone: string): ImportOptions {
  return {
    deriveEmployeeIds: form.deriveEmployeeIds,
    createNamedSupervisors: form.createNamedSupervisors,
    withoutClearSupervisor: form.importWithoutSupervisor ? 'importWithoutSupervisor' : 'leaveOut',
    markGoneAsLeft: form.markGoneAsLeft,
    takeBackLeavers: form.takeBackLeavers,
    defaultTimeZone,
    // People paste "@company.example" as readily as "company.example".
    ...(form.emailDomain === undefined ? {} : { emailDomain: form.emailDomain.replace(/^@/, '') }),
  }
}

/** The mapping that HR has chosen or confirmed; undefined when the file has just been uploaded. */
export function mappingOf(form: PeopleImportForm): ColumnMapping | undefined {
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
 * A digest of what the preview shows: mapping, options and what would change. An import whose digest differs has not been
 * looked at, because a choice was changed after the preview, or somebody else changed people meanwhile.
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
    plan.added.map((person) => person.employeeId),
    plan.changed.map(({ before, fields }) => [before.personId, before.version, fields]),
    plan.leftOut,
  ]
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex')
}
