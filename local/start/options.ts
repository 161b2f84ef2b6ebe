import { parseArgs } from 'node:util'
import { CannotStart } from '../template/cannot-start.ts'

export interface StartOptions {
  port: number
  dataDir: string
  /** Start without the sample company. */
  empty: boolean
  /** A CSV file of people to begin with instead of the sample company. */
  companyFile?: string
  help: boolean
}

export const help = `Runs Countersign on this machine.

  npm start -- [options]

  --port N         port of the pages (8700)
  --data DIR       directory for everything it remembers (.data)
  --empty          begin with nobody in it
  --company FILE   begin with the people of a CSV file instead of the sample company
  --help           show this

The first start builds the app and loads a sample company. Stop with Ctrl-C; nothing is lost.
To begin anew, stop it and delete the data directory.
`

/** Reads the command line. @throws CannotStart with a sentence about what is wrong with it */
export function readOptions(words: string[]): StartOptions {
  const { values } = parse(words)
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535 || values.port.trim() === '') {
    throw new CannotStart(`--port takes a number from 1 to 65535, not "${values.port}".`)
  }
  if (values.empty && values.company !== undefined) {
    throw new CannotStart('--empty and --company contradict each other; leave one out.')
  }
  return {
    port,
    dataDir: values.data,
    empty: values.empty,
    help: values.help,
    ...(values.company === undefined ? {} : { companyFile: values.company }),
  }
}

function parse(words: string[]) {
  try {
    return parseArgs({
      args: words,
      options: {
        port: { type: 'string', default: '8700' },
        data: { type: 'string', default: '.data' },
        empty: { type: 'boolean', default: false },
        company: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const unknown = /Unknown option '([^']+)'/.exec(message)?.[1]
    const extra = /Unexpected argument '([^']+)'/.exec(message)?.[1]
    const needs = /Option '(--\w+)[^']*' argument missing/.exec(message)?.[1]
    throw new CannotStart(
      unknown !== undefined
        ? `There is no option ${unknown}; see: npm start -- --help`
        : extra !== undefined
          ? `"${extra}" is not an option; see: npm start -- --help`
          : needs !== undefined
            ? `${needs} needs a value; see: npm start -- --help`
            : `${message.replace(/\.?$/, '.')} See: npm start -- --help`,
    )
  }
}
