import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Host, missing, startHost, writeUntilKilled } from './kill-round.ts'

let directory: string
let host: Host | undefined

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dynamodb-kill-'))
})
afterEach(async () => {
  if (host?.process.exitCode === null) {
    host.process.kill('SIGTERM')
    await once(host.process, 'exit')
  }
  rmSync(directory, { recursive: true, force: true })
})

/** A process that has ended but was not yet collected by its new parent still has an entry, without a command line. */
const isAlive = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== ''
  } catch {
    return false
  }
}

test('acknowledged transactions outlive a killed JVM, and the JVM comes back by itself', async () => {
  host = await startHost(directory)
  const { url, javaPid } = host
  const acknowledged = await writeUntilKilled(url, 1, () => process.kill(javaPid, 'SIGKILL'), 700)
  expect(acknowledged.length).toBeGreaterThan(0)
  expect(await missing(url, acknowledged)).toEqual([])
}, 60_000)

test('when its process is killed the JVM ends by itself, and the next start finds everything', async () => {
  host = await startHost(directory)
  const { process: holder, javaPid } = host
  const gone = once(holder, 'exit')
  const acknowledged = await writeUntilKilled(host.url, 1, () => holder.kill('SIGKILL'), 700)
  await gone
  // The next one waits for the first to let go of the directory.
  host = await startHost(directory)
  expect(isAlive(javaPid)).toBe(false)
  expect(acknowledged.length).toBeGreaterThan(0)
  expect(await missing(host.url, acknowledged)).toEqual([])
}, 60_000)

test('a second cloud on the same directory is told which process has it', async () => {
  host = await startHost(directory)
  const { createTestCloud } = await import('../test-cloud.ts')
  const { startJava } = await import('../../../../local/services/dynamodb/java.ts')
  const other = createTestCloud()
  await expect(startJava(join(directory, 'dynamodb'), () => {})).rejects.toThrow(
    `process ${host.process.pid}`,
  )
  await other.close()
  other.remove()
}, 60_000)
