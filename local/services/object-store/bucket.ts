import { isRecord } from '../wire.ts'

/** An `AWS::S3::Bucket` of the template, its values resolved. */
export interface BucketDeclaration {
  bucketName: string
  properties: Record<string, unknown>
}

export type LockMode = 'GOVERNANCE' | 'COMPLIANCE'

export interface Bucket {
  name: string
  versioned: boolean
  objectLock: boolean
  /** What a new version is held for when the upload does not say. */
  defaultRetention: { mode: LockMode; days: number } | undefined
}

export function bucketOf({ bucketName, properties }: BucketDeclaration): Bucket {
  const versioning = isRecord(properties.VersioningConfiguration)
    ? properties.VersioningConfiguration.Status
    : undefined
  const objectLock = properties.ObjectLockEnabled === true || properties.ObjectLockEnabled === 'true'
  const configuration = isRecord(properties.ObjectLockConfiguration) ? properties.ObjectLockConfiguration : {}
  const rule = isRecord(configuration.Rule) ? configuration.Rule.DefaultRetention : undefined
  const days = isRecord(rule) ? Number(rule.Days ?? Number(rule.Years) * 365) : 0
  return {
    name: bucketName,
    // Object lock implies versions.
    versioned: objectLock || versioning === 'Enabled',
    objectLock,
    defaultRetention: isRecord(rule)
      ? { mode: rule.Mode === 'COMPLIANCE' ? 'COMPLIANCE' : 'GOVERNANCE', days }
      : undefined,
  }
}
