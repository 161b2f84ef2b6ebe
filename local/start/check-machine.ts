import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { CannotStart } from '../template/cannot-start.ts'

/** What the functions are bundled for. */
const nodeNeeded = 24
/** What DynamoDB Local 3 needs. */
const javaNeeded = 17

/** @throws CannotStart with the command that helps, when this machine lacks something that the cloud needs */
export async function checkMachine(port: number): Promise<void> {
  checkNode(process.versions.node)
  await Promise.all([checkPort(port), javaVersion().then(checkJava)])
}

export function checkNode(version: string): void {
  if (Number.parseInt(version, 10) >= nodeNeeded) return
  throw new CannotStart(
    `Countersign needs Node.js ${nodeNeeded} or newer and this is ${version}; get it from https://nodejs.org and run: npm start`,
  )
}

/** @param version the major version, undefined when there is no Java */
export function checkJava(version: number | undefined, platform: string = process.platform): void {
  if (version !== undefined && version >= javaNeeded) return
  const install =
    platform === 'darwin'
      ? `brew install openjdk@${javaNeeded}`
      : `sudo apt-get install -y openjdk-${javaNeeded}-jre-headless`
  const found = version === undefined ? 'there is none on this machine' : `this machine has Java ${version}`
  throw new CannotStart(
    `Countersign needs Java ${javaNeeded} or newer for its tables and ${found}; install it with: ${install}`,
  )
}

function javaVersion(): Promise<number | undefined> {
  return new Promise((resolve) => {
    execFile('java', ['-version'], (error, stdout, stderr) => {
      // 17.0.15 is Java 17, 1.8.0_412 is Java 8.
      const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(stderr + stdout) ?? []
      if (first === undefined) resolve(undefined)
      else resolve(error ? undefined : Number(first === '1' ? second : first))
    })
  })
}

/** Found out before the app is built, because building takes a while. */
function checkPort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const free = port + 1 > 65_535 ? port - 1 : port + 1
      if (error.code === 'EADDRINUSE') {
        reject(new CannotStart(`Port ${port} is in use; choose another one: npm start -- --port ${free}`))
      } else if (error.code === 'EACCES') {
        reject(
          new CannotStart(`You may not open port ${port}; choose one above 1023: npm start -- --port 8700`),
        )
      } else reject(error)
    })
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()))
  })
}
