import type { Claims } from './issuer.ts'

/** The roles in a claim: a list, or words with blanks between. */
export function rolesIn(claim: unknown): readonly unknown[] {
  if (Array.isArray(claim)) return claim
  return typeof claim === 'string' ? claim.split(/\s+/) : []
}

/** The most of a name that the header shows. */
const NAME_LENGTH = 120

/** What people are shown of an account. */
export function displayName(claims: Claims): string {
  const candidates = [claims.name, claims.preferred_username, claims.email, claims.sub]
  const name = candidates.find((candidate) => typeof candidate === 'string' && candidate.trim() !== '')
  return String(name).trim().slice(0, NAME_LENGTH)
}
