import { confirmErasure, requestErasure } from '../../functions/domain/erasure.ts'
import type { PersonId } from '../../functions/domain/ids.ts'
import type { OfficerAct } from '../../functions/domain/officer.ts'
import { isRefusal } from '../../functions/domain/refusal.ts'
import type { Database } from '../../functions/store/database.ts'
import { loadErasureSituation } from '../../functions/store/erasure-situation.ts'
import { commitErasureChange } from '../../functions/store/erasures.ts'

export const hanna = (at: string): OfficerAct => ({
  at,
  by: { subject: 'account-of-hanna', name: 'Hanna Reiter', authenticatedAt: at },
})
export const henri = (at: string): OfficerAct => ({
  at,
  by: { subject: 'account-of-henri', name: 'Henri Roux', authenticatedAt: at },
})

export const ERASURE_REASON = 'They asked for it in a letter of March.'

/** What the pages do when Hanna asks and Henri confirms. */
export async function wantErased(db: Database, personId: PersonId, at: string): Promise<void> {
  const erasureId = Buffer.from(db.randomBytes(16)).toString('hex')
  const requested = requestErasure(await loadErasureSituation(db, personId), {
    ...hanna(at),
    erasureId,
    reason: ERASURE_REASON,
  })
  if (isRefusal(requested)) throw new Error(requested.message)
  if (!(await commitErasureChange(db, requested))) throw new Error('Somebody was quicker')
  const confirmed = confirmErasure(await loadErasureSituation(db, personId), { ...henri(at), erasureId })
  if (isRefusal(confirmed)) throw new Error(confirmed.message)
  if (!(await commitErasureChange(db, confirmed))) throw new Error('Somebody was quicker')
}
