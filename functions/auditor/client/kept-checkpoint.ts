/** What this browser remembers of the log: the key, and the last checkpoint that it verified with that key. */

const KEY = 'countersign.vkey'
const CHECKPOINT = 'countersign.kept-checkpoint'

export interface KeptCheckpoint {
  vkey: string
  /** The signed note. */
  note: string
  size: number
  /** ISO instant, by this machine's clock. */
  at: string
}

export function rememberedKey(): string {
  return read(KEY) ?? ''
}

export function rememberKey(vkey: string): void {
  write(KEY, vkey)
}

/** @returns undefined where nothing was verified with this key yet. */
export function keptCheckpoint(vkey: string): KeptCheckpoint | undefined {
  try {
    const kept: unknown = JSON.parse(read(CHECKPOINT) ?? '')
    return isKept(kept) && kept.vkey === vkey ? kept : undefined
  } catch {
    return undefined
  }
}

export function keepCheckpoint(checkpoint: KeptCheckpoint): void {
  write(CHECKPOINT, JSON.stringify(checkpoint))
}

function isKept(value: unknown): value is KeptCheckpoint {
  if (typeof value !== 'object' || value === null) return false
  const { vkey, note, size, at } = value as Record<string, unknown>
  return (
    typeof vkey === 'string' && typeof note === 'string' && typeof size === 'number' && typeof at === 'string'
  )
}

// A browser may be told to remember nothing; then each visit is the first.
function read(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(name, value)
  } catch {
    // Nothing to be done, and nothing that the result depends on.
  }
}
