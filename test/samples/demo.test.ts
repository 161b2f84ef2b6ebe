import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'

const RUN = join(import.meta.dirname, '../../samples/demo/run.ts')
const REAL_COMPANY = join(import.meta.dirname, '../../../shared/data/shopzilla/agents.csv')

const directories: string[] = []
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
})

interface Outcome {
  status: number | null
  errors: string
  report: {
    reviews: { total: number; sealed: number }
    complete: number
    restarts: number
    mails: { mostPerPersonAndOccasion: number }
    trail: { broken: string[]; entries: number }
    log: {
      directory: string
      vkey: string
      size: number
      longestMergeDelaySeconds: number
      problems: string[]
    }
    workflow: { transitionsPerReview: { most: number }; eventsPerReview: { most: number } }
    cost: { perReview: number }
    problems: string[]
  }
}

/** Runs the demo as its users do: a command, its exit status and what it prints. */
async function demo(...options: string[]): Promise<Outcome> {
  const data = mkdtempSync(join(tmpdir(), 'countersign-demo-test-'))
  directories.push(data)
  const port = String(await freePort())
  const all = [RUN, '--json', '--data', data, '--port', port, ...options]
  return new Promise((resolve) => {
    const child = execFile(process.execPath, all, { maxBuffer: 64e6 }, (_, output, errors) => {
      resolve({ status: child.exitCode, errors, report: output === '' ? {} : JSON.parse(output) } as Outcome)
    })
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('No port was free')
  return address.port
}

describe('the demo', () => {
  test('given the whole cloud is killed five times on the way, then every review is sealed all the same', async () => {
    const { status, errors, report } = await demo('--people', '8', '--kill', '5')
    expect(report.problems, errors).toEqual([])
    expect(status).toBe(0)
    expect(report).toMatchObject({ reviews: { total: 8, sealed: 8 }, complete: 8, restarts: 5 })
    expect(report.trail.broken).toEqual([])
    expect(report.log.problems).toEqual([])
    expect(report.log.size).toBeGreaterThanOrEqual(report.trail.entries)
  }, 300_000)

  const company = existsSync(REAL_COMPANY)
    ? 'the real company'
    : 'no real company here, so the sample once more'
  test(`given ${company}, then the figures keep to their limits`, async () => {
    const file = existsSync(REAL_COMPANY) ? ['--company', REAL_COMPANY] : []
    const { status, errors, report } = await demo('--people', '10', ...file)
    expect(report.problems, errors).toEqual([])
    expect(status).toBe(0)
    expect(report).toMatchObject({ reviews: { sealed: 10 }, complete: 10, restarts: 0 })
    expect(report.mails.mostPerPersonAndOccasion).toBe(1)
    expect(report.workflow.transitionsPerReview.most).toBeLessThanOrEqual(16)
    expect(report.workflow.eventsPerReview.most).toBeLessThanOrEqual(100)
    expect(report.cost.perReview).toBeGreaterThan(0)
    expect(report.log.problems).toEqual([])
    expect(report.log.size).toBeGreaterThanOrEqual(report.trail.entries)
    expect(report.log.longestMergeDelaySeconds).toBeLessThanOrEqual(60)
    expect(existsSync(join(report.log.directory, 'checkpoint'))).toBe(true)
  }, 300_000)

  test('given a word that is no option, or a directory that is not empty, then it says so and ends with 2', async () => {
    expect(await demo('--poeple', '3')).toMatchObject({
      status: 2,
      errors: expect.stringContaining('--poeple'),
    })
    expect(await demo('--people', 'three')).toMatchObject({
      status: 2,
      errors: expect.stringContaining('three'),
    })
    const full = await demo('--data', import.meta.dirname)
    expect(full).toMatchObject({ status: 2, errors: expect.stringContaining('not empty') })
  })
})
