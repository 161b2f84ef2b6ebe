import { parseArgs } from 'node:util'

export interface Arguments {
  /** A directory, a zip file, or an address. */
  where: string
  vkey: string | undefined
  /** A file with a checkpoint that was kept. */
  from: string | undefined
  witness: string | undefined
  headers: Record<string, string>
  anyEntries: boolean
  /** It must be a pack or a receipt, also where that is not looked for. */
  pack: boolean
  json: boolean
}

/** A command line that cannot be meant; the message says what is wrong with it. */
export class WrongUsage extends Error {
  override name = 'WrongUsage'
}

export const usage = `Verifies a sign-off log, or an evidence pack, with nothing but the log's public key.

  verify <directory | URL | pack.zip> --vkey <key> [options]

  --vkey <key>          The log's verification key, name+id+key, as you know it from a source that you trust.
                        A pack carries one too; without yours it can only be shown to fit itself.
  --pack                It is an evidence pack or a receipt. Needed for a URL, where a log is expected otherwise.
  --from <file>         A checkpoint that you kept from an earlier time: the log must still begin with it.
  --witness <key>       A witness's verification key: the kept checkpoint, or else the log's, must carry its cosignature.
  --header 'Name: x'    Sent with each request to a URL, such as 'Authorization: Bearer …'. Can be repeated.
  --any-entries         A log of another kind: checks signatures, tiles and hashes and leaves out what entries say.
  --json                Prints the report for programs.

--from, --witness and --any-entries are for logs: a pack has one checkpoint and cannot show that it continues another.
It ends with 0 when all holds, by the key that was given; with 1 when something does not, or when a pack was verified
without a key and so proves nothing; and with 2 when it was called wrongly.`

/** @returns undefined when help was asked for. Throws WrongUsage. */
export function readArguments(args: readonly string[]): Arguments | undefined {
  const { values, positionals } = parsed(args)
  if (values.help === true) return undefined
  const [where, ...further] = positionals
  if (where === undefined) throw new WrongUsage('Say what to verify: a directory, a URL or a zip file.')
  if (further.length > 0)
    throw new WrongUsage(`One thing at a time: ${JSON.stringify(further[0])} is one too many.`)
  return {
    where,
    vkey: values.vkey,
    from: values.from,
    witness: values.witness,
    headers: headersIn(values.header ?? []),
    pack: values.pack ?? false,
    anyEntries: values['any-entries'] ?? false,
    json: values.json ?? false,
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        vkey: { type: 'string' },
        from: { type: 'string' },
        witness: { type: 'string' },
        header: { type: 'string', multiple: true },
        pack: { type: 'boolean' },
        'any-entries': { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error))
  }
}

function headersIn(lines: readonly string[]): Record<string, string> {
  const headers = new Headers()
  for (const line of lines) {
    const [, name, value] = /^([^\s:]+):\s*(.*)$/.exec(line) ?? []
    try {
      if (name === undefined || value === undefined) throw new TypeError()
      headers.append(name, value)
    } catch {
      // Without the line itself: it may hold a password.
      throw new WrongUsage('A header reads “Name: value”.')
    }
  }
  return Object.fromEntries(headers)
}
