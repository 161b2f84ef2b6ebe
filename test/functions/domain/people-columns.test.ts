import { describe, expect, test } from 'vitest'
import { columnName, guessColumns } from '../../../functions/domain/people-columns.ts'
import { fileRows } from '../../fixtures/people-import.ts'

const columnsOf = (lines: string) => guessColumns(fileRows(lines)).mapping.columns

describe('headings are recognized in several languages and any order', () => {
  test.each([
    [
      'English',
      'Shift; E-Mail Address; Employee ID; Full Name; Line Manager; Department; Job Title; Location; Tenure Bucket; Time Zone',
      {
        shift: 0,
        email: 1,
        employeeId: 2,
        name: 3,
        supervisorName: 4,
        department: 5,
        jobTitle: 6,
        location: 7,
        tenure: 8,
        timeZone: 9,
      },
    ],
    [
      'as programs write them',
      'employee_id; displayName; WORK_EMAIL; supervisor-id',
      { employeeId: 0, name: 1, email: 2, supervisorId: 3 },
    ],
    [
      'German',
      'Personalnummer; Mitarbeiter; E-Mail; Vorgesetzte; Abteilung; Standort; Schicht',
      { employeeId: 0, name: 1, email: 2, supervisorName: 3, department: 4, location: 5, shift: 6 },
    ],
    ['German with first names', 'Vorname; Name; E-Mail-Adresse', { firstName: 0, lastName: 1, email: 2 }],
    [
      'French',
      'Matricule; Prénom; Nom; Courriel; Supérieur hiérarchique; Équipe',
      { employeeId: 0, firstName: 1, lastName: 2, email: 3, supervisorName: 4, shift: 5 },
    ],
    [
      'Spanish',
      'Nombre y apellidos; Correo electrónico; Jefe directo; Turno; Antigüedad',
      { name: 0, email: 1, supervisorName: 2, shift: 3, tenure: 4 },
    ],
    [
      'Portuguese',
      'Matrícula; Funcionário; Gestor; Função',
      { employeeId: 0, name: 1, supervisorName: 2, jobTitle: 3 },
    ],
    [
      'Polish',
      'Imię; Nazwisko; Przełożony; Zmiana',
      { firstName: 0, lastName: 1, supervisorName: 2, shift: 3 },
    ],
    [
      'Japanese',
      '社員番号; 氏名; メールアドレス; 上司; 部署',
      { employeeId: 0, name: 1, email: 2, supervisorName: 3, department: 4 },
    ],
    [
      'Russian',
      'Табельный номер; ФИО; Руководитель; Отдел; Должность',
      { employeeId: 0, name: 1, supervisorName: 2, department: 3, jobTitle: 4 },
    ],
  ])('%s', (_, headings, columns) => {
    expect(columnsOf(`${headings}\n${headings.replace(/[^;]+/g, (heading) => `no ${heading}`)}`)).toEqual(
      columns,
    )
  })
})

test('a supervisor column holds ids when its values stand in the column of ids', () => {
  const { mapping, guesses } = guessColumns(
    fileRows(`
Employee ID; Name;    Supervisor; Manager
17;          Ann Lee; ;
18;          Bo Ray;  17;         Ann Lee
19;          Cy Low;  17;         Ann Lee
`),
  )
  expect(mapping.columns).toEqual({ employeeId: 0, name: 1, supervisorId: 2, managerName: 3 })
  expect(guesses.find((guess) => guess.field === 'supervisorId')?.message).toBe(
    '“Supervisor” holds employee IDs.',
  )
})

test('where there is no supervisor, the manager is who people report to, and the guess says so', () => {
  const { mapping, guesses } = guessColumns(fileRows('Name; Manager\nAnn Lee; Bo Ray'))
  expect(mapping.columns).toEqual({ name: 0, supervisorName: 1 })
  expect(guesses[1]?.message).toBe(
    'The file has no other column for it, so “Manager” is read as the supervisor.',
  )
})

test('of two columns for one field the first is taken, and it is said', () => {
  const { mapping, remarks, unused } = guessColumns(
    fileRows('Name; E-mail; Mail\nAnn Lee; a@example.com; b@example.com'),
  )
  expect(mapping.columns).toEqual({ name: 0, email: 1 })
  expect(unused).toEqual(['Mail'])
  expect(remarks).toEqual([
    '“E-mail” and “Mail” both look like the e-mail address; the first is taken. Choose the other one if that is wrong.',
  ])
})

test('a file without headings is read by its contents, and it is said', () => {
  const { mapping, guesses, remarks } = guessColumns(
    fileRows(`
1001; Ann Lee; ann@example.com; Sue Super
1002; Bo Ray;  bo@example.com;  Sue Super
1003; Cy Low;  cy@example.com;  Sue Super
`),
  )
  expect(mapping).toEqual({ hasHeadings: false, columns: { employeeId: 0, name: 1, email: 2 } })
  expect(guesses.every((guess) => guess.from === 'content' && guess.heading.startsWith('column '))).toBe(true)
  expect(remarks).toEqual([
    'The first row does not look like headings, so it is read as a person. Say so if it names the columns.',
  ])
})

test('unknown words above addresses are headings, and the addresses are found', () => {
  const { mapping } = guessColumns(fileRows('Wer; Wohin\nAnn Lee; ann@example.com\nBo Ray; bo@example.com'))
  expect(mapping).toEqual({ hasHeadings: true, columns: { email: 1, name: 0 } })
})

test('the row numbers that exports put first are not taken for ids', () => {
  expect(columnsOf('; Agent; Supervisor\n0; Ann Lee; Sue Super\n1; Bo Ray; Sue Super')).toEqual({
    name: 1,
    supervisorName: 2,
  })
})

test('an empty file gives an empty guess', () => {
  expect(guessColumns([]).mapping).toEqual({ hasHeadings: false, columns: {} })
})

test('columns without a heading are called as in a spreadsheet', () => {
  expect([0, 25, 26, 701, 702].map((column) => columnName([], column))).toEqual([
    'column A',
    'column Z',
    'column AA',
    'column ZZ',
    'column AAA',
  ])
})
