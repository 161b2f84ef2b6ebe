import { columnName, importFieldNames, importFields } from '../domain/people-columns.ts'
import type { FieldChange, ImportPlan } from '../domain/people-import.ts'
import type { ImportProblem } from '../domain/people-rows.ts'
import type { Person } from '../domain/person.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import type { FieldErrors } from '../layout/field-errors.ts'
import { page } from '../web/reply.ts'
import { peopleFilePage } from './choose-people-file.tsx'
import { hrRoute } from './hr-route.ts'
import type { ImportOutcome } from './pages/import-outcome.tsx'
import { ImportPreviewPage } from './pages/import-preview-page.tsx'
import {
  columnFieldName,
  digestOfPreview,
  notInTheFile,
  peopleImportSchema,
  uploadLimitBytes,
} from './people-import-form.ts'
import { type PeopleImportRequest, readImportRequest } from './people-import-request.ts'

/** Room for the file and the rest of the form. */
export const importBodyBytes = uploadLimitBytes + 256 * 1024

export const previewPeopleImport = hrRoute({
  method: 'POST',
  path: '/hr/people/import/preview',
  rule: 'hr',
  body: peopleImportSchema,
  maxBodyBytes: importBodyBytes,
  answer: async ({ dependencies }, { body }) => {
    const request = await readImportRequest(dependencies.db, body)
    if (isRefusal(request)) return peopleFilePage(dependencies.db, body, { file: request.message })
    return importPreviewPage(request)
  },
})

/** Enough to see what is wrong; thousands of rows would only be scrolled past. */
const shown = { problems: 100, changes: 50, samples: 5, gone: 20, columnSamples: 3 } as const

/** @param notice why the preview is shown although HR said "import". */
export function importPreviewPage(
  request: PeopleImportRequest,
  notice?: { status: number; title: string; message: string },
) {
  const { file, guess, mapping, options, plan } = request
  const refused = isRefusal(plan)
  const headings = mapping.hasHeadings ? (file.rows[0]?.cells ?? []) : []
  const body = mapping.hasHeadings ? file.rows.slice(1) : file.rows
  const width = file.rows[0]?.cells.length ?? 0
  const columnOptions = Array.from({ length: width }, (_, column) => ({
    value: String(column),
    label: columnName(headings, column),
  }))
  const taken = new Set(Object.values(mapping.columns))
  const unused = columnOptions.filter((_, column) => !taken.has(column)).map(({ label }) => label)
  const outcome = refused ? undefined : outcomeOf(request, plan)
  const hasErrors = refused || (outcome?.errorCount ?? 0) > 0
  return page(
    <ImportPreviewPage
      fileName={request.fileName}
      carried={request.carried}
      seen={refused ? '' : digestOfPreview(mapping, options, plan)}
      rowCount={body.length}
      reading={readingInWords(request)}
      remarks={[...file.remarks, ...guess.remarks, ...(refused ? [] : plan.remarks)]}
      errors={refused ? { [fieldOf(plan)]: plan.message } : {}}
      notice={notice}
      columns={importFields.map((field) => {
        const column = mapping.columns[field]
        return {
          name: columnFieldName(field),
          label: capitalized(importFieldNames[field]),
          value: column === undefined ? notInTheFile : String(column),
          columnLabel: column === undefined ? undefined : columnName(headings, column),
          hint: hintOf(request, field, body),
        }
      })}
      unused={unused}
      columnOptions={columnOptions}
      hasHeadings={mapping.hasHeadings}
      options={{
        emailDomain: options.emailDomain ?? '',
        defaultTimeZone: options.defaultTimeZone,
        deriveEmployeeIds: options.deriveEmployeeIds,
        createNamedSupervisors: options.createNamedSupervisors,
        importWithoutSupervisor: options.withoutClearSupervisor === 'importWithoutSupervisor',
        markGoneAsLeft: options.markGoneAsLeft,
        takeBackLeavers: options.takeBackLeavers,
      }}
      outcome={outcome}
    />,
    {
      title: 'What this import would change',
      status: notice?.status ?? (hasErrors ? 422 : 200),
      wide: true,
      back: { label: 'Import people', href: '/hr/people/import' },
      data: refused
        ? { errors: { [fieldOf(plan)]: plan.message } }
        : {
            mapping,
            added: plan.added.length,
            changed: plan.changed.length,
            unchanged: plan.unchanged.length,
            gone: plan.gone.length,
            leftOut: plan.leftOut,
            remarks: plan.remarks,
            problems: plan.problems.slice(0, shown.problems),
          },
    },
  )
}

/** Refusals about a column name the field; in the form that is the column's select. */
function fieldOf(refusal: Refusal): keyof FieldErrors {
  const field = importFields.find((one) => one === refusal.field)
  return field === undefined ? (refusal.field ?? 'form') : columnFieldName(field)
}

/** Says of a guess that it is one and what it rests on, and what stands in the column. */
function hintOf(
  { guess, mapping }: PeopleImportRequest,
  field: (typeof importFields)[number],
  body: PeopleImportRequest['file']['rows'],
): string | undefined {
  const column = mapping.columns[field]
  if (column === undefined) return undefined
  const guessed = guess.guesses.find((one) => one.field === field && one.column === column)
  const why =
    guessed === undefined
      ? 'Chosen by you.'
      : guessed.from === 'heading'
        ? `Guessed from the heading. ${guessed.message}`
        : `Guessed from what stands in the column. ${guessed.message}`
  const samples = new Set<string>()
  for (const { cells } of body) {
    const cell = cells[column]?.trim() ?? ''
    if (cell !== '') samples.add(cell.length > 40 ? `${cell.slice(0, 40)}…` : cell)
    if (samples.size === shown.columnSamples) break
  }
  const such = samples.size === 0 ? 'The column is empty.' : `Such as ${[...samples].join(', ')}.`
  return `${why.trim()} ${such}`
}

function outcomeOf({ existing, options }: PeopleImportRequest, plan: ImportPlan): ImportOutcome {
  const after = [...plan.added, ...plan.changed.map((change) => change.after)]
  const names = new Map<string, string>()
  for (const person of [...existing, ...after]) names.set(person.personId, person.name)
  const errors = plan.problems.filter(({ severity }) => severity === 'error')
  const warnings = plan.problems.filter(({ severity }) => severity === 'warning')
  const isNew = new Set<string>(plan.added.map((person) => person.personId))
  return {
    added: plan.added.length,
    changed: plan.changed.length,
    unchanged: plan.unchanged.length,
    gone: plan.gone.length,
    goneLeave:
      options.markGoneAsLeft && plan.changed.some(({ fields }) => fields.some((one) => one.to === 'left')),
    leftOut: plan.leftOut.length,
    samples: samplesOf(plan).map((person) => ({
      employeeId: person.employeeId,
      name: person.name,
      email: person.email,
      supervisor: person.supervisorId === null ? '' : (names.get(person.supervisorId) ?? ''),
      timeZone: person.timeZone,
      isNew: isNew.has(person.personId),
    })),
    changes: plan.changed.slice(0, shown.changes).map(({ before, after: person, fields }) => ({
      employeeId: before.employeeId,
      name: person.name,
      what: fields.map(changeInWords),
    })),
    goneNames: [
      ...plan.gone.slice(0, shown.gone).map((person) => person.name),
      ...(plan.gone.length > shown.gone ? [`${plan.gone.length - shown.gone} more`] : []),
    ],
    problems: [...errors, ...warnings]
      .slice(0, shown.problems)
      .sort((one: ImportProblem, other) => one.row - other.row),
    problemCount: plan.problems.length,
    errorCount: errors.length,
  }
}

function samplesOf(plan: ImportPlan): Person[] {
  return [...plan.added, ...plan.changed.map((change) => change.after)].slice(0, shown.samples)
}

const fieldNames: Record<FieldChange['field'], string> = {
  name: 'Name',
  email: 'E-mail',
  supervisorId: 'Supervisor',
  managerId: 'Manager',
  department: 'Department',
  location: 'Location',
  jobTitle: 'Job title',
  tenure: 'Tenure',
  shift: 'Shift',
  hiredOn: 'Hire date',
  timeZone: 'Time zone',
  status: 'Status',
}

function changeInWords({ field, from, to }: FieldChange): string {
  return `${fieldNames[field]}: ${from ?? 'nothing'} → ${to ?? 'nothing'}`
}

function readingInWords({ file }: PeopleImportRequest): string {
  const delimiters = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' }
  const encodings = {
    'utf-8': 'UTF-8',
    'utf-16le': 'UTF-16',
    'utf-16be': 'UTF-16',
    'windows-1252': 'Windows-1252',
  }
  return `${encodings[file.encoding]}, separated by ${delimiters[file.delimiter]}`
}

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
