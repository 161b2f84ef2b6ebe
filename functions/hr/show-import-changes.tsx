import type { ImportPlan } from '../domain/people-import.ts'
import type { ImportProblem } from '../domain/people-rows.ts'
import type { Person } from '../domain/person.ts'
import { isRefusal } from '../domain/refusal.ts'
import type { Database } from '../store/database.ts'
import { departuresOf } from '../store/departed-people.ts'
import { findImport } from '../store/people-imports.ts'
import { notAvailable, page, redirect } from '../web/reply.ts'
import { peopleFilePage } from './choose-people-file.tsx'
import { actOf, hrRoute } from './hr-route.ts'
import { importColumnsPage } from './import-columns-reply.tsx'
import { changeInWords } from './import-report.ts'
import { withdrawalInWords } from './operations/withdrawal-effect.ts'
import { ImportChangesPage } from './pages/import-changes-page.tsx'
import type { ImportOutcome } from './pages/import-outcome.tsx'
import { digestOfPreview } from './people-import-form.ts'
import { type PeopleImportRequest, planRequest, readImportRequest } from './people-import-request.ts'
import { importParamsSchema } from './show-people-import.tsx'

/** Third step: what the import would change, and what is wrong row by row. */
export const showImportChanges = hrRoute({
  method: 'GET',
  path: '/hr/people/imports/{importId}/changes',
  rule: 'hr',
  summary: 'Shows what an import would change, with the digest that confirms it',
  params: importParamsSchema,
  answer: async ({ dependencies: { db }, session, now }, { params }) => {
    const stored = await findImport(db, params.importId)
    if (stored === undefined) return notAvailable()
    if (stored.status !== 'chosen') return redirect(`/hr/people/imports/${params.importId}`)
    const request = await readImportRequest(db, stored)
    if (isRefusal(request)) return peopleFilePage({ file: request.message })
    const plan = planRequest(request, () => db.mint.personId())
    return isRefusal(plan)
      ? importColumnsPage(db, stored, { refusal: plan, request })
      : importChangesPage(request, plan, await departuresIn(db, plan, actOf(session, now)))
  },
})

/** Enough to see what is wrong; thousands of rows would only be scrolled past. All of it is in the download. */
const shown = { problems: 100, changes: 50, samples: 5, gone: 20, departures: 50 } as const

/** What the departures in a plan would mean for the cycles that run, a line each. */
export async function departuresIn(
  db: Database,
  plan: ImportPlan,
  act: ReturnType<typeof actOf>,
): Promise<string[]> {
  const leaving = plan.changed
    .filter(({ before, after }) => before.status === 'active' && after.status === 'left')
    .map(({ after }) => after.personId)
  const departures = await departuresOf(db, new Set(leaving.slice(0, shown.departures)), act)
  return [
    ...departures.map(
      ({ cycleName, withdrawal }) => `${cycleName}: ${withdrawalInWords(withdrawal).join(' ')}`,
    ),
    ...(leaving.length > shown.departures
      ? [`The same is done for ${leaving.length - shown.departures} more who leave, where they have a part.`]
      : []),
  ]
}

/**
 * @param departures what becomes of the cycles in which somebody who leaves has a part.
 * @param notice why this is shown although HR said "import".
 */
export function importChangesPage(
  request: PeopleImportRequest,
  plan: ImportPlan,
  departures: readonly string[],
  notice?: { title: string; message: string },
) {
  const { stored, mapping, options, body } = request
  const seen = digestOfPreview(mapping, options, plan)
  return page(
    <ImportChangesPage
      importId={stored.importId}
      fileName={stored.fileName}
      rowCount={body.length}
      seen={seen}
      remarks={plan.remarks}
      departures={departures}
      notice={notice}
      outcome={outcomeOf(request, plan)}
    />,
    {
      title: 'What this import would change',
      status: notice === undefined ? 200 : 409,
      wide: true,
      back: { label: 'Columns and formats', href: `/hr/people/imports/${stored.importId}` },
      data: {
        importId: stored.importId,
        status: stored.status,
        seen,
        added: plan.added.length,
        changed: plan.changed.length,
        unchanged: plan.unchanged.length,
        gone: plan.gone.length,
        leftOut: plan.leftOut,
        remarks: plan.remarks,
        departures,
        problems: plan.problems.slice(0, shown.problems),
        problemCount: plan.problems.length,
        ...(notice === undefined ? {} : { notice: notice.message }),
      },
    },
  )
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
