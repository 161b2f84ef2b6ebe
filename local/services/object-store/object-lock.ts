import { AwsError } from '../wire.ts'
import type { Bucket, LockMode } from './bucket.ts'
import type { Version } from './version-store.ts'

export interface Lock {
  lockMode: LockMode | undefined
  lockedUntil: number | undefined
  legalHold: boolean
}

/** The lock of a new version: what the upload asks for, or the bucket's rule. `now` in milliseconds of cloud time. */
export function lockForUpload(bucket: Bucket, headers: Record<string, unknown>, now: number): Lock {
  const mode = headers['x-amz-object-lock-mode']
  const until = headers['x-amz-object-lock-retain-until-date']
  const hold = headers['x-amz-object-lock-legal-hold']
  if ((mode ?? until ?? hold) !== undefined && !bucket.objectLock) {
    throw new AwsError('InvalidRequest', 'Bucket is missing Object Lock Configuration')
  }
  if ((mode === undefined) !== (until === undefined)) {
    throw new AwsError(
      'InvalidArgument',
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
    )
  }
  const { defaultRetention: rule } = bucket
  if (mode === undefined) {
    return {
      lockMode: rule?.mode,
      lockedUntil: rule === undefined ? undefined : now + rule.days * 86_400_000,
      legalHold: hold === 'ON',
    }
  }
  return { ...retentionOf(String(mode), String(until), now), legalHold: hold === 'ON' }
}

/** A mode and an ISO time, checked. */
export function retentionOf(
  mode: string,
  until: string,
  now: number,
): Pick<Lock, 'lockMode' | 'lockedUntil'> {
  const lockedUntil = Date.parse(until)
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE')
    throw new AwsError('InvalidArgument', 'Unknown wormMode directive.')
  if (!(lockedUntil > now)) {
    throw new AwsError('InvalidArgument', 'The retain until date must be in the future!')
  }
  return { lockMode: mode, lockedUntil }
}

/** Throws AccessDenied while a version is held. `bypass` is the caller's wish to get around governance. */
export function refuseIfHeld(version: Version, bypass: boolean, now: number): void {
  const isRetained = (version.lockedUntil ?? 0) > now
  const isBypassed = bypass && version.lockMode === 'GOVERNANCE'
  if (version.legalHold || (isRetained && !isBypassed)) throw denied()
}

/** Throws AccessDenied when a new retention would hold a version less than the present one does. */
export function refuseIfWeaker(
  version: Version,
  next: Pick<Lock, 'lockMode' | 'lockedUntil'>,
  bypass: boolean,
  now: number,
): void {
  if ((version.lockedUntil ?? 0) <= now) return
  const isShorter = (next.lockedUntil ?? 0) < (version.lockedUntil ?? 0)
  const isOtherMode = next.lockMode !== version.lockMode
  const mayLoosen = version.lockMode === 'GOVERNANCE' && (bypass || (isOtherMode && !isShorter))
  if ((isShorter || isOtherMode) && !mayLoosen) throw denied()
}

function denied(): AwsError {
  return new AwsError('AccessDenied', 'Access Denied because object protected by object lock.', 403)
}
