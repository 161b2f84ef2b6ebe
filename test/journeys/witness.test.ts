import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DescribeKeyCommand, KMSClient, ListKeysCommand, SignCommand } from '@aws-sdk/client-kms'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLogSource } from '../../functions/store/log-source.ts'
import { formatCheckpoint, parseCheckpoint } from '../../functions/trail/checkpoint.ts'
import { formatVkey, parseNote, parseVkey, signNote } from '../../functions/trail/note.ts'
import { verifyLog } from '../../functions/trail/verify/verify-log.ts'
import { countersign, newApp, repositorySources } from '../../infra/countersign.ts'
import { witness } from '../../infra/witness.ts'
import { findLog } from '../../local/witness/find-log.ts'
import { type ServedCloud, serve } from '../local/serve-child.ts'

/**
 * Two clouds: the company's, with the whole app, and the auditor's, with the witness, which reads the company's bucket from
 * another account. What an operator could do to their own log is done here with the sequencer's own rights.
 */
const root = mkdtempSync(join(tmpdir(), 'countersign-witness-'))
const inRoot = (name: string) => join(root, name)
const auditor = '111111111111'
let company: ServedCloud
let log: { bucket: string; vkey: string }

/** The company's S3 and KMS, as the function or the account with this key sees them. */
function clientsOf(accessKeyId: string) {
  const settings = (service: string) => ({
    endpoint: `${company.awsUrl}/${service}`,
    region: 'eu-central-1',
    credentials: { accessKeyId, secretAccessKey: 'local' },
    maxAttempts: 1,
  })
  return {
    s3: new S3Client({ ...settings('s3'), forcePathStyle: true }),
    kms: new KMSClient(settings('kms')),
  }
}
const functionNamed = (start: string): string =>
  readdirSync(inRoot('app'))
    .filter((file) => file.endsWith('.template.json'))
    .flatMap((file) => Object.keys(JSON.parse(readFileSync(join(inRoot('app'), file), 'utf8')).Resources))
    .find((id) => new RegExp(`^${start}[0-9A-F]{8}$`).test(id)) ?? start
const asSequencer = () => clientsOf(functionNamed('SealTrail'))

async function aDayPasses(): Promise<void> {
  const ask = (path: string, body: object = {}) =>
    fetch(`${company.url}/local/clock/${path}`, { method: 'POST', body: JSON.stringify(body) })
  await ask('advance', { by: 'PT24H2M' })
  await ask('settle')
}

async function logObject(path: string): Promise<{ body: string; etag: string }> {
  const { Body, ETag = '' } = await asSequencer().s3.send(
    new GetObjectCommand({ Bucket: log.bucket, Key: path }),
  )
  return { body: (await Body?.transformToString()) ?? '', etag: ETag }
}
const sizeOf = (note: string) => parseCheckpoint(parseNote(note).text).size
const newestSize = async () => sizeOf((await logObject('checkpoint')).body)

/** Shows another checkpoint, as the policy of the bucket lets the sequencer and nobody else. */
async function show(note: string): Promise<void> {
  const { etag } = await logObject('checkpoint')
  await asSequencer().s3.send(
    new PutObjectCommand({ Bucket: log.bucket, Key: 'checkpoint', Body: note, IfMatch: etag }),
  )
}

/** The auditor's terminal. */
let auditing: ChildProcess
let said = ''
function startWitness(): void {
  const words = ['--log', inRoot('company'), '--data', inRoot('auditor'), '--app', inRoot('witness')]
  auditing = spawn(process.execPath, ['local/witness.ts', ...words, '--every', '1'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [auditing.stdout, auditing.stderr])
    stream?.setEncoding('utf8').on('data', (more: string) => {
      said += more
    })
}
/** Waits until the witness says something new that fits; what it said before does not count. */
async function hears(words: RegExp): Promise<string> {
  await expect.poll(() => said, { timeout: 60_000 }).toMatch(words)
  const heard = said
  said = ''
  return heard
}
const cosigned = () => readFileSync(inRoot('auditor/checkpoint.cosigned'))

beforeAll(async () => {
  const app = newApp({ outdir: inRoot('app'), context: { auditorAccount: auditor } })
  countersign(app)
  app.synth()
  company = await serve(inRoot('app'), inRoot('company'))
  await aDayPasses()
  log = await findLog(inRoot('company'))
  const own = newApp({
    outdir: inRoot('witness'),
    context: { logBucket: log.bucket, logVkey: log.vkey, witnessName: 'auditor.example/w1' },
  })
  witness(own, repositorySources.dist)
  own.synth()
})
afterAll(async () => {
  if (auditing?.exitCode === null) {
    auditing.kill('SIGTERM')
    await once(auditing, 'exit')
  }
  await company?.end('SIGTERM')
  rmSync(root, { recursive: true, force: true })
})

test('given the company’s bucket, the auditor’s account reads it and no other does, and neither writes', async () => {
  const read = (account: string) =>
    clientsOf(`${account}:Witness`).s3.send(new GetObjectCommand({ Bucket: log.bucket, Key: 'checkpoint' }))
  await read(auditor)
  await expect(read('222222222222')).rejects.toThrow(/not authorized to perform: s3:GetObject/)
  const write = clientsOf(`${auditor}:Witness`).s3.send(
    new PutObjectCommand({ Bucket: log.bucket, Key: 'checkpoint', Body: 'mine', IfNoneMatch: '*' }),
  )
  await expect(write).rejects.toThrow(/not authorized to perform: s3:PutObject/)
})

test('given a log that grows, rolls back and forks, the witness cosigns what goes on and refuses the rest', async () => {
  startWitness()
  const first = await hears(/Cosigned: the log \S+ with 1 entry.+\n/)
  const witnessKey = /The witness's key +(\S+)/.exec(first)?.[1] ?? ''
  const before = (await logObject('checkpoint')).body

  await aDayPasses()
  const size = await newestSize()
  expect(size).toBeGreaterThan(sizeOf(before))
  await hears(new RegExp(`Cosigned: the log \\S+ with ${size} entries`))

  // The cosigned checkpoint is what our verifier takes as the one that the auditor kept.
  const source = createLogSource(clientsOf('Auditor').s3, log.bucket)
  const given = { source, vkey: log.vkey, from: cosigned(), witness: witnessKey }
  expect((await verifyLog(given)).problems).toEqual([])
  const stranger = formatVkey('auditor.example/w1', parseVkey(log.vkey).publicKey, 4)
  expect((await verifyLog({ ...given, witness: stranger })).ok).toBe(false)

  // Rolled back: the checkpoint of before, signed and whole.
  const newest = (await logObject('checkpoint')).body
  await show(before)
  const rolledBack = await hears(
    /Rolled back: .+ though it had signed one of \d+ entries before[\s\S]+Report: .+\n/,
  )
  expect(rolledBack).toContain('Alarm: LogRefused')
  const reportFile = /Report: (.+)/.exec(rolledBack)?.[1] ?? ''
  const report = JSON.parse(readFileSync(reportFile, 'utf8'))
  expect(report).toMatchObject({ kind: 'rolled-back', vkey: log.vkey, believed: newest })
  expect(Buffer.from(report.shown, 'base64').toString('utf8')).toBe(before)
  const found = await verifyLog(given)
  expect(found.problems.map(({ sentence }) => sentence).join(' ')).toMatch(/rolled back/)

  // Forked: another root for the same size, signed with the log's own key by who may use it.
  const { kms } = asSequencer()
  const { name, publicKey } = parseVkey(log.vkey)
  const forged = await signNote(formatCheckpoint({ origin: name, size, root: new Uint8Array(32).fill(7) }), {
    name,
    publicKey,
    sign: async (message) => {
      const asked = { MessageType: 'RAW', SigningAlgorithm: 'ED25519_SHA_512', Message: message } as const
      const { Signature } = await kms.send(new SignCommand({ KeyId: await keyOfLog(), ...asked }))
      return Signature ?? new Uint8Array()
    },
  })
  await show(forged)
  await hears(/Forked: .+ Alarm: LogRefused/s)

  // What was cosigned stays as it was, and the metrics of the alarms stand in the witness's log.
  expect(sizeOf(cosigned().toString('utf8'))).toBe(size)
  const [logFile = ''] = readdirSync(inRoot('auditor/logs')).filter((file) => file.includes('WatchLog'))
  const refusals = readFileSync(join(inRoot('auditor/logs'), logFile), 'utf8').match(/"Refused":1/g)
  expect(refusals?.length).toBeGreaterThanOrEqual(2)

  await show(newest)
  await hears(/as at the last look/)
})

async function keyOfLog(): Promise<string> {
  const { kms } = clientsOf('Administrator')
  const { Keys = [] } = await kms.send(new ListKeysCommand({}))
  for (const { KeyId } of Keys) {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }))
    if (KeyMetadata?.KeySpec === 'ECC_NIST_EDWARDS25519') return KeyId ?? ''
  }
  throw new Error('The company has no signing key.')
}
