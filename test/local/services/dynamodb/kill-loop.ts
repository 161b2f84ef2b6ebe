/**
 * Shows what a kill loses. Each round writes transactions with four writers, kills, starts again on the same
 * directory, and looks whether everything that was acknowledged is there.
 *
 *   node test/local/services/dynamodb/kill-loop.ts [rounds] [java|host] [proxy|direct]
 *
 * `java`: SIGKILL to the JVM. `host`: SIGKILL to the process that holds it. `direct` writes past the proxy, which shows
 * what DynamoDB Local does by itself.
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { missing, startHost, writeUntilKilled } from './kill-round.ts'

const rounds = Number(process.argv[2] ?? 20)
const victim = process.argv[3] ?? 'java'
const way = process.argv[4] ?? 'proxy'
const directory = mkdtempSync(join(tmpdir(), 'kill-loop-'))
let acknowledged = 0
let lost = 0
let lastOnes: string[] = []
for (let round = 0; round <= rounds; round++) {
  const host = await startHost(directory)
  const gone = await missing(host.url, lastOnes)
  lost += gone.length
  if (gone.length > 0) console.log(`round ${round}: lost ${gone.join(', ')}`)
  const endpoint = way === 'direct' ? `http://127.0.0.1:${host.javaPort}` : host.url
  const kill = (): void => {
    process.kill(victim === 'host' ? Number(host.process.pid) : host.javaPid, 'SIGKILL')
  }
  lastOnes = await writeUntilKilled(endpoint, round, kill, 400 + Math.random() * 600)
  acknowledged += lastOnes.length
  if (victim === 'java') host.process.kill('SIGKILL')
  if (host.process.exitCode === null && host.process.signalCode === null) await once(host.process, 'exit')
}
rmSync(directory, { recursive: true, force: true })
console.log(
  `${rounds} kills of the ${victim}, ${way}: ${acknowledged} acknowledged transactions, ${lost} lost`,
)
