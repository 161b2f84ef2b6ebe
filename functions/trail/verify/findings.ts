import type { VerifyCheck, VerifyProblem, VerifyReport } from './report.ts'

/** A log can be wrong in a million places; nobody reads more than these. */
export const MOST_PROBLEMS = 100

/** Gathers checks and problems while a verification runs. */
export class Findings {
  readonly #checks = new Map<string, VerifyCheck>()
  readonly #problems: VerifyProblem[] = []
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
  failAll(name: string, problems: readonly VerifyProblem[], unlisted = 0): void {
    for (const { where, sentence } of problems) this.fail(name, where, sentence)
    if (unlisted > 0) {
      this.#check(name).ok = false
      this.#more += unlisted
    }
  }

  get failed(): boolean {
    return [...this.#checks.values()].some(({ ok }) => !ok)
  }

  /** @param head what the signed checkpoint says, when there is one to believe. */
  report(head: Pick<VerifyReport, 'kind' | 'size' | 'origin' | 'root'>): VerifyReport {
    const problems = [...this.#problems]
    if (this.#more > 0)
      problems.push({ where: 'further', sentence: `${this.#more} more problems were found.` })
    return {
      ok: !this.failed,
      ...head,
      checks: [...this.#checks.values()],
      problems,
      notes: [...this.notes],
    }
  }

  #check(name: string): VerifyCheck {
    const known = this.#checks.get(name)
    if (known !== undefined) return known
    const check = { name, ok: true, count: 0 }
    this.#checks.set(name, check)
    return check
  }
}
