import { type LogSource, SourceTrouble } from '../functions/trail/verify/log-source.ts'
import { readBounded } from '../functions/trail/verify/read-bounded.ts'

export interface WebSourceOptions {
  /** Sent with each request: a cookie or a token. Never sent elsewhere, as redirects are not followed. */
  headers?: Readonly<Record<string, string>>
  /** For each object. */
  timeoutMs?: number
  /** Waited before the second try and the third. */
  pausesMs?: readonly number[]
}

/** Bundles are 300 KB as a rule: so many at once fill a line, and the largest that can be still fit the memory. */
const READ_AHEAD = 6
/** After so many objects in a row for which the server did not answer, it is not asked any more. */
const MOST_SILENT = 3

/**
 * A log or a pack below an address. Object storage does not list itself to everybody, so there is no list. Nothing is read
 * beyond the limit, nowhere is followed to, and every wait has an end.
 */
export function webSource(address: URL, options: WebSourceOptions = {}): LogSource {
  const { headers = {}, timeoutMs = 60_000, pausesMs = [500, 2000] } = options
  const base = new URL(address)
  base.search = ''
  base.hash = ''
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  let silent = 0

  async function once(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
    let response: Response
    try {
      response = await fetch(new URL(path, base), {
        headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      })
    } catch (error) {
      throw new NoAnswer(reasonOf(error, timeoutMs))
    }
    if (response.status >= 500 || response.status === 429) {
      await response.body?.cancel()
      throw new NoAnswer(`The server answered with ${response.status}.`)
    }
    if (response.status === 404 || response.status === 410) {
      await response.body?.cancel()
      return undefined
    }
    if (!response.ok) {
      await response.body?.cancel()
      throw new SourceTrouble(refusalOf(response))
    }
    try {
      return await readBounded(response, maxBytes)
    } catch (error) {
      if (error instanceof SourceTrouble) throw error
      throw new NoAnswer(reasonOf(error, timeoutMs))
    }
  }

  return {
    readAhead: READ_AHEAD,
    async read(path, maxBytes) {
      if (silent >= MOST_SILENT)
        throw new SourceTrouble('The server stopped answering; it was not asked again.')
      for (let tries = 0; ; tries += 1) {
        try {
          const bytes = await once(path, maxBytes)
          silent = 0
          return bytes
        } catch (error) {
          if (!(error instanceof NoAnswer)) throw error
          const pause = pausesMs[tries]
          if (pause === undefined) {
            silent += 1
            throw new SourceTrouble(error.message)
          }
          await new Promise((resolve) => setTimeout(resolve, pause))
        }
      }
    },
  }
}

/** Worth another try. */
class NoAnswer extends Error {}

function refusalOf({ status, headers }: Response): string {
  if (status >= 300 && status < 400) {
    const to = headers.get('location') ?? 'another address'
    return `The server sends on to ${JSON.stringify(to.slice(0, 200))}, which is not followed: give the log's own address, or a --header that lets you in.`
  }
  if (status === 401 || status === 403)
    return `The server refuses it (${status}); object storage says that also of objects that are missing.`
  return `The server answered with ${status}.`
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `The server did not answer within ${timeoutMs / 1000} seconds.`
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
  return `The server cannot be reached (${cause}).`
}
