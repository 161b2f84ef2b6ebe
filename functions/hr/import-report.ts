import type { FieldChange, ImportPlan } from '../domain/people-import.ts'

export const fieldNames: Record<FieldChange['field'], string> = {
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

export function changeInWords({ field, from, to }: FieldChange): string {
  return `${fieldNames[field]}: ${from ?? 'nothing'} → ${to ?? 'nothing'}`
}

const headings = ['Row', 'What', 'Employee ID', 'Name', 'Column', 'From', 'To or remark']

/** Everything that an import does and has to remark, line by line, to be read in a spreadsheet. Problems come first, by row. */
export function* reportRows(plan: ImportPlan): Generator<string[]> {
  yield headings
  for (const { row, column = '', severity, message } of plan.problems) {
    yield [String(row), severity === 'error' ? 'left out' : 'look at it', '', '', column, '', message]
  }
  for (const { employeeId, name } of plan.added) yield ['', 'new', employeeId, name, '', '', '']
  for (const { before, fields } of plan.changed) {
    for (const { field, from, to } of fields) {
      yield ['', 'changed', before.employeeId, before.name, fieldNames[field], from ?? '', to ?? '']
    }
  }
  for (const { employeeId, name } of plan.gone) yield ['', 'not in the file', employeeId, name, '', '', '']
}
