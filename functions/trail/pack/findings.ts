import type { VerifyCheck, VerifyProblem } from '../verify/report.ts'

/** A pack that is broken everywhere need not say so forty thousand times. */
const MOST_PROBLEMS = 200

/** Gathers what a verification finds: how many of each kind were checked, and what does not hold. */
export class Findings {
  readonly #checks = new Map<string, { ok: boolean; count: number }>()
  readonly #problems: VerifyProblem[] = []
  readonly #notes: string[] = []
  #unlisted = 0

  /** Counts one that was checked, and keeps what does not hold of it. */
  check(name: string, where: string, problem: string | undefined): void {
    const check = this.#checks.get(name) ?? { ok: true, count: 0 }
    this.#checks.set(name, { ok: check.ok && problem === undefined, count: check.count + 1 })
    if (problem === undefined) return
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ where, sentence: problem })
    else this.#unlisted += 1
  }

  /** A sentence that is to be read beside the result, once. */
  note(sentence: string): void {
    if (!this.#notes.includes(sentence)) this.#notes.push(sentence)
  }

  get ok(): boolean {
    return this.#problems.length === 0
  }

  checks(): VerifyCheck[] {
    return [...this.#checks].map(([name, { ok, count }]) => ({ name, ok, count }))
  }

  problems(): VerifyProblem[] {
    const more = { where: 'the pack', sentence: `There are ${this.#unlisted} more problems of these kinds.` }
    return this.#unlisted === 0 ? [...this.#problems] : [...this.#problems, more]
  }

  notes(): string[] {
    return [...this.#notes]
  }
}
