import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { ImportOptions, ImportPlan } from '../../../functions/domain/import-plan.ts'
import type { FileRow } from '../../../functions/domain/people-columns.ts'
import { type Person, personSchema } from '../../../functions/domain/person.ts'
import { findSupervisionLoops } from '../../../functions/domain/supervision-loops.ts'
import { applied, importOptions, planFor } from '../../fixtures/people-import.ts'

// Hundreds of random companies each, on machines that do other things too.
vi.setConfig({ testTimeout: 60_000 })

/** Mostly sound rows of few people, so that ids, names and addresses sometimes collide and supervisors form circles. */
const ids = fc.constantFrom('E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E7')
const mostly = (sound: string, ...others: string[]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(sound) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  )
const rowCells = ids.chain((id) =>
  fc.tuple(
    mostly(id, '', '0'),
    mostly(`Person ${id}`, 'Ann Lee', ' ann  lee', 'Null', '李明', ''),
    mostly(`${id}@example.com`, 'e1@example.com', 'd', '', 'e@e', 'null'),
    fc.oneof(
      { weight: 8, arbitrary: ids },
      { weight: 3, arbitrary: fc.constant('') },
      fc.constantFrom('0', 'E9', 'Ann Lee'),
    ),
    fc.constantFrom('', '', 'Person E1', 'Person E2', 'Ann Lee', 'Max Named', '李明'),
    fc.constantFrom('Orders', 'Returns', '', '?'),
  ),
)
const files = fc.array(rowCells, { minLength: 1, maxLength: 9 })
const headings = ['Employee ID', 'Name', 'E-mail', 'Supervisor ID', 'Manager', 'Department']
const optionChoices: fc.Arbitrary<ImportOptions> = fc
  .record({
    deriveEmployeeIds: fc.boolean(),
    createNamedSupervisors: fc.boolean(),
    withoutClearSupervisor: fc.constantFrom('leaveOut' as const, 'importWithoutSupervisor' as const),
    markGoneAsLeft: fc.boolean(),
    takeBackLeavers: fc.boolean(),
    withDomain: fc.boolean(),
  })
  .map(({ withDomain, ...options }) => ({
    ...importOptions,
    ...options,
    ...(withDomain ? { emailDomain: 'example.com' } : {}),
  }))

const rowsOf = (file: readonly (readonly string[])[]): FileRow[] =>
  [headings, ...file].map((cells, index) => ({ row: index + 1, cells: [...cells] }))

/** Two files one after the other, so that plans are also made against people who are there, and who have left. */
const imports = fc.tuple(files, optionChoices, files, optionChoices)

function check(
  run: (before: Person[], rows: FileRow[], options: ImportOptions, plan: ImportPlan) => void,
): void {
  fc.assert(
    fc.property(imports, ([firstFile, firstOptions, file, options]) => {
      const before = applied([], planFor(rowsOf(firstFile), { options: firstOptions }))
      const rows = rowsOf(file)
      run(before, rows, options, planFor(rows, { existing: before, options }))
    }),
    { numRuns: 500 },
  )
}

test('importing the same file again adds and changes nothing', () => {
  check((before, rows, options, plan) => {
    const again = planFor(rows, { existing: applied(before, plan), options })
    expect({ added: again.added, changed: again.changed }).toEqual({ added: [], changed: [] })
  })
})

test('the same input gives the same plan, whatever the ids of new people are', () => {
  check((before, rows, options, plan) => {
    const words = (one: ImportPlan) => [
      one.problems,
      one.remarks,
      one.leftOut,
      one.changed.map((change) => change.fields),
      one.added.map((person) => person.employeeId),
    ]
    expect(words(planFor(rows, { existing: before, options }))).toEqual(words(plan))
  })
})

test('every row either comes in or is left out with an error of its own, never both', () => {
  check((_, rows, __, plan) => {
    const here = new Set(
      [...plan.added, ...plan.changed.map(({ after }) => after), ...plan.unchanged].map(
        (person) => person.employeeId,
      ),
    )
    const wrong = new Set(plan.problems.flatMap(({ row, severity }) => (severity === 'error' ? row : [])))
    const repeated = new Set(plan.problems.flatMap(({ row, code }) => (code === 'repeated-row' ? row : [])))
    const leftOut = new Set(plan.leftOut)
    for (const { row, cells } of rows.slice(1)) {
      if (leftOut.has(row)) expect(wrong.has(row) || repeated.has(row)).toBe(true)
      else {
        expect(wrong.has(row)).toBe(false)
        const name = cells[1]?.trim().replace(/\s+/g, ' ') ?? ''
        expect(here.has(cells[0] || name.toLowerCase().replace(' ', '-'))).toBe(true)
      }
    }
  })
})

test('everybody who was there is in exactly one place, or has a row that is left out', () => {
  check((before, _, options, plan) => {
    const places = [
      ...plan.unchanged.map((person) => person.personId),
      ...plan.changed.map((change) => change.before.personId),
      ...(options.markGoneAsLeft ? [] : plan.gone.map((person) => person.personId)),
    ]
    expect(new Set(places).size).toBe(places.length)
    const known = new Set(before.map((person) => person.personId))
    for (const personId of places) expect(known.has(personId)).toBe(true)
    for (const person of plan.added) expect(known.has(person.personId)).toBe(false)
  })
})

test('what comes out is sound: valid people, one id each, one address each, everybody above there, no new circle', () => {
  check((before, _, __, plan) => {
    const after = applied(before, plan)
    const byId = new Map(after.map((person) => [person.personId, person]))
    expect(new Set(after.map((person) => person.employeeId)).size).toBe(after.length)
    const active = after.filter((person) => person.status === 'active')
    expect(new Set(active.map((person) => person.email.toLowerCase())).size).toBe(active.length)
    for (const person of after) {
      expect(personSchema.parse(person)).toEqual(person)
      for (const above of [person.supervisorId, person.managerId])
        if (above !== null) expect(byId.has(above)).toBe(true)
    }
    expect(
      findSupervisionLoops(new Map(after.map((person) => [person.personId, person.supervisorId]))),
    ).toEqual([])
  })
})

test('a change is what its fields say and counts one version up', () => {
  check((_, __, ___, plan) => {
    for (const { before, after, fields } of plan.changed) {
      expect(after.version).toBe(before.version + 1)
      expect(after.personId).toBe(before.personId)
      expect(fields.length).toBeGreaterThan(0)
      for (const { field, from, to } of fields) {
        expect(before[field] ?? null).not.toEqual(after[field] ?? null)
        if (field !== 'supervisorId' && field !== 'managerId') {
          expect([from, to]).toEqual([before[field] ?? null, after[field] ?? null])
        } else {
          expect([from === null, to === null]).toEqual([before[field] === null, after[field] === null])
        }
      }
    }
  })
})
