import { type LogSource, SourceTrouble } from '../../trail/verify/log-source.ts'
import { readBounded } from '../../trail/verify/read-bounded.ts'

const AT_ONCE = 6
const TIMEOUT_MS = 60_000
/** Waited before the second try and the third: a Lambda that is throttled answers soon. */
const PAUSES_MS = [300, 1500]

/** The log as the console serves it, for the page's own script. */
export function sameSiteSource(): LogSource {
  return {
    readAhead: AT_ONCE,
    async read(path, maxBytes) {
      for (let tries = 0; ; tries += 1) {
        const response = await ask(path)
        const isBusy = response === undefined || response.status >= 500 || response.status === 429
        const pause = PAUSES_MS[tries]
        if (isBusy && pause !== undefined) {
          await new Promise((resolve) => setTimeout(resolve, pause))
          continue
        }
        if (response === undefined) throw new SourceTrouble('The site cannot be reached.')
        if (response.status === 404) return undefined
        if (response.type === 'opaqueredirect')
          throw new SourceTrouble('Your session has ended: sign in again, then verify once more.')
        if (!response.ok) throw new SourceTrouble(`The site answered with ${response.status}.`)
        return readBounded(response, maxBytes)
      }
    },
  }
}

async function ask(path: string): Promise<Response | undefined> {
  try {
    return await fetch(`/audit/log/${path}`, {
      redirect: 'manual',
      // What was read an hour ago says nothing about now.
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch {
    return undefined
  }
}
