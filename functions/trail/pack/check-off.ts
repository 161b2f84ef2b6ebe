import type { Findings } from '../verify/findings.ts'

/** Counts one thing that was checked, and keeps what does not hold of it. */
export function checkOff(
  findings: Findings,
  name: string,
  where: string,
  /** A sentence; undefined when it holds. */
  problem: string | undefined,
): void {
  findings.count(name)
  if (problem !== undefined) findings.fail(name, where, problem)
}
