/** `npm start`: builds the app when it has changed, starts it on this machine and says where it answers. */
import { appendFileSync, mkdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { ProgramClient } from './services/issuer/program-client.ts'
import { buildApp } from './start/build-app.ts'
import { checkMachine } from './start/check-machine.ts'
import { checkCompany, loadFirstCompany } from './start/load-first-company.ts'
import { help, readOptions } from './start/options.ts'
import { stopOnSignal } from './start/stop-on-signal.ts'
import { CannotStart } from './template/cannot-start.ts'
import { auditorAccount } from './witness/auditor-account.ts'

const repository = join(import.meta.dirname, '..')

async function start(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  if (options.help) {
    process.stdout.write(help)
    return
  }
  checkCompany(options)
  await checkMachine(options.port)
  const assembly = join(repository, 'cdk.out')
  await buildApp(repository, {
    assembly,
    context: { auditorAccount },
    building: () => console.log('Building the app …'),
  })

  const logs = join(options.dataDir, 'logs')
  mkdirSync(logs, { recursive: true, mode: 0o700 })
  const logFile = join(logs, 'cloud.log')
  const log = (line: string) => writeLog(logFile, line)
  // One answer that went wrong must not take everybody's pages away; what is durable stays as it was.
  process.on('unhandledRejection', (reason) => {
    log(`Something broke: ${reason instanceof Error ? reason.stack : reason}`)
  })
  log(`Started with ${process.argv.slice(2).join(' ') || 'no options'}, Node.js ${process.versions.node}`)
  console.log('Starting …')
  // Loaded only now, so that an older Node.js has been told about by then.
  const { startCloud } = await import('./cloud.ts')
  const starting = startCloud({ assembly, dataDir: options.dataDir, port: options.port, log })
  stopOnSignal(async () => {
    console.log('\nStopping …')
    await (await starting).stop()
    console.log('Stopped. Everything is kept; start again with: npm start')
  })
  const cloud = await starting
  await loadFirstCompany(options, cloud.url, (line) => console.log(line)).catch((error: unknown) => {
    log(`The company could not be loaded: ${error instanceof Error ? error.stack : error}`)
    const why = error instanceof Error ? error.message : String(error)
    console.error(
      `The company could not be loaded: ${why} Countersign runs without it; the next start tries again.`,
    )
  })
  console.log(`
Countersign runs on this machine.

  Start page        ${cloud.url}/
  HR console        ${cloud.url}/hr
  Auditor console   ${cloud.url}/audit
  Inbox             ${cloud.url}/local/inbox
  Clock             ${cloud.url}/local/clock
  API               ${cloud.url}/api/openapi.json
${howToGetToken(cloud.program)}
It remembers everything in ${shown(options.dataDir)}; its log is ${shown(logFile)}.
Stop it with Ctrl-C.`)
}

/** What docs/api.md begins with, ready to be pasted. */
function howToGetToken(program: ProgramClient | undefined): string {
  if (program === undefined) return ''
  const { clientId, clientSecret, tokenUrl, scope } = program
  return `
A token for the API:
  curl -s -u ${clientId}:${clientSecret} -d grant_type=client_credentials -d scope=${scope} ${tokenUrl}
`
}

function writeLog(file: string, line: string): void {
  try {
    appendFileSync(file, `${new Date().toISOString()}\t${line}\n`)
  } catch {
    // A full disk, or a data directory that was deleted under way: told where it can still be seen.
    console.error(line)
  }
}

/** A path below the current directory as it would be typed, any other in full. */
function shown(path: string): string {
  const below = relative('.', path)
  return below.startsWith('..') ? resolve(path) : below || '.'
}

start().catch((error: unknown) => {
  console.error(error instanceof CannotStart ? error.message : error)
  process.exit(1)
})
