import type { VerifyCheck } from './report.ts'

export type CheckOutcome = 'holds' | 'failed' | 'not reached' | 'nothing to check'

/** What came of one check. One that looked at nothing does not hold: the verification broke off before it, or there was nothing. */
export function checkOutcome({ ok, count }: VerifyCheck, report: { ok: boolean }): CheckOutcome {
  if (!ok) return 'failed'
  if (count > 0) return 'holds'
  return report.ok ? 'nothing to check' : 'not reached'
}
