import { parseArgs } from 'node:util'

export const HELP = `npm run bench:pages -- [options]      after npm run synth

How fast pages are on the local cloud, for a cycle of everybody in the sample company: launches it, then lets clients click
through the pages of HR and of participants, first with a pause before each click, then without.

  --data DIR     keep the cloud's data there and use it again the next time; a new temporary directory without it
  --people N     how many people are reviewed when the cycle is launched (default 1371)
  --clients N    how many click at the same time (default 8)
  --seconds N    for how long, with pauses; a third of it without (default 90)
  --json         print the figures as JSON
  --help         this text

Ends with 1 when a page misses the goal with pauses: p50 ≤ 8 ms and p99 ≤ 25 ms.`

export interface Options {
  data: string | undefined
  people: number
  clients: number
  seconds: number
  json: boolean
}

/** @throws TypeError with a sentence when an option is not right. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: text,
      people: text,
      clients: text,
      seconds: text,
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help === true) return 'help'
  const number = (name: 'people' | 'clients' | 'seconds', usual: number) => {
    const value = Number(values[name] ?? usual)
    if (!Number.isInteger(value) || value < 1) throw new TypeError(`--${name} is a number from 1 on.`)
    return value
  }
  return {
    data: values.data,
    people: number('people', 1371),
    clients: number('clients', 8),
    seconds: number('seconds', 90),
    json: values.json ?? false,
  }
}
