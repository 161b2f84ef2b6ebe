import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { HrUser, ImportResult } from '../hr-user.ts'
import { savePart, startDraft } from '../plan-draft.ts'
import { one, wordsOf } from '../signed-in-user.ts'
import { UnexpectedPage } from './visitor.ts'

interface ListedPerson {
  personId: string
  employeeId: string
  name: string
  supervisorId: string | null
  status: string
}

export interface ChosenPeople {
  company: number
  employeeIds: string[]
  /** Set when those are whole teams: then HR would tick the teams instead of writing down everybody. */
  supervisorIds?: string[]
}

/** Brings the company in. A file without ids and addresses gets them derived, as the import's options say. */
export async function importCompany(hr: HrUser, file: string, isOwn: boolean): Promise<ImportResult> {
  const bytes = new Uint8Array(await readFile(file))
  return hr.importPeople(
    { name: basename(file), bytes },
    isOwn ? {} : { emailDomain: 'example.com', deriveEmployeeIds: true, createNamedSupervisors: true },
  )
}

/**
 * Picks who is reviewed from the people pages: everybody of one team, or the first so many agents, team by team.
 * @throws UnexpectedPage when no such team is there.
 */
export async function choosePeople(
  hr: HrUser,
  wanted: { team: string | undefined; people: number },
): Promise<ChosenPeople> {
  const people = await listEverybody(hr)
  const supervisors = new Set(people.flatMap((person) => person.supervisorId ?? []))
  const agents = people
    .filter((person) => person.supervisorId !== null && !supervisors.has(person.personId))
    .sort((a, b) => ((a.supervisorId ?? '') < (b.supervisorId ?? '') ? -1 : 1))
  if (wanted.team !== undefined) {
    const lead = people.find((person) => person.name === wanted.team)
    const members = agents.filter((person) => lead !== undefined && person.supervisorId === lead.personId)
    if (members.length === 0) throw new UnexpectedPage(`Nobody called ${wanted.team} has a team`)
    return chosenOf(people.length, members, agents)
  }
  return chosenOf(people.length, agents.slice(0, wanted.people), agents)
}

function chosenOf(
  company: number,
  chosen: readonly ListedPerson[],
  agents: readonly ListedPerson[],
): ChosenPeople {
  const employeeIds = chosen.map((person) => person.employeeId)
  const supervisorIds = [...new Set(chosen.flatMap((person) => person.supervisorId ?? []))]
  const inThoseTeams = agents.filter((person) => supervisorIds.includes(person.supervisorId ?? ''))
  return inThoseTeams.length === chosen.length
    ? { company, employeeIds, supervisorIds }
    : { company, employeeIds }
}

async function listEverybody(hr: HrUser): Promise<ListedPerson[]> {
  const everybody: ListedPerson[] = []
  for (let page = 1; ; page += 1) {
    const { people, found } = (await hr.read(`/hr/people?page=${page}`)) as {
      people: ListedPerson[]
      found: number
    }
    everybody.push(...people.filter((person) => person.status === 'active'))
    if (people.length === 0 || page * people.length >= found + people.length) return everybody
  }
}

/** Plans a cycle for these people and schedules its launch. @returns the cycle's id. */
export async function scheduleCycle(
  hr: HrUser,
  name: string,
  employeeIds: readonly string[],
  supervisorIds?: readonly string[],
): Promise<string> {
  const cycleId = await startDraft(hr, { name })
  await savePart(
    hr,
    cycleId,
    'people',
    supervisorIds === undefined
      ? { selectBy: 'hand', employeeIds: employeeIds.join('\n') }
      : { selectBy: 'filter', supervisorIds },
  )
  const saved = await hr.open(`/hr/cycles/${cycleId}`)
  const scheduled = await hr.press(saved, one(saved, `form[action="/hr/cycles/${cycleId}/schedule"] button`))
  if (scheduled.status !== 200) throw new UnexpectedPage(`Scheduling was refused: ${wordsOf(scheduled)}`)
  return cycleId
}

export async function statusOf(hr: HrUser, cycleId: string): Promise<string> {
  const { cycle } = (await hr.read(`/hr/cycles/${cycleId}`)) as { cycle: { status: string } }
  return cycle.status
}
