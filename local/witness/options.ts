import { parseArgs } from 'node:util'
import { CannotStart } from '../template/cannot-start.ts'

export interface WitnessOptions {
  /** Data directory of the cloud whose log is watched. */
  log: string
  /** Data directory of the witness. */
  dataDir: string
  /** Verification key of the log; without it the first run takes what the log's own cloud says. */
  vkey?: string
  /** Name under which it cosigns. */
  name: string
  /** File with a checkpoint that the log must contain. */
  first?: string
  everySeconds: number
  once: boolean
  /** A witness that was synthesized already; without it one is built. */
  app?: string
  help: boolean
}

export const help = `Runs a witness of the log of a Countersign that runs on this machine, in a cloud of its own, as an auditor would
in an account of their own. It cosigns each checkpoint that contains all it cosigned before, and reports any other.

  npm run witness -- [options]

  --log DIR        data directory of the running Countersign (.data)
  --vkey KEY       verification key of its log; without it the first run takes the one that it finds there
  --data DIR       directory for everything the witness remembers (.data-witness)
  --name NAME      name under which it cosigns (witness.local/w1)
  --first FILE     a checkpoint that you hold, and that the log must contain
  --every SECONDS  how often it looks (60)
  --app DIR        a witness that was synthesized already (infra/witness-app.ts), instead of building one
  --once           look once: status 0 when the log is in order, 1 when it is not
  --help           show this

It also runs while the log does not, and says so. Stop it with Ctrl-C; what it cosigned is kept.
`

/** Reads the command line. @throws CannotStart with a sentence about what is wrong with it */
export function readWitnessOptions(words: string[]): WitnessOptions {
  const { values } = parse(words)
  const everySeconds = Number(values.every)
  if (!Number.isInteger(everySeconds) || everySeconds < 1 || everySeconds > 86_400)
    throw new CannotStart(`--every takes whole seconds from 1 to 86400, not "${values.every}".`)
  return {
    log: values.log,
    dataDir: values.data,
    name: values.name,
    everySeconds,
    once: values.once,
    help: values.help,
    ...(values.vkey === undefined ? {} : { vkey: values.vkey }),
    ...(values.first === undefined ? {} : { first: values.first }),
    ...(values.app === undefined ? {} : { app: values.app }),
  }
}

function parse(words: string[]) {
  try {
    return parseArgs({
      args: words,
      options: {
        log: { type: 'string', default: '.data' },
        data: { type: 'string', default: '.data-witness' },
        vkey: { type: 'string' },
        name: { type: 'string', default: 'witness.local/w1' },
        first: { type: 'string' },
        every: { type: 'string', default: '60' },
        app: { type: 'string' },
        once: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new CannotStart(`${message.replace(/\.?$/, '.')} See: npm run witness -- --help`)
  }
}
