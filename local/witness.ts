/** `npm run witness`: a witness of the log of a Countersign that runs on this machine. See docs/witness.md. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startCloud } from './cloud.ts'
import { writeAtomically } from './services/atomic-file.ts'
import { buildApp } from './start/build-app.ts'
import { checkMachine } from './start/check-machine.ts'
import { stopOnSignal } from './start/stop-on-signal.ts'
import { CannotStart } from './template/cannot-start.ts'
import { auditorAccount } from './witness/auditor-account.ts'
import { type FoundLog, findLog } from './witness/find-log.ts'
import { help, readWitnessOptions, type WitnessOptions } from './witness/options.ts'

const repository = join(import.meta.dirname, '..')
/** What the witness's function answers; functions/witness/look.ts says what each means. */
interface Look {
  outcome: string
  sentence: string
  at: string
  vkey: string
  size?: number
  report?: string
  cosignedNote?: string
}

async function run(): Promise<void> {
  const options = readWitnessOptions(process.argv.slice(2))
  if (options.help) {
    process.stdout.write(help)
    return
  }
  await checkMachine(0)
  const dataDir = resolve(options.dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const log = await pinnedLog(dataDir, options)
  const assembly = options.app ?? join(dataDir, 'app')
  if (options.app === undefined) await buildWitness(assembly, log, options)
  const logFile = join(dataDir, 'witness.log')
  const starting = startCloud({
    assembly,
    dataDir,
    port: 0,
    neighbour: { dataDir: resolve(options.log), account: auditorAccount },
    log: (line) => appendFileSync(logFile, `${new Date().toISOString()}\t${line}\n`),
  })
  const ending = new AbortController()
  stopOnSignal(async () => {
    ending.abort()
    await (await starting).stop()
  })
  const cloud = await starting
  const lookOnce = () => look(cloud.awsUrl, functionOf(assembly))
  const first = await lookOnce()
  console.log(`
A witness of the log ${log.vkey.split('+')[0]} runs on this machine.

  The log's key         ${log.vkey}
  The witness's key     ${first.vkey}
  What it cosigned      ${shown(join(dataDir, cosignedName))}
`)
  const file = join(dataDir, cosignedName)
  let toldNote = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  let told = ''
  for (let seen = first; ; seen = await lookOnce()) {
    // Before it is told, so that whoever reads of it finds it; and whole at any moment, as others read it.
    if (seen.cosignedNote !== undefined) await writeAtomically(file, seen.cosignedNote, 0o644)
    // What the witness's own schedule has cosigned since is news as well.
    if (seen.outcome === 'unchanged' && seen.cosignedNote !== toldNote)
      console.log(
        `${seen.at}  Cosigned: the log ${log.vkey.split('+')[0]} with ${entries(seen.size)}, a moment ago.`,
      )
    // The same for the tenth time is no news.
    else if (seen.sentence !== told) await tell(seen, cloud.awsUrl, dataDir, assembly)
    told = seen.sentence
    toldNote = seen.cosignedNote
    if (options.once) {
      await cloud.stop()
      process.exit(alarms[seen.outcome] === undefined ? 0 : 1)
    }
    await wait(options.everySeconds * 1000, undefined, { signal: ending.signal })
  }
}

async function buildWitness(
  assembly: string,
  { bucket, vkey }: FoundLog,
  { name, first }: WitnessOptions,
): Promise<void> {
  await buildApp(repository, {
    assembly,
    program: 'infra/witness-app.ts',
    context: {
      logBucket: bucket,
      logVkey: vkey,
      witnessName: name,
      ...(first === undefined ? {} : { firstCheckpoint: resolve(first) }),
    },
    building: () => console.log('Building the witness …'),
  })
}

const cosignedName = 'checkpoint.cosigned'

/** What would ring on AWS (infra/alarms/witness-alarms.ts). */
const alarms: Record<string, string | undefined> = {
  refused: 'LogRefused',
  silent: 'LogSilent',
  unreachable: 'LogUnreachable',
}

/** The log that this witness watches, once and for all: a witness that took another key would be none. */
async function pinnedLog(dataDir: string, { log, vkey }: WitnessOptions): Promise<FoundLog> {
  const file = join(dataDir, 'log.json')
  if (existsSync(file)) {
    const pinned = JSON.parse(readFileSync(file, 'utf8')) as FoundLog
    if (vkey !== undefined && vkey !== pinned.vkey)
      throw new CannotStart(
        `The witness on ${dataDir} watches the log with the key ${pinned.vkey}; for another one choose a new directory with --data.`,
      )
    return pinned
  }
  const found = await findLog(log, vkey)
  if (vkey === undefined)
    console.log(
      'Taking the key of the log from the log itself, as none was given (--vkey). An auditor is told it in some other way.',
    )
  await writeAtomically(file, `${JSON.stringify(found, null, 2)}\n`, 0o644)
  return found
}

/** The logical id of the one function of the witness's template. */
function functionOf(assembly: string): string {
  for (const name of readdirSync(assembly).filter((each) => each.endsWith('.template.json'))) {
    const { Resources } = JSON.parse(readFileSync(join(assembly, name), 'utf8')) as {
      Resources: Record<string, { Type: string }>
    }
    for (const [id, { Type }] of Object.entries(Resources)) if (Type === 'AWS::Lambda::Function') return id
  }
  throw new Error(`There is no function in ${assembly}.`)
}

/** One look; where the witness's own schedule was faster, the look after it. */
async function look(awsUrl: string, functionId: string): Promise<Look> {
  for (;;) {
    const seen = await invoke(awsUrl, functionId)
    if (seen.outcome !== 'overtaken') return seen
  }
}

async function invoke(awsUrl: string, functionId: string): Promise<Look> {
  const response = await fetch(`${awsUrl}/lambda/2015-03-31/functions/${functionId}/invocations`, {
    method: 'POST',
    body: '{}',
  })
  const answer: unknown = await response.json()
  if (!response.ok || response.headers.has('x-amz-function-error')) {
    const { errorMessage = JSON.stringify(answer) } = answer as { errorMessage?: string }
    throw new CannotStart(`The witness itself failed: ${errorMessage}`)
  }
  return answer as Look
}

async function tell(seen: Look, awsUrl: string, dataDir: string, assembly: string): Promise<void> {
  const alarm = alarms[seen.outcome]
  console.log(`${seen.at}  ${seen.sentence}`)
  if (alarm !== undefined) console.log(`${' '.repeat(seen.at.length)}  Alarm: ${alarm}`)
  if (seen.report === undefined) return
  const bucket = await evidenceBucket(awsUrl, assembly)
  const report = await fetch(`${awsUrl}/s3/${bucket}/${seen.report}`)
  const file = join(dataDir, seen.report.replaceAll('/', '-'))
  await writeAtomically(file, await report.text(), 0o644)
  console.log(`${' '.repeat(seen.at.length)}  Report: ${shown(file)}`)
}

async function evidenceBucket(awsUrl: string, assembly: string): Promise<string> {
  const list = await (await fetch(`${awsUrl}/s3/`)).text()
  const name = /<Name>([^<]*evidence[^<]*)<\/Name>/.exec(list)?.[1]
  if (name === undefined) throw new Error(`There is no evidence bucket in ${assembly}.`)
  return name
}

function entries(size = 0): string {
  return size === 1 ? '1 entry' : `${size} entries`
}

/** A path below the current directory as it would be typed, any other in full. */
function shown(path: string): string {
  const below = relative('.', path)
  return below.startsWith('..') ? resolve(path) : below || '.'
}

run().catch((error: unknown) => {
  if (error instanceof Error && error.name === 'AbortError') return
  console.error(error instanceof CannotStart ? error.message : error)
  process.exit(1)
})
