/** What a verification found, for people and for programs. */
export interface VerifyReport {
  /** True when every check passed and nothing was left unread. */
  ok: boolean
  /** How many entries the signed checkpoint covers; 0 when there is none to believe. */
  size: number
  /** The log's name as its checkpoint says it, or as the key does when there is no checkpoint to believe. */
  origin: string
  /** The signed root, base64 as in the checkpoint; empty when there is none to believe. */
  root: string
  checks: Check[]
  /** What failed, and where; at most `MOST_PROBLEMS`, the last one then counts the rest. */
  problems: Problem[]
  /** What was not looked at, or is worth knowing, though nothing is wrong. */
  notes?: string[]
}

export interface Check {
  /** In words: "earlier checkpoints". */
  name: string
  ok: boolean
  /** How many of them were checked. */
  count: number
}

export interface Problem {
  /** The object's path, with the entry or the byte where that is known: `tile/entries/001.p/44, entry 263`. */
  where: string
  /** One sentence for the person who verifies. */
  sentence: string
}

/** A log can be wrong in a million places; nobody reads more than these. */
export const MOST_PROBLEMS = 100

/** Gathers checks and problems while a verification runs. */
export class Findings {
  readonly #checks = new Map<string, Check>()
  readonly #problems: Problem[] = []
  readonly notes: string[] = []
  #more = 0

  /** Counts things that a check looked at. A check that looked at nothing stands in the report with 0. */
  count(name: string, count = 1): void {
    this.#check(name).count += count
  }

  fail(name: string, where: string, sentence: string): void {
    this.#check(name).ok = false
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ where, sentence })
    else this.#more += 1
  }

  /** Takes over problems that were found elsewhere; `unlisted` are those that found no room there. */
  failAll(name: string, problems: readonly Problem[], unlisted = 0): void {
    for (const { where, sentence } of problems) this.fail(name, where, sentence)
    if (unlisted > 0) {
      this.#check(name).ok = false
      this.#more += unlisted
    }
  }

  get failed(): boolean {
    return [...this.#checks.values()].some(({ ok }) => !ok)
  }

  report(head: { size: number; origin: string; root: string }): VerifyReport {
    const problems = [...this.#problems]
    if (this.#more > 0)
      problems.push({ where: 'further', sentence: `${this.#more} more problems were found.` })
    return {
      ok: !this.failed,
      ...head,
      checks: [...this.#checks.values()],
      problems,
      ...(this.notes.length === 0 ? {} : { notes: this.notes }),
    }
  }

  #check(name: string): Check {
    const known = this.#checks.get(name)
    if (known !== undefined) return known
    const check = { name, ok: true, count: 0 }
    this.#checks.set(name, check)
    return check
  }
}
