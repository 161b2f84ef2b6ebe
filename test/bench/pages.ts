/**
 * How fast pages are on the local cloud, with a cycle of everybody in the sample company: `npm run bench:pages`, after
 * `npm run synth`. The figures are this machine's, clients included: they run on the same cores as the cloud.
 */

import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalCloud } from '../journeys/local-cloud.ts'
import { signIn } from '../journeys/session.ts'
import { browse } from './pages/browse.ts'
import { openClient, pagesOfHr } from './pages/clicked-pages.ts'
import { figuresOf, GOAL, inWords, meetsGoal } from './pages/figures.ts'
import { launchCompany } from './pages/launched-company.ts'
import { HELP, readOptions } from './pages/options.ts'

/** A quick reader's pause; people take longer, so that eight of these are as much as a large HR department. */
const PAUSE_MS = 250

const options = readOptions(process.argv.slice(2))
if (options === 'help') {
  console.log(HELP)
  process.exit(0)
}
const kept = options.data
if (kept !== undefined && !existsSync(kept)) mkdirSync(kept, { recursive: true })
const directory = kept ?? mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const log = (line: string) => console.error(line)
const cloud = await startLocalCloud(directory)
try {
  const { cycleId, links } = await launchCompany(cloud, directory, options.people, log)
  const hr = await signIn(cloud.url, 'hr@example.com', '/hr')
  const clients = await Promise.all(
    links.slice(0, options.clients).map((link) => openClient(cloud.url, hr, link)),
  )
  const pages = await pagesOfHr(cloud.url, hr, cycleId)
  const run = async (seconds: number, pauseMs: number) => {
    const done = await browse(cloud.url, clients, pages, { seconds, pauseMs })
    return figuresOf(done.clicks, done.seconds)
  }
  await run(8, 0) // Warms the functions' processes up, as the first minutes of a working day do.
  const paused = await run(options.seconds, PAUSE_MS)
  const unpaused = await run(Math.ceil(options.seconds / 3), 0)
  const machine = { cores: availableParallelism(), loadOfLastMinute: loadavg()[0] }
  if (options.json) console.log(JSON.stringify({ goal: GOAL, machine, pauseMs: PAUSE_MS, paused, unpaused }))
  else {
    const load = (machine.loadOfLastMinute ?? 0).toFixed(1)
    console.log(
      `${clients.length} clients, each thinks ${PAUSE_MS} ms in the middle before a click:\n${inWords(paused)}\n`,
    )
    console.log(`${clients.length} clients that click as soon as they see the page:\n${inWords(unpaused)}\n`)
    console.log(
      `Goal, with pauses: p50 ≤ ${GOAL.p50Ms} ms, p99 ≤ ${GOAL.p99Ms} ms. ${machine.cores} cores, load ${load}.`,
    )
  }
  process.exitCode = paused.every(meetsGoal) ? 0 : 1
} finally {
  await cloud.stop()
  if (kept === undefined) rmSync(directory, { recursive: true, force: true })
}
