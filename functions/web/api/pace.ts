/** How much one subject may ask: `sustained` requests in `seconds`, and up to `burst` at once after a pause. */
export interface Allowance {
  sustained: number
  seconds: number
  burst: number
}

/** More than a person clicks and an import needs; a loop that ran wild stays below what would slow others down. */
export const allowance: Allowance = { sustained: 600, seconds: 60, burst: 120 }

/** Turns are fetched from the store in packs, so that of ten requests one writes. */
const TURNS_IN_A_PACK = 10
/** A pack that was not used up lapses, so that an idle function hoards nothing. */
const PACK_LASTS_MS = 10_000
/** How many subjects one process remembers packs of. */
const MOST_PACKS = 1000

export type Turns = { taken: number; left: number } | { taken: 0; retryAfterMs: number }

/** Where turns are counted for all processes together. */
export interface TurnCounter {
  /** Takes up to `wanted` turns of a subject. `left` counts those that could be taken besides. */
  take(subject: string, wanted: number, allowance: Allowance, now: Date): Promise<Turns>
}

export interface Turn {
  allowed: boolean
  /** For every answer: what is left, and where nothing is, how long to wait. */
  headers: Readonly<Record<string, string>>
}

/** Gives each subject its turns; `RateLimit` and `RateLimit-Policy` as in draft-ietf-httpapi-ratelimit-headers-10. */
export function createPace(counter: TurnCounter): (subject: string, now: Date) => Promise<Turn> {
  const packs = new Map<string, { turns: number; left: number; until: number }>()
  const policy = `"subject";q=${allowance.sustained};w=${allowance.seconds}`
  return async (subject, now) => {
    let pack = packs.get(subject)
    if (pack === undefined || pack.turns === 0 || pack.until <= now.getTime()) {
      const turns = await counter.take(subject, TURNS_IN_A_PACK, allowance, now)
      if ('retryAfterMs' in turns) {
        const seconds = String(Math.max(1, Math.ceil(turns.retryAfterMs / 1000)))
        const headers = {
          'ratelimit-policy': policy,
          ratelimit: `"subject";r=0;t=${seconds}`,
          'retry-after': seconds,
        }
        return { allowed: false, headers }
      }
      if (packs.size >= MOST_PACKS) packs.clear()
      pack = { turns: turns.taken, left: turns.left, until: now.getTime() + PACK_LASTS_MS }
      packs.set(subject, pack)
    }
    pack.turns -= 1
    const left = pack.left + pack.turns
    return { allowed: true, headers: { 'ratelimit-policy': policy, ratelimit: `"subject";r=${left};t=1` } }
  }
}
