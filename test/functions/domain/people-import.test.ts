import { describe, expect, test } from 'vitest'
import type { ImportOptions } from '../../../functions/domain/import-plan.ts'
import { planImport } from '../../../functions/domain/people-import.ts'
import { personSchema } from '../../../functions/domain/person.ts'
import {
  applied,
  countingPersonIds,
  derivingOptions,
  fileRows,
  importOptions,
  planFor,
  problemsOf,
} from '../../fixtures/people-import.ts'

const smallCompany = fileRows(`
Employee ID; Name;      E-mail;            Supervisor ID; Department; Time zone
E1;          Ada Top;   ada@example.com;   ;              Board;      Europe/Lisbon
E2;          Bo Mid;    bo@example.com;    E1;            Orders;
E3;          Cy Low;    cy@example.com;    E2;            Orders;
`)

describe('given nobody yet', () => {
  test('everybody is added, with supervisors as ids and what is missing from the options', () => {
    const plan = planFor(smallCompany)
    expect(plan.problems).toEqual([])
    expect(plan.added.map((person) => person.name)).toEqual(['Ada Top', 'Bo Mid', 'Cy Low'])
    const [ada, bo, cy] = plan.added
    expect(ada).toMatchObject({ employeeId: 'E1', supervisorId: null, timeZone: 'Europe/Lisbon', version: 1 })
    expect(bo).toMatchObject({ supervisorId: ada?.personId, department: 'Orders', timeZone: 'Europe/Vienna' })
    expect(cy?.supervisorId).toBe(bo?.personId)
    expect(plan.remarks).toEqual(['2 people got the time zone Europe/Vienna, because the file says none.'])
    for (const person of plan.added) expect(personSchema.parse(person)).toEqual(person)
  })

  test('a supervisor may stand below the people they supervise', () => {
    const [headings, ...people] = smallCompany
    const plan = planFor(headings ? [headings, ...people.toReversed()] : [])
    expect(plan.added).toHaveLength(3)
    expect(plan.problems).toEqual([])
  })
})

describe('given the same people', () => {
  const existing = planFor(smallCompany).added

  test('importing again changes nothing', () => {
    const plan = planFor(smallCompany, { existing })
    expect(plan).toMatchObject({ added: [], changed: [], gone: [], leftOut: [] })
    expect(plan.unchanged).toEqual(existing)
  })

  test('what differs is shown field by field, supervisors by name', () => {
    const plan = planFor(
      fileRows(`
Employee ID; Name;         E-mail;          Supervisor ID; Department
E1;          Ada Top;      ada@example.com; ;              Board
E2;          Bo Middleton; bo@example.com;  E1;            Orders
E3;          Cy Low;       cy@example.com;  E1;
`),
      { existing },
    )
    expect(
      plan.changed.map(({ before, after, fields }) => [before.employeeId, after.version, fields]),
    ).toEqual([
      ['E2', 2, [{ field: 'name', from: 'Bo Mid', to: 'Bo Middleton' }]],
      [
        'E3',
        2,
        [
          { field: 'supervisorId', from: 'Bo Middleton', to: 'Ada Top' },
          { field: 'department', from: 'Orders', to: null },
        ],
      ],
    ])
    expect(plan.unchanged.map((person) => person.employeeId)).toEqual(['E1'])
  })

  test('a new supervisor is shown by name too', () => {
    const plan = planFor(
      fileRows(`
Employee ID; Name;    E-mail;          Supervisor ID
E9;          Di New;  di@example.com;  E1
E3;          Cy Low;  cy@example.com;  E9
`),
      { existing },
    )
    expect(plan.changed[0]?.fields).toEqual([{ field: 'supervisorId', from: 'Bo Mid', to: 'Di New' }])
  })

  test('columns that are not in the file stay as they are; empty cells never take an address or a time zone away', () => {
    const plan = planFor(
      fileRows(`
Employee ID; Name;    E-mail; Time zone
E1;          Ada Top; ;
`),
      { existing },
    )
    expect(plan.changed).toEqual([])
    expect(plan.unchanged.map((person) => person.employeeId)).toEqual(['E1'])
    expect(plan.remarks).toContain('1 person without an address in the file keep the one they have.')
  })

  test('people who are not in the file are reported and stay, unless the file is the whole company', () => {
    const rows = smallCompany.slice(0, 3)
    const kept = planFor(rows, { existing })
    expect(kept.gone.map((person) => person.employeeId)).toEqual(['E3'])
    expect(kept.changed).toEqual([])

    const left = planFor(rows, { existing, options: { markGoneAsLeft: true } })
    expect(
      left.changed.map(({ after, fields }) => [after.employeeId, after.status, after.version, fields]),
    ).toEqual([['E3', 'left', 2, [{ field: 'status', from: 'active', to: 'left' }]]])
  })

  test('nobody is marked as left while a row cannot be matched to anybody', () => {
    const plan = planFor(
      fileRows(`
Employee ID; Name;    E-mail
E1;          Ada Top; ada@example.com
E2;          Bo Mid;  bo@example.com
;            Cy Low;  cy@example.com
`),
      { existing, options: { markGoneAsLeft: true } },
    )
    expect(problemsOf(plan)).toEqual(['4 no-employee-id'])
    expect(plan.gone.map((person) => person.employeeId)).toEqual(['E3'])
    expect(plan.changed).toEqual([])
  })

  test('somebody who had left is never taken back by itself', () => {
    const withLeaver = existing.map((person) =>
      person.employeeId === 'E3' ? { ...person, status: 'left' as const } : person,
    )
    const plan = planFor(smallCompany, { existing: withLeaver })
    expect(problemsOf(plan)).toEqual(['4 left-before'])
    expect(plan.changed).toEqual([])

    const back = planFor(smallCompany, { existing: withLeaver, options: { takeBackLeavers: true } })
    expect(back.changed.map(({ fields }) => fields)).toEqual([
      [{ field: 'status', from: 'left', to: 'active' }],
    ])
  })
})

describe('given a company without ids and addresses, whose supervisors have no rows', () => {
  const rows = fileRows(`
Agent;        Supervisor; Manager
Ann Agent;    Sue Super;  Max Manager
Ben Agent;    Sue Super;  Mia Manager
Zoë O'Agent;  Sid Super;  Max Manager
`)

  test('ids, addresses and the people who are only named are made, and all of it is said', () => {
    const plan = planFor(rows, { options: derivingOptions })
    expect(plan.added.map(({ employeeId, email }) => [employeeId, email])).toEqual([
      ['ann-agent', 'ann-agent@example.com'],
      ['ben-agent', 'ben-agent@example.com'],
      ['zoe-o-agent', 'zoe-o-agent@example.com'],
      ['sue-super', 'sue-super@example.com'],
      ['max-manager', 'max-manager@example.com'],
      ['mia-manager', 'mia-manager@example.com'],
      ['sid-super', 'sid-super@example.com'],
    ])
    const [ann] = plan.added
    expect(plan.added.find((person) => person.personId === ann?.supervisorId)?.name).toBe('Sue Super')
    expect(plan.added.find((person) => person.personId === ann?.managerId)?.name).toBe('Max Manager')
    expect(plan.problems).toEqual([])
    expect(plan.remarks).toEqual([
      '3 people go by an employee ID made from the name.',
      '7 people got an address made from the name, at example.com.',
      '4 people named as supervisor or manager had no row and are created, with nobody above them: Sue Super, Max Manager, Mia Manager and Sid Super.',
      '7 people got the time zone Europe/Vienna, because the file says none.',
    ])
  })

  test('importing again finds the people who are only named, and changes nothing', () => {
    const existing = planFor(rows, { options: derivingOptions }).added
    const again = planFor(rows, { existing, options: { ...derivingOptions, markGoneAsLeft: true } })
    expect(again).toMatchObject({ added: [], changed: [], gone: [], problems: [] })
    expect(again.unchanged).toHaveLength(7)
  })

  test('an address that HR has corrected stays corrected', () => {
    const existing = planFor(rows, { options: derivingOptions }).added.map((person) =>
      person.employeeId === 'ann-agent' ? { ...person, email: 'annie@example.org' } : person,
    )
    expect(planFor(rows, { existing, options: derivingOptions }).changed).toEqual([])
  })

  test('without the option, each row whose supervisor has no row is left out', () => {
    const plan = planFor(rows, { options: { ...derivingOptions, createNamedSupervisors: false } })
    expect(plan.added).toEqual([])
    expect(plan.leftOut).toEqual([2, 3, 4])
    expect(plan.problems[0]?.message).toBe(
      'Nobody is called Sue Super, who is named as supervisor. Add a row for them, correct the name, or choose to create people who are only named.',
    )
  })

  test('two people of one name get no made-up difference', () => {
    const plan = planFor(
      fileRows(`
Agent;     Supervisor; Shift
J. Moore;  Sue Super;  Morning
J. Moore;  Sid Super;  Evening
Ann Agent; Sue Super;  Morning
`),
      { options: derivingOptions },
    )
    expect(problemsOf(plan)).toEqual(['2 duplicate-id', '3 duplicate-id'])
    expect(plan.added.map((person) => person.name)).toEqual(['Ann Agent', 'Sue Super'])
  })
})

describe('a row with an error is left out whole, with its number, its column and what to do', () => {
  /** One wrong row 3 between a head and a good row. */
  const around = (row: string, options: Partial<ImportOptions> = {}) =>
    planFor(
      fileRows(`
Employee ID; Name;     E-mail;          Supervisor ID; Time zone
E1;          Ada Top;  ada@example.com; ;              Europe/Vienna
${row}
E3;          Cy Low;   cy@example.com;  E1;            Europe/Vienna
`),
      { options },
    )

  test.each([
    ['no name', 'E2; ; bo@example.com; E1; ', 'no-name', 'Name'],
    ['no id', '; Bo Mid; bo@example.com; E1; ', 'no-employee-id', 'Employee ID'],
    ['no address', 'E2; Bo Mid; ; E1; ', 'no-email', undefined],
    ['a wrong address', 'E2; Bo Mid; bo(at)example.com; E1; ', 'bad-email', 'E-mail'],
    ['an unknown supervisor', 'E2; Bo Mid; bo@example.com; E99; ', 'unknown-supervisor', 'Supervisor ID'],
    ['themselves as supervisor', 'E2; Bo Mid; bo@example.com; E2; ', 'self-supervision', 'Supervisor ID'],
    [
      'an unknown time zone',
      'E2; Bo Mid; bo@example.com; E1; Europe/Atlantis',
      'unknown-time-zone',
      'Time zone',
    ],
    ['a control character', 'E2; Bo\u0007Mid; bo@example.com; E1; ', 'control-characters', 'Name'],
    [
      'a mark that turns the direction',
      'E2; Bo \u202eMid; bo@example.com; E1; ',
      'control-characters',
      'Name',
    ],
    ['a name without end', `E2; ${'Bo'.repeat(61)}; bo@example.com; E1; `, 'too-long', 'Name'],
    ['an id without end', `${'E'.repeat(65)}; Bo; bo@example.com; E1; `, 'too-long', 'Employee ID'],
  ])('%s', (_, row, code, column) => {
    const plan = around(row)
    expect(plan.problems).toHaveLength(1)
    expect(plan.problems[0]).toMatchObject({ row: 3, code, severity: 'error', ...(column ? { column } : {}) })
    expect(plan.leftOut).toEqual([3])
    expect(plan.added.map((person) => person.employeeId)).toEqual(['E1', 'E3'])
  })

  test('blanks around and within a name go, and it is said', () => {
    const plan = around('E2;  Bo \u00a0  Mid  ; bo@example.com; E1; ')
    expect(problemsOf(plan, 'warning')).toEqual(['3 padded'])
    expect(plan.added[1]?.name).toBe('Bo Mid')
  })

  test('words that mean no data are read so, and it is said', () => {
    const plan = around('E2; Bo Mid; bo@example.com; NULL; ?')
    expect(plan.added[1]).toMatchObject({ supervisorId: null, timeZone: 'Europe/Vienna' })
    expect(plan.remarks).toEqual(expect.arrayContaining(['“NULL” is read as “no data” in 1 cell.']))
    expect(problemsOf(plan)).toEqual(['2 several-roots', '3 several-roots'])
  })

  test('a person may be called Null', () => {
    expect(around('E2; Null; null@example.com; E1; ').added[1]?.name).toBe('Null')
  })

  test('two addresses that differ in case only are one address', () => {
    const plan = around('E2; Bo Mid; CY@example.com; E1; ')
    expect(problemsOf(plan)).toEqual(['3 shared-email', '4 shared-email'])
    expect(plan.problems[0]?.message).toContain('Cy Low (E3)')
    expect(plan.added.map((person) => person.employeeId)).toEqual(['E1'])
  })

  test('one id with different contents leaves both rows out; the same contents count once', () => {
    const different = around('E3; Cy Love; cy.love@example.com; E1; Europe/Vienna')
    expect(problemsOf(different)).toEqual(['3 duplicate-id', '4 duplicate-id'])
    expect(different.added).toHaveLength(1)

    const same = around('E3; Cy Low; cy@example.com; E1; Europe/Vienna')
    expect(problemsOf(same)).toEqual(['4 repeated-row'])
    expect(same.added).toHaveLength(2)
    expect(same.leftOut).toEqual([])
  })

  test('two ids for one name come in with a warning on both', () => {
    const plan = around('E2; cy low; other@example.com; E1; ')
    expect(problemsOf(plan)).toEqual(['3 same-name', '4 same-name'])
    expect(plan.added).toHaveLength(3)
  })

  test('an address of somebody who is not in the file is not given away', () => {
    const existing = planFor(smallCompany).added
    const plan = planFor(
      fileRows(`
Employee ID; Name;   E-mail
E8;          Di New; bo@example.com
`),
      { existing },
    )
    expect(problemsOf(plan)).toEqual(['2 shared-email'])
    expect(plan.problems[0]?.message).toContain('Bo Mid (E2)')
  })
})

describe('given people above whom somebody is missing', () => {
  const circle = fileRows(`
Employee ID; Name;    E-mail;          Supervisor ID
E1;          Ada Top; ada@example.com; E3
E2;          Bo Mid;  bo@example.com;  E1
E3;          Cy Low;  cy@example.com;  E2
E4;          Di Own;  di@example.com;
E5;          Ed Under; ed@example.com; E3
`)

  test('a circle names its members, leaves them out, and who is under them too', () => {
    const plan = planFor(circle)
    expect(problemsOf(plan)).toEqual([
      '2 supervision-loop',
      '3 supervision-loop',
      '4 supervision-loop',
      '6 supervisor-left-out',
    ])
    expect(plan.problems[0]?.message).toBe(
      'Ada Top, Cy Low and Bo Mid supervise each other in a circle. Correct the supervisor of one of them.',
    )
    expect(plan.problems[3]?.message).toContain('Cy Low, who is named as supervisor, is left out (see row 4)')
    expect(plan.added.map((person) => person.employeeId)).toEqual(['E4'])
  })

  test('if HR says so, they come in without a supervisor, with a warning each', () => {
    const plan = planFor(circle, { options: { withoutClearSupervisor: 'importWithoutSupervisor' } })
    expect(problemsOf(plan, 'error')).toEqual([])
    expect(
      plan.added.filter((person) => person.supervisorId === null).map((person) => person.employeeId),
    ).toEqual(['E1', 'E2', 'E3', 'E4'])
  })

  test('a circle that closes through somebody who is there already is seen', () => {
    const existing = planFor(smallCompany).added
    const plan = planFor(
      fileRows(`
Employee ID; Name;    E-mail;          Supervisor ID
E1;          Ada Top; ada@example.com; E3
`),
      { existing },
    )
    expect(problemsOf(plan)).toEqual(['2 supervision-loop'])
    expect(plan.problems[0]?.message).toContain('Ada Top, Cy Low and Bo Mid')
    expect(plan.changed).toEqual([])
  })

  test('a wrong row leaves out whoever is new under it, down to the last', () => {
    const plan = planFor(
      fileRows(`
Employee ID; Name;     E-mail;          Supervisor ID
E1;          Ada Top;  nowhere;
E2;          Bo Mid;   bo@example.com;  E1
E3;          Cy Low;   cy@example.com;  E2
E4;          Di Else;  di@example.com;
`),
    )
    expect(problemsOf(plan)).toEqual(['2 bad-email', '3 supervisor-left-out', '4 supervisor-left-out'])
    expect(plan.added.map((person) => person.employeeId)).toEqual(['E4'])
  })

  test('a wrong row of somebody who is there already leaves out only itself', () => {
    const existing = planFor(smallCompany).added
    const plan = planFor(
      fileRows(`
Employee ID; Name;    E-mail;          Supervisor ID
E1;          Ada Top; nowhere;
E7;          Flo New; flo@example.com; E1
`),
      { existing },
    )
    expect(problemsOf(plan)).toEqual(['2 bad-email'])
    expect(plan.added.map((person) => person.name)).toEqual(['Flo New'])
  })

  test('a name is enough only where one person bears it', () => {
    const plan = planFor(
      fileRows(`
Employee ID; Name;     E-mail;          Supervisor
E1;          J. Moore; jm1@example.com;
E2;          J. Moore; jm2@example.com;
E3;          Cy Low;   cy@example.com;  J. Moore
E4;          Di Else;  di@example.com;  cy  LOW
`),
      { options: { withoutClearSupervisor: 'importWithoutSupervisor' } },
    )
    expect(problemsOf(plan)).toEqual([
      '2 same-name',
      '2 several-roots',
      '3 same-name',
      '3 several-roots',
      '4 ambiguous-supervisor',
      '4 several-roots',
    ])
    expect(plan.problems.find((problem) => problem.code === 'ambiguous-supervisor')?.message).toContain(
      'E1 and E2',
    )
    expect(plan.added[3]?.supervisorId).toBe(plan.added[2]?.personId)
  })

  test('somebody who has left supervises nobody new', () => {
    const existing = planFor(smallCompany).added.map((person) => ({ ...person, status: 'left' as const }))
    const plan = planFor(
      fileRows(`
Employee ID; Name;    E-mail;          Supervisor ID
E7;          Flo New; flo@example.com; E1
`),
      { existing },
    )
    expect(problemsOf(plan)).toEqual(['2 supervisor-left'])
  })

  test('ids in a column of names, and names in one of ids, are pointed out', () => {
    const rows = fileRows(`
Employee ID; Name;     E-mail;          Boss
E1;          Ada Top;  ada@example.com;
E2;          Bo Mid;   bo@example.com;  E1
E3;          Cy Low;   cy@example.com;  Ada Top
`)
    const messages = (field: 'supervisorId' | 'supervisorName') => {
      const plan = planImport({
        rows,
        mapping: { hasHeadings: true, columns: { employeeId: 0, name: 1, email: 2, [field]: 3 } },
        options: importOptions,
        existing: [],
        newPersonId: countingPersonIds(),
      })
      return 'refused' in plan ? [] : plan.problems.map((problem) => problem.message)
    }
    expect(messages('supervisorId')).toEqual([
      '“Ada Top” is a name, but the column is read as employee IDs. Choose it as the supervisor’s name instead.',
    ])
    expect(messages('supervisorName')).toEqual([
      '“E1” is an employee ID, but the column is read as names. Choose it as the supervisor’s employee ID instead.',
    ])
  })
})

describe('what concerns the whole file refuses it, by the field that has to change', () => {
  const rows = smallCompany
  const columns = { employeeId: 0, name: 1, email: 2, supervisorId: 3 }
  test.each([
    ['only headings', { rows: rows.slice(0, 1) }, 'no-people', undefined],
    ['nothing', { rows: [] }, 'no-people', undefined],
    ['no names', { columns: { employeeId: 0, email: 2 } }, 'no-name-column', 'name'],
    ['no ids', { columns: { name: 1, email: 2 } }, 'no-id-column', 'employeeId'],
    ['no addresses', { columns: { employeeId: 0, name: 1 } }, 'no-email-column', 'email'],
    ['a column that is not there', { columns: { ...columns, shift: 6 } }, 'no-such-column', 'shift'],
    ['one column for two fields', { columns: { ...columns, shift: 1 } }, 'column-used-twice', 'shift'],
    ['a wrong domain', { options: { emailDomain: '@example' } }, 'bad-email-domain', 'emailDomain'],
    [
      'a wrong time zone',
      { options: { defaultTimeZone: 'Moon/Base' } },
      'unknown-time-zone',
      'defaultTimeZone',
    ],
  ])(
    '%s',
    (_, given: { rows?: typeof rows; columns?: object; options?: Partial<ImportOptions> }, code, field) => {
      const refusal = planImport({
        rows: given.rows ?? rows,
        mapping: { hasHeadings: true, columns: given.columns ?? columns },
        options: { ...importOptions, ...given.options },
        existing: [],
        newPersonId: countingPersonIds(),
      })
      expect(refusal).toMatchObject({ refused: true, code, ...(field ? { field } : {}) })
    },
  )
})

test('after a plan has been applied the same file has nothing left to do', () => {
  const plan = planFor(smallCompany)
  const after = applied([], plan)
  expect(planFor(smallCompany, { existing: after })).toMatchObject({ added: [], changed: [] })
})

describe('fifty thousand rows with everything wrong are told row by row', () => {
  const many = (cellsOf: (index: number) => string[]) =>
    [
      ['Employee ID', 'Name', 'E-mail', 'Supervisor ID'],
      ...Array.from({ length: 50_000 }, (_, index) => cellsOf(index)),
    ].map((cells, index) => ({ row: index + 1, cells }))
  test.each([
    [
      'one name',
      (i: number) => [`E${i}`, 'Ann Lee', `e${i}@example.com`, i === 0 ? '' : 'E0'],
      50_000,
      'same-name',
    ],
    ['one id', (i: number) => ['E1', `Person ${i}`, `e${i}@example.com`, ''], 0, 'duplicate-id'],
    ['one address', (i: number) => [`E${i}`, `Person ${i}`, 'e@example.com', ''], 0, 'shared-email'],
    [
      'one circle',
      (i: number) => [`E${i}`, `Person ${i}`, `e${i}@example.com`, `E${(i + 1) % 50_000}`],
      0,
      'supervision-loop',
    ],
    [
      'a chain that hangs on nothing',
      (i: number) => [`E${i}`, `Person ${i}`, `e${i}@example.com`, i === 0 ? 'gone' : `E${i - 1}`],
      0,
      'supervisor-left-out',
    ],
  ])(
    '%s',
    (_, cellsOf, added, code) => {
      const plan = planFor(many(cellsOf))
      expect(plan.added).toHaveLength(added)
      expect(plan.problems).toHaveLength(50_000)
      expect(plan.problems[49_999]?.code).toBe(code)
    },
    60_000,
  )
})
