import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import { HrUser } from '../hr-user.ts'
import { SignedInUser } from '../signed-in-user.ts'
import { chanceFrom } from './chance.ts'
import { compileReport } from './compile-report.ts'
import { Inbox } from './inbox.ts'
import { LocalCloud } from './local-cloud.ts'
import { choosePeople, importCompany, scheduleCycle, statusOf } from './organizer.ts'
import { inWords } from './report.ts'
import { NotReached } from './visitor.ts'

const HELP = `npm run demo -- [options]

Runs a whole review cycle on this machine: imports the company, schedules a cycle, lets simulated people do what
their mails ask, moves the clock where people would wait, and reports what it counted.

  --company FILE     people file to import; the sample company without it
  --people N         how many people are reviewed (default 30)
  --team NAME        review the team of this supervisor instead
  --concurrency N    how many people act at the same time (default 8)
  --kill N           end the whole local cloud with SIGKILL N times at random moments on the way (default 0)
  --seed N           for what people answer and when the kills come (default 1)
  --port N           where the local cloud listens (default 8711)
  --data DIR         where it keeps its data; must be new or empty (default: a new temporary directory)
  --json             print the report as JSON
  --help             this text

Ends with 0 when every review is sealed and everything counted is as it must be.`

interface Options {
  company: string | undefined
  people: number
  team: string | undefined
  concurrency: number
  kill: number
  seed: number
  port: number
  data: string
  json: boolean
}

/** No cycle takes this many clock moves; a demo that needs more is stuck. */
const MOST_MOVES = 2_000

const options = readOptions()
if (options === undefined) process.exit(2)
process.exitCode = await run(options)

function readOptions(): Options | undefined {
  const number = { type: 'string' } as const
  let values: Record<string, string | boolean | undefined>
  try {
    values = parseArgs({
      options: {
        company: { type: 'string' },
        team: { type: 'string' },
        data: { type: 'string' },
        people: number,
        concurrency: number,
        kill: number,
        seed: number,
        port: number,
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`)
    return undefined
  }
  if (values.help === true) {
    console.log(HELP)
    process.exit(0)
  }
  const numberOf = (name: string, otherwise: number) => {
    const text = values[name]
    if (text === undefined) return otherwise
    if (typeof text === 'string' && /^\d{1,9}$/.test(text)) return Number(text)
    console.error(`--${name} takes a whole number, not ${String(text)}.`)
    return process.exit(2)
  }
  const textOf = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined)
  return {
    company: textOf('company'),
    team: textOf('team'),
    people: numberOf('people', 30),
    concurrency: Math.max(1, numberOf('concurrency', 8)),
    kill: numberOf('kill', 0),
    seed: numberOf('seed', 1),
    port: numberOf('port', 8711),
    data: freshDirectory(textOf('data')),
    json: values.json === true,
  }
}

/** A demo counts everything that its cloud ever did, so it begins on an empty directory. */
function freshDirectory(wanted: string | undefined): string {
  if (wanted === undefined) return mkdtempSync(join(tmpdir(), 'countersign-demo-'))
  const directory = resolve(wanted)
  mkdirSync(directory, { recursive: true })
  if (readdirSync(directory).length === 0) return directory
  console.error(`${directory} is not empty. Name a new directory, so that the report counts this demo only.`)
  return process.exit(2)
}

async function run(chosen: Options): Promise<number> {
  const startedAt = Date.now()
  const logFile = join(chosen.data, 'demo.log')
  const cloud = new LocalCloud({
    port: chosen.port,
    data: chosen.data,
    log: (line) => void appendFile(logFile, line),
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void cloud.stop().then(() => process.exit(130)))
  }
  try {
    return await conduct(chosen, cloud, startedAt)
  } catch (error) {
    console.error(`The demo broke off: ${error instanceof Error ? error.message : String(error)}`)
    console.error(`The cloud's own words are in ${logFile}; its data is in ${chosen.data}.`)
    return 1
  } finally {
    await cloud.stop()
  }
}

async function conduct(chosen: Options, cloud: LocalCloud, startedAt: number): Promise<number> {
  await cloud.start()
  const from = await cloud.now()
  const hr = await HrUser.signIn(cloud.url)
  const sample = fileURLToPath(new URL('../company.csv', import.meta.url))
  await importCompany(hr, resolve(chosen.company ?? sample), chosen.company === undefined)
  const people = await choosePeople(hr, { team: chosen.team, people: chosen.people })
  const cycleId = await scheduleCycle(hr, 'Demo cycle', people.employeeIds, people.supervisorIds)

  const bar = new SingleBar({
    format: '{bar} {percentage}% of the acts | {value} of {total} | {duration_formatted} | {mails} mails',
    noTTYOutput: false,
    stream: process.stderr,
  })
  const inbox = new Inbox(cloud, {
    concurrency: chosen.concurrency,
    seed: chosen.seed,
    onActed: () => bar.update(actsOf(inbox), { mails: inbox.total }),
  })
  // Per review: a self-assessment, four peers, a rating, two signatures.
  bar.start(people.employeeIds.length * 8, 0, { mails: 0 })
  const killing = killAtRandom(
    cloud,
    chosen,
    () => actsOf(inbox) + interruptedOf(inbox),
    people.employeeIds.length * 8,
  )
  await live(cloud, inbox, hr, cycleId)
  killing.stop()
  bar.stop()

  const auditor = new SignedInUser(cloud.url)
  await auditor.signIn('auditor', '/audit')
  const report = await compileReport({
    cloud,
    inbox,
    auditor,
    cycleId,
    company: people.company,
    expected: people.employeeIds.length,
    from,
    startedAt,
    data: chosen.data,
  })
  console.log(chosen.json ? JSON.stringify(report, undefined, 2) : inWords(report))
  return report.problems.length === 0 ? 0 : 1
}

function actsOf(inbox: Inbox): number {
  let acts = 0
  for (const { deeds } of inbox.people.values()) acts += deeds.submitted + deeds.signed
  return acts
}

/** Acts that a cloud going down kept from being answered: they may have been done, and nobody counted them. */
function interruptedOf(inbox: Inbox): number {
  let acts = 0
  for (const { deeds } of inbox.people.values()) acts += deeds.interrupted
  return acts
}

/** Until the cycle is closed: read mails, let people act, and when nobody has anything to do, move the clock. */
async function live(cloud: LocalCloud, inbox: Inbox, hr: HrUser, cycleId: string): Promise<void> {
  for (let moves = 0; moves < MOST_MOVES; ) {
    try {
      const came = await inbox.read()
      if (came > 0 || !inbox.idle) {
        await new Promise((resolve) => setTimeout(resolve, 50))
        continue
      }
      await cloud.settle()
      if ((await inbox.read()) > 0) continue
      if ((await statusOf(hr, cycleId)) === 'closed') return
      await cloud.advance()
      moves += 1
    } catch (error) {
      if (!(error instanceof NotReached)) throw error
      await cloud.reached()
    }
  }
  throw new Error(`The cycle was not closed after ${MOST_MOVES} moves of the clock`)
}

/** Kills come when a random share of the acts is done, so that they hit every phase. */
function killAtRandom(
  cloud: LocalCloud,
  { kill, seed }: Options,
  done: () => number,
  total: number,
): { stop(): void } {
  const chance = chanceFrom(seed + 7919)
  const moments = Array.from({ length: kill }, () => chance() * total * 0.95).sort((a, b) => a - b)
  const timer = setInterval(() => {
    const next = moments[0]
    if (next === undefined || done() < next) return
    if (cloud.kill()) moments.shift()
  }, 20)
  return { stop: () => clearInterval(timer) }
}
