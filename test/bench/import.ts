/**
 * Imports 50,000 people through the real local cloud, as HR does in the three steps, and prints how long each takes, how
 * fast the progress moved, and the most memory that the functions used: `npm run bench:import [people]`. `npm run synth` comes
 * first.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { signIn } from '../journeys/session.ts'
import { serve } from '../local/serve-child.ts'

const people = Number(process.argv[2] ?? 50_000)
if (!Number.isSafeInteger(people) || people < 1) throw new Error('How many people? A number from 1 on.')

const directory = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const cloud = await serve('cdk.out', directory)
const memory = watchMemory(cloud.child.pid ?? 0)
try {
  const { cookie, csrf } = await signIn(cloud.url, 'hr@example.com', '/hr')
  const headers = {
    cookie,
    origin: new URL(cloud.url).origin,
    accept: 'application/json',
    'x-csrf-token': csrf,
  }
  const read = async (path: string) => answered(await fetch(cloud.url + path, { headers }))
  const post = async (path: string, body: BodyInit) =>
    answered(await fetch(cloud.url + path, { method: 'POST', headers, body }))

  const file = companyFile(people)
  const packed = new Uint8Array(gzipSync(file))
  const form = new FormData()
  form.set('packed', 'gzip')
  form.set('file', new File([packed], 'people.csv'))
  console.log(`${people} people, ${inMb(Buffer.byteLength(file))} MB, packed ${inMb(packed.byteLength)} MB`)

  const started = performance.now()
  const { importId } = await timed('upload', () => post('/hr/people/imports', form))
  const address = `/hr/people/imports/${importId}`
  await timed('columns', () => read(address))
  const { seen } = await timed('what changes', () => read(`${address}/changes`))
  await timed('confirm', () => post(`${address}/confirm`, new URLSearchParams({ seen: String(seen) })))
  const writing = performance.now()
  for (;;) {
    const { status, written, total, conflicts } = await read(address)
    if (status === 'done') {
      if (written !== people || conflicts !== 0)
        throw new Error(`${written} of ${total} written, ${conflicts} conflicts`)
      break
    }
    process.stderr.write(`\r${written} of ${total}`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  process.stderr.write('\r')
  const seconds = (performance.now() - writing) / 1000
  console.log(`written in ${seconds.toFixed(1)} s, ${Math.round(people / seconds)} people per second`)
  console.log(`from the upload to the outcome: ${((performance.now() - started) / 1000).toFixed(1)} s`)
  const { total } = await read('/hr/people')
  if (total !== people) throw new Error(`The list has ${total} people`)
  console.log(`most memory of one function: ${memory.stop()} MB`)
} finally {
  memory.stop()
  await cloud.end('SIGTERM')
  rmSync(directory, { recursive: true, force: true })
}

async function answered(response: Response): Promise<Record<string, unknown>> {
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text.slice(0, 400)}`)
  return JSON.parse(text)
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const result = await work()
  console.log(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
  return result
}

/** Teams of twenty below supervisors, those below managers, those below one head; every field is there. */
function companyFile(count: number): string {
  const lines = [
    'Employee ID,Name,E-mail,Supervisor ID,Department,Location,Job title,Tenure,Hire date,Time zone',
  ]
  for (let number = 0; number < count; number += 1) {
    const above = number === 0 ? '' : `E${Math.floor((number - 1) / 20)}`
    lines.push(
      `E${number},Given${number % 977} Family${number},e${number}@example.com,${above},Department ${number % 40},Site ${number % 9},${number < count / 20 ? 'Supervisor' : 'Agent'},Over 90 days,20${10 + (number % 15)}-0${1 + (number % 9)}-17,Europe/Vienna`,
    )
  }
  return `${lines.join('\r\n')}\r\n`
}

function inMb(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1)
}

/** The largest resident size of a function's process below the cloud's, looked at twice a second. */
function watchMemory(parent: number): { stop(): string } {
  let most = 0
  const timer = setInterval(() => {
    const table = execFileSync('ps', ['-o', 'rss=,args=', '--ppid', String(parent)], { encoding: 'utf8' })
    for (const line of table.split('\n')) {
      // The database is a child too; Lambda has it elsewhere.
      if (/\bjava\b/.test(line)) continue
      most = Math.max(most, Number(/^\s*(\d+)/.exec(line)?.[1] ?? 0))
    }
  }, 500)
  return {
    stop() {
      clearInterval(timer)
      return (most / 1024).toFixed(0)
    },
  }
}
