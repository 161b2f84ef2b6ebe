import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { choosePeople, importCompany, scheduleCycle } from '../../../samples/demo/organizer.ts'
import { SimulatedParticipant } from '../../../samples/demo/participant.ts'
import { HrUser } from '../../../samples/hr-user.ts'
import { one } from '../../../samples/signed-in-user.ts'
import { type JourneyCloud, linkIn } from '../../journeys/local-cloud.ts'

const company = fileURLToPath(new URL('../../../samples/company.csv', import.meta.url))

/** So many people answer what is asked of them, so that the cycle looks like one that has been going for some days. */
const ANSWERING = 120

export interface LaunchedCompany {
  cycleId: string
  /** Links of people who have not answered, one each. */
  links: string[]
}

/**
 * The sample company with one launched cycle; made the first time, found again in a data directory that was kept.
 * @param note where what was made is written down, in the cloud's data directory.
 */
export async function launchCompany(
  cloud: JourneyCloud,
  directory: string,
  people: number,
  log: (line: string) => void,
): Promise<LaunchedCompany> {
  const note = join(directory, 'bench-pages.json')
  if (existsSync(note)) return JSON.parse(readFileSync(note, 'utf8')) as LaunchedCompany
  const from = performance.now()
  const since = () => `${((performance.now() - from) / 1000).toFixed(0)} s`
  const hr = await HrUser.signIn(cloud.url)
  await importCompany(hr, company, false)
  const chosen = await choosePeople(hr, { team: undefined, people })
  const cycleId = await scheduleCycle(hr, 'Autumn reviews', chosen.employeeIds, chosen.supervisorIds)
  const page = await hr.open(`/hr/cycles/${cycleId}`)
  await hr.press(page, one(page, `form[action="/hr/cycles/${cycleId}/launch-now"] button`))
  await settled(cloud)
  log(`launched a cycle of ${chosen.employeeIds.length} people (${since()})`)

  const links = (await cloud.mails()).flatMap((mail) => linkIn(mail) ?? [])
  const answering = links.slice(0, ANSWERING)
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let link = answering.shift(); link !== undefined; link = answering.shift()) {
        const person = new SimulatedParticipant(Math.random, async () => {})
        await person.follow(link)
      }
    }),
  )
  await settled(cloud)
  log(`${ANSWERING} people answered all that waited for them (${since()})`)
  const made = { cycleId, links: links.slice(ANSWERING, ANSWERING + 64) }
  writeFileSync(note, JSON.stringify(made))
  return made
}

/** A launch of everybody takes longer on a busy machine than a request may wait for its answer. */
async function settled(cloud: JourneyCloud): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) {
    try {
      await cloud.settle()
      return
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
  }
  throw new Error('The cloud never came to rest.')
}
