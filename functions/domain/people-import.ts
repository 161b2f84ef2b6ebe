import { isTimeZone, unknownTimeZone } from './calendar.ts'
import { isMailDomain } from './email-address.ts'
import { ImportDraft } from './import-draft.ts'
import { listNames, matchRowsToPeople } from './import-matching.ts'
import { writePlan } from './import-outcome.ts'
import type { ImportPlan, ImportRequest } from './import-plan.ts'
import { settle } from './import-settling.ts'
import { resolveAbove } from './import-supervision.ts'
import { type ImportField, importFieldNames, importFields } from './people-columns.ts'
import { type Refusal, refuse } from './refusal.ts'

/** What goes in and what comes out. */
export type { FieldChange, ImportOptions, ImportPlan, ImportRequest, PersonChange } from './import-plan.ts'

/**
 * Compares a people file with the people there are and plans what to do, row by row. Rows are matched to people by
 * employee ID. A row with an error is left out whole; what concerns the whole file refuses it. Importing the same file
 * again changes nothing.
 *
 * Fields whose column is not in the file stay as they are. An empty cell empties its field, but never takes away an
 * address or a time zone.
 */
export function planImport(request: ImportRequest): ImportPlan | Refusal {
  const refusal = refuseWholeFile(request)
  if (refusal) return refusal
  const draft = new ImportDraft(request)
  matchRowsToPeople(draft)
  listNames(draft)
  for (const candidate of [...draft.candidates.values()]) {
    if (candidate.row) resolveAbove(draft, candidate, candidate.row)
  }
  settle(draft)
  return writePlan(draft)
}

function refuseWholeFile({ rows, mapping, options }: ImportRequest): Refusal | undefined {
  const { columns } = mapping
  if (rows.length === 0 || (mapping.hasHeadings && rows.length === 1)) {
    return refuse(
      'no-people',
      'The file has no rows with people. Choose a file with one row for each person.',
    )
  }
  const width = rows[0]?.cells.length ?? 0
  const holder = new Map<number, ImportField>()
  for (const field of importFields) {
    const column = columns[field]
    if (column === undefined) continue
    if (!Number.isInteger(column) || column < 0 || column >= width) {
      return refuse(
        'no-such-column',
        `The file has no column ${column + 1}. Choose another for the ${importFieldNames[field]}.`,
        field,
      )
    }
    const other = holder.get(column)
    if (other !== undefined) {
      return refuse(
        'column-used-twice',
        `One column is chosen for both the ${importFieldNames[other]} and the ${importFieldNames[field]}. Choose another for one of them.`,
        field,
      )
    }
    holder.set(column, field)
  }
  if (columns.name === undefined && columns.firstName === undefined && columns.lastName === undefined) {
    return refuse('no-name-column', 'Choose which column holds the names.', 'name')
  }
  if (columns.employeeId === undefined && !options.deriveEmployeeIds) {
    return refuse(
      'no-id-column',
      'Choose which column holds the employee IDs, or choose to make ids from names.',
      'employeeId',
    )
  }
  if (columns.email === undefined && options.emailDomain === undefined) {
    return refuse(
      'no-email-column',
      'Choose which column holds the e-mail addresses, or give the domain at which to make them from names.',
      'email',
    )
  }
  if (options.emailDomain !== undefined && !isMailDomain(options.emailDomain)) {
    return refuse(
      'bad-email-domain',
      `“${options.emailDomain}” is not a mail domain. Write one such as company.example.`,
      'emailDomain',
    )
  }
  return isTimeZone(options.defaultTimeZone)
    ? undefined
    : { ...unknownTimeZone(options.defaultTimeZone), field: 'defaultTimeZone' }
}
