import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { savePeople } from '../../../functions/store/people.ts'
import { createIssuer } from '../../../local/services/issuer.ts'
import { createTestCloud, type TestCloud } from '../../local/services/test-cloud.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { type HandlerServer, serveHandler } from '../web/serve-handler.ts'
import { API_SCOPE, programHandler } from './program-desk.ts'

const hasCurl = spawnSync('curl', ['--version']).status === 0
let database: TestDatabase
let cloud: TestCloud
let site: HandlerServer
let environment: Record<string, string>
let stopIssuer: () => Promise<unknown>

beforeAll(async () => {
  database = await startTestDatabase()
  cloud = createTestCloud()
  const server = createServer((request, response) => void issuer.handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const publicUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const ground = cloud.ground('issuer')
  const issuer = await createIssuer(ground, { publicUrl: publicUrl.origin, clients: [], scopes: [API_SCOPE] })
  stopIssuer = () => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  }
  const now = () => new Date(ground.clock.now())
  site = await serveHandler(programHandler(database.db, { publicUrl, issuerUrl: new URL(issuer.url), now }))
  await savePeople(database.db, [
    {
      personId: database.db.mint.personId(),
      employeeId: '1',
      name: 'Ada Stone',
      email: 'ada@example.com',
      supervisorId: null,
      managerId: null,
      timeZone: 'UTC',
      status: 'active',
      version: 1,
    },
  ])
  environment = {
    PATH: process.env.PATH ?? '',
    SITE: site.url,
    CLIENT_ID: issuer.program?.clientId ?? '',
    CLIENT_SECRET: issuer.program?.clientSecret ?? '',
    TOKEN_URL: issuer.program?.tokenUrl ?? '',
  }
}, 60_000)
afterAll(async () => {
  await site.stop()
  await stopIssuer()
  await cloud.close()
  cloud.remove()
  await database.close()
})

/** Each example of docs/api.md with what the page says that it answers. */
const blocks = [
  ...readFileSync(join(import.meta.dirname, '../../../docs/api.md'), 'utf8').matchAll(
    /```sh\n(.*?)```(?:\s*```(json)?\n(.*?)```)?/gs,
  ),
].map(([, command = '', kind, answer]) => ({ command, kind, answer: answer ?? '' }))

test.skipIf(!hasCurl)('every example of the page about the API answers what the page says', async () => {
  const END = '-- end of an example --'
  const script = ['set -euo pipefail', ...blocks.map(({ command }) => `${command}\necho\necho '${END}'`)]
  const { stdout } = await promisify(execFile)('bash', ['-c', script.join('\n')], { env: environment })
  const answers = stdout.split(END)
  expect(blocks.length).toBeGreaterThanOrEqual(6)
  for (const [at, { kind, answer }] of blocks.entries()) {
    const got = (answers[at] ?? '').trim()
    if (kind === 'json') expect(JSON.parse(got)).toMatchObject(asPattern(JSON.parse(answer)) as object)
    else if (answer !== '') expect(got).toBe(answer.trim())
  }
})

/** `…` stands for what differs each time. */
function asPattern(value: unknown): unknown {
  if (typeof value === 'string' && value.includes('…')) return expect.stringContaining(value.replace('…', ''))
  if (Array.isArray(value)) return value.map(asPattern)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asPattern(each)]))
}
