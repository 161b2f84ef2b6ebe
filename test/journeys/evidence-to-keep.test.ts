import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import { parse } from 'node-html-parser'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { answerEverything, decideNow, doWhatWaits, launchCycle } from './launched-cycle.ts'
import { type JourneyCloud, startLocalCloud } from './local-cloud.ts'
import { enterByLink, type Session, signIn } from './session.ts'
import { agents } from './small-company.ts'

vi.setConfig({ testTimeout: 120_000 })

const [ada, bruno] = agents

let cloud: JourneyCloud
let cycleId: string
let auditor: Session
let vkey: string
const directories: string[] = []

beforeAll(async () => {
  cloud = await startLocalCloud()
  cycleId = await launchCycle(cloud, [ada, bruno])
  await answerEverything(cloud)
  await decideNow(cloud, cycleId, 'release')
  await doWhatWaits(cloud, ada.email)
  // The log takes up what waits at least every minute.
  await cloud.advance({ by: 'PT2M' })
  await cloud.settle()
  auditor = await signIn(cloud.url, 'auditor@example.com', '/audit')
}, 120_000)
afterAll(async () => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true })
  await cloud?.stop()
}, 60_000)

async function linksOn(session: Session, path: string, ending: RegExp): Promise<string[]> {
  const page = await fetch(cloud.url + path, { headers: { cookie: session.cookie } })
  const links = parse(await page.text()).querySelectorAll('main a')
  return links.map((link) => link.getAttribute('href') ?? '').filter((href) => ending.test(href))
}

async function download(session: Session, path: string): Promise<Uint8Array> {
  const response = await fetch(cloud.url + path, { headers: { cookie: session.cookie } })
  expect(response.status, path).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/zip')
  return new Uint8Array(await response.arrayBuffer())
}

/** Unpacks into an empty folder far from the app, as somebody would who has nothing but the zip. */
function unpack(zip: Uint8Array): string {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-kept-'))
  directories.push(directory)
  for (const [path, bytes] of Object.entries(unzipSync(zip))) {
    mkdirSync(join(directory, dirname(path)), { recursive: true })
    writeFileSync(join(directory, path), bytes)
  }
  return directory
}

function run(directory: string, ...args: string[]): Promise<{ status: number; said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: directory, env: {} }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), said: stdout + stderr }),
    )
  })
}

const verifyHere = (directory: string) => run(directory, 'countersign-verify.mjs', '.', '--vkey', vkey)

test('the auditor takes the key of the log home from the record of a review', async () => {
  const [reviewPath = ''] = await linksOn(auditor, `/audit/cycles/${cycleId}`, /\/reviews\/rev_[0-9a-f]+$/)
  const response = await fetch(`${cloud.url}${reviewPath}/record`, {
    headers: { cookie: auditor.cookie, accept: 'application/json' },
  })
  const { log } = (await response.json()) as { log: { vkey: string } }
  expect(log.vkey).toMatch(/^[^+]+\/audit\/log\+[0-9a-f]{8}\+/)
  vkey = log.vkey
})

test('somebody signs, keeps the receipt, and verifies it years later in an empty folder', async () => {
  const session = await enterByLink(await cloud.linkFor(ada.email))
  const hrefs = await linksOn(session, '/my/receipts', /receipt\.zip$/)
  // The self-assessment, the input about Bruno, and the signature.
  expect(hrefs).toHaveLength(3)
  const signatures: string[] = []
  for (const href of hrefs) {
    const directory = unpack(await download(session, href))
    const { status, said } = await verifyHere(directory)
    expect(status, said).toBe(0)
    if (said.includes('(reviewee): signed, agreeing')) signatures.push(directory)
  }
  const [kept = ''] = signatures
  expect(signatures).toHaveLength(1)
  expect((await verifyHere(kept)).said).toContain(ada.name)
  expect(readFileSync(join(kept, 'receipt.html'), 'utf8')).toContain('The record that you signed')

  // Another key, and one letter of the record, and it holds no more.
  const other = vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+')
  expect((await run(kept, 'countersign-verify.mjs', '.', '--vkey', other)).status).not.toBe(0)
  const listed = JSON.parse(readFileSync(join(kept, 'pack.json'), 'utf8')) as { files: { path: string }[] }
  const record = listed.files.find(({ path }) => /^texts\/.*\.json$/.test(path))?.path ?? ''
  writeFileSync(
    join(kept, record),
    readFileSync(join(kept, record), 'utf8').replace('"ratingOfRecord":', '"ratingOfrecord":'),
  )
  const changed = await verifyHere(kept)
  expect(changed.status).toBe(1)
  expect(changed.said).toContain('it was changed')
})

test('the auditor’s packs of the cycle and of a review verify as they were downloaded', async () => {
  const [cyclePack = ''] = await linksOn(auditor, `/audit/cycles/${cycleId}/packs`, /pack\.zip/)
  const [reviewPath = ''] = await linksOn(auditor, `/audit/cycles/${cycleId}`, /\/reviews\/rev_[0-9a-f]+$/)
  const ofCycle = await download(auditor, cyclePack)
  const ofReview = await download(auditor, `${reviewPath}/pack.zip`)

  const directory = unpack(ofCycle)
  const { subjects } = JSON.parse(readFileSync(join(directory, 'pack.json'), 'utf8')) as {
    subjects: unknown[]
  }
  expect(subjects).toHaveLength(3)
  expect(readFileSync(join(unpack(ofReview), 'manifest.html'), 'utf8')).toContain('Evidence of the review of')

  for (const zip of [ofCycle, ofReview]) {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-zip-'))
    directories.push(folder)
    writeFileSync(join(folder, 'pack.zip'), zip)
    const verifier = join(directory, 'countersign-verify.mjs')
    const { status, said } = await run(folder, verifier, 'pack.zip', '--vkey', vkey)
    expect(status, said).toBe(0)
  }
})
