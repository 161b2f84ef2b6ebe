import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { startCloud } from '../../local/cloud.ts'
import { type ServedCloud, serve } from './serve-child.ts'
import { functionResource, httpApiResources, writeAssembly } from './template/write-assembly.ts'

const code = `
exports.handler = async (event) => {
  if (event.rawPath === '/run/forever') for (;;) {}
  return { statusCode: 200, body: String(process.pid) }
}`
const assembly = (code_ = code) =>
  writeAssembly({
    Web: {
      template: {
        Resources: {
          Web: functionResource('web', { Timeout: 900 }),
          ...httpApiResources({ 'GET /run/{what}': 'Web' }),
        },
      },
      assets: { web: { 'index.js': code_ } },
    },
  })
const directory = () => mkdtempSync(join(tmpdir(), 'cloud-'))
const clouds: ServedCloud[] = []
const served = async (...given: Parameters<typeof serve>) => {
  const cloud = await serve(...given)
  clouds.push(cloud)
  return cloud
}
/** A process that has ended may stay as a zombie, when nobody asks how it ended. */
const lives = (pid: number) => {
  try {
    process.kill(pid, 0)
    return !existsSync('/proc') || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
const functionPid = async ({ url }: ServedCloud) => Number(await (await fetch(`${url}/run/pid`)).text())

afterEach(async () => {
  for (const cloud of clouds.splice(0)) if (cloud.child.exitCode === null) await cloud.end('SIGKILL')
})

describe('starting a cloud', () => {
  it('is refused on a data directory that another cloud holds, and says which', async () => {
    const dataDir = directory()
    const first = await served(assembly(), dataDir)
    await expect(serve(assembly(), dataDir)).rejects.toThrow(
      `Another Countersign runs on the data directory ${dataDir} (process ${first.child.pid}, ${first.url}); stop it first, or choose another directory with --data.`,
    )
  })

  it('is refused on a port that is taken, and says how to choose another', async () => {
    const first = await served(assembly(), directory())
    const port = Number(new URL(first.url).port)
    await expect(serve(assembly(), directory(), port)).rejects.toThrow(
      `Port ${port} is in use; choose another one with --port, e.g. --port ${port + 1}.`,
    )
  })

  it('leaves nothing behind when the template cannot run', async () => {
    const dataDir = directory()
    const broken = writeAssembly({ Web: { template: { Resources: { Vpc: { Type: 'AWS::EC2::VPC' } } } } })
    await expect(startCloud({ assembly: broken, dataDir, port: 0 })).rejects.toThrow(
      'Vpc of stack Web is of type AWS::EC2::VPC, which this cloud cannot run.',
    )
    const cloud = await startCloud({ assembly: assembly(), dataDir, port: 0 })
    await cloud.stop()
  })

  it('runs new code after the app was synthesized anew', async () => {
    const dataDir = directory()
    const { end, url } = await served(assembly(), dataDir)
    expect((await fetch(`${url}/run/x`)).status).toBe(200)
    await end('SIGTERM')
    const next = writeAssembly({
      Web: {
        template: {
          Resources: { Web: functionResource('web2'), ...httpApiResources({ 'GET /run/{what}': 'Web' }) },
        },
        assets: { web2: { 'index.js': "exports.handler = async () => ({ statusCode: 200, body: 'new' })" } },
      },
    })
    const second = await served(next, dataDir)
    expect(await (await fetch(`${second.url}/run/x`)).text()).toBe('new')
  })
})

describe('ending a cloud', () => {
  it('in order: SIGTERM ends its processes and exits with 0', async () => {
    const cloud = await served(assembly(), directory())
    const pid = await functionPid(cloud)
    expect(lives(pid)).toBe(true)
    expect(await cloud.end('SIGTERM')).toBe(0)
    expect(lives(pid)).toBe(false)
  })

  it('by a kill: its functions end by themselves, and the directory is free', async () => {
    const dataDir = directory()
    const cloud = await served(assembly(), dataDir)
    const pid = await functionPid(cloud)
    await fetch(`${cloud.url}/local/clock/advance`, { method: 'POST', body: '{"by":"PT36H"}' })
    await cloud.end('SIGKILL')
    await expect.poll(() => lives(pid)).toBe(false)
    const again = await served(assembly(), dataDir)
    const { offsetMs } = (await (await fetch(`${again.url}/local/clock.json`)).json()) as { offsetMs: number }
    expect(offsetMs / 3600_000).toBeCloseTo(36, 2)
  })

  it('by a kill while a function never comes to rest: the next start ends it', async () => {
    const dataDir = directory()
    const cloud = await served(assembly(), dataDir)
    const pid = await functionPid(cloud)
    fetch(`${cloud.url}/run/forever`).catch(() => {})
    await expect
      .poll(() => readFileSync(join(dataDir, 'logs', 'Web-Web.log'), 'utf8').match(/START/g)?.length)
      .toBe(2)
    await cloud.end('SIGKILL')
    await served(assembly(), dataDir)
    await expect.poll(() => lives(pid)).toBe(false)
  })
})
