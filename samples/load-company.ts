import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { importCompany } from './demo/organizer.ts'
import type { Page } from './demo/visitor.ts'
import { HrUser } from './hr-user.ts'
import { openPart, savePart, startDraft } from './plan-draft.ts'
import { one } from './signed-in-user.ts'

const sampleFile = fileURLToPath(new URL('company.csv', import.meta.url))

/** Small enough to play every part by hand, large enough for four peers each. */
const handyTeam = 12

/**
 * Brings a company into a running Countersign as HR would, through the pages of the console and nothing else: signs in at
 * the issuer, imports the people, and leaves a cycle for one team as a draft that only has to be scheduled. Done again,
 * it adds what is missing.
 *
 * @param companyFile a CSV file; the sample company if there is none. Ids and addresses that it lacks are made.
 * @throws UnexpectedPage with the words of the page on which it could not go on.
 */
export async function loadCompany({
  url,
  companyFile,
  log,
}: {
  url: string
  companyFile?: string
  log(line: string): void
}): Promise<void> {
  const file = companyFile ?? sampleFile
  log(
    companyFile === undefined ? 'Loading the sample company …' : `Loading the people of ${basename(file)} …`,
  )
  const hr = await HrUser.signIn(url)
  const { added, changed, leftOut } = await importCompany(hr, file, companyFile === undefined)
  if (added + changed > 0) log(`${added} people are new, ${changed} have changed.`)
  if (leftOut > 0) log(`${leftOut} rows were left out; the import page in the HR console says why.`)
  const team = await planOneTeam(hr)
  if (team !== undefined)
    log(`A review cycle for the team of ${team} is ready to be scheduled in the HR console.`)
}

/** @returns whose team it is about; undefined when there are cycles already, or no team. */
async function planOneTeam(hr: HrUser): Promise<string | undefined> {
  const { cycles } = (await hr.read('/hr/cycles')) as { cycles: unknown[] }
  if (cycles.length > 0) return undefined
  const cycleId = await startDraft(hr)
  const [team] = teamsOn(await openPart(hr, cycleId, 'people')).sort(
    (a, b) =>
      Math.abs(a.size - handyTeam) - Math.abs(b.size - handyTeam) || (a.supervisor < b.supervisor ? -1 : 1),
  )
  if (team === undefined) return undefined
  await savePart(hr, cycleId, 'people', { selectBy: 'filter', supervisorIds: team.personId })
  const basics = await openPart(hr, cycleId, 'basics')
  const suggested = one(basics, 'input[name=name]').getAttribute('value') ?? 'Reviews'
  await savePart(hr, cycleId, 'basics', { name: `${suggested}, team of ${team.supervisor}` })
  return team.supervisor
}

/** The supervisors whom the plan offers, each as "Name (12 people)". */
function teamsOn(plan: Page): { personId: string; supervisor: string; size: number }[] {
  return plan.document.querySelectorAll('input[name=supervisorIds]').flatMap((box) => {
    const id = box.getAttribute('id') ?? ''
    const label = plan.document.querySelector(`label[for="${id}"]`)?.textContent ?? ''
    const [, supervisor, size] = /^\s*(.+) \((\d+) \w+\)\s*$/.exec(label) ?? []
    const personId = box.getAttribute('value')
    return supervisor !== undefined && personId !== undefined
      ? [{ personId, supervisor, size: Number(size) }]
      : []
  })
}
