import type { Need } from '../decide.ts'
import { type Call, type NeedsOf, UnknownNeeds } from './call.ts'

/** Query parameters that do not make another operation of a request. */
const idle =
  /^(x-id|versionId|prefix|delimiter|max-keys|continuation-token|start-after|encoding-type|fetch-owner|list-type)$/

/** Headers of an upload that need more than the right to upload. */
const extras: readonly [RegExp, string][] = [
  [/^x-amz-object-lock-(mode|retain-until-date)$/, 's3:PutObjectRetention'],
  [/^x-amz-object-lock-legal-hold$/, 's3:PutObjectLegalHold'],
  [/^x-amz-tagging$/, 's3:PutObjectTagging'],
  [/^x-amz-acl$|^x-amz-grant-/, 's3:PutObjectAcl'],
  // Replacing just the object that one has read shows what it holds.
  [/^if-match$/, 's3:GetObject'],
]

/** S3: an action on a bucket or an object. Source: service authorization reference, S3; S3 user guide, per operation. */
export const s3Needs: NeedsOf = (call) => {
  const url = new URL(call.path, 'http://s3')
  const [, encodedBucket = '', ...rest] = url.pathname.split('/')
  const bucket = `arn:aws:s3:::${decodeURIComponent(encodedBucket)}`
  const key = decodeURIComponent(rest.join('/'))
  const object = `${bucket}/${key}`
  const sub = [...url.searchParams.keys()].find((name) => !idle.test(name) && !/^x-amz-/i.test(name))
  const operation = [call.method, encodedBucket === '' ? 'service' : key === '' ? 'bucket' : 'object', sub]
    .filter((word) => word !== undefined)
    .join(' ')
  const version = url.searchParams.get('versionId')
  const ofVersion = version === null ? '' : 'Version'
  const on = (resource: string, ...actions: string[]): Need[] =>
    actions.map((action) => ({
      action,
      resource,
      context: {
        ...headerKeys(call),
        ...(version === null ? {} : { 's3:versionid': version }),
        ...(url.searchParams.has('prefix') ? { 's3:prefix': url.searchParams.get('prefix') ?? '' } : {}),
      },
    }))
  const bypass =
    call.headers['x-amz-bypass-governance-retention'] === 'true' ? ['s3:BypassGovernanceRetention'] : []
  switch (operation) {
    case 'PUT object':
      if (call.headers['x-amz-copy-source'] !== undefined) break
      return on(object, 's3:PutObject', ...extraActions(call))
    case 'GET object':
    case 'HEAD object':
      return on(object, `s3:GetObject${ofVersion}`)
    case 'DELETE object':
      return on(object, `s3:DeleteObject${ofVersion}`, ...bypass)
    case 'POST bucket delete':
      return [...call.body.toString('utf8').matchAll(/<Object>(.*?)<\/Object>/gs)].flatMap(
        ([, entry = '']) => {
          const named = /<Key>([^<&]*)<\/Key>/.exec(entry)?.[1]
          // A key with a character that XML writes otherwise would have to be read as the service reads it.
          if (named === undefined) throw new UnknownNeeds('S3', 'DeleteObjects with such keys')
          const action = entry.includes('<VersionId>') ? 's3:DeleteObjectVersion' : 's3:DeleteObject'
          return on(`${bucket}/${named}`, action, ...bypass)
        },
      )
    case 'GET bucket':
    case 'HEAD bucket':
      return on(bucket, 's3:ListBucket')
    case 'GET bucket versions':
      return on(bucket, 's3:ListBucketVersions')
    case 'GET bucket versioning':
      return on(bucket, 's3:GetBucketVersioning')
    case 'GET object retention':
      return on(object, 's3:GetObjectRetention')
    case 'PUT object retention':
      return on(object, 's3:PutObjectRetention', ...bypass)
    case 'GET object legal-hold':
      return on(object, 's3:GetObjectLegalHold')
    case 'PUT object legal-hold':
      return on(object, 's3:PutObjectLegalHold')
    case 'GET service':
      return on('*', 's3:ListAllMyBuckets')
  }
  throw new UnknownNeeds('S3', operation)
}

function headerKeys({ headers }: Call): Record<string, string> {
  return {
    ...(headers['if-none-match'] === undefined ? {} : { 's3:if-none-match': headers['if-none-match'] }),
    ...(headers['if-match'] === undefined ? {} : { 's3:if-match': headers['if-match'] }),
  }
}

function extraActions({ headers }: Call): string[] {
  const names = Object.keys(headers)
  return extras.filter(([header]) => names.some((name) => header.test(name))).map(([, action]) => action)
}
