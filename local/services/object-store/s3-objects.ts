import { createHash, randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Ground } from '../../ports.ts'
import { AwsError } from '../wire.ts'
import type { Bucket } from './bucket.ts'
import type { ObjectFiles } from './object-files.ts'
import { lockForUpload, refuseIfHeld } from './object-lock.ts'
import { uploadOf } from './upload-body.ts'
import type { Version, VersionStore } from './version-store.ts'

/** Putting, finding and deleting objects, with S3's conditions and S3's refusals. */
export interface S3Objects {
  put(bucket: Bucket, key: string, headers: IncomingHttpHeaders, body: Buffer): Promise<Version>
  /** Throws NoSuchKey, NoSuchVersion or MethodNotAllowed (a delete marker named by its id). */
  find(bucket: Bucket, key: string, versionId: string | null): Version
  /** Deletes a version, or puts a delete marker before all of them. */
  remove(
    bucket: Bucket,
    key: string,
    versionId: string | null,
    bypassGovernance: boolean,
  ): Promise<{ versionId: string | undefined; deleteMarker: boolean }>
}

/** Headers of an upload that every GET gives back. */
const keptHeaders =
  /^(content-type|content-disposition|content-language|cache-control|expires|x-amz-meta-.+)$/
/** The id of versions in a bucket without versions. */
const nullVersion = 'null'

/** `changed` is told of each key whose current object has become another one or none. */
export function createS3Objects(
  ground: Ground,
  store: VersionStore,
  files: ObjectFiles,
  changed: (bucket: string, key: string) => void,
): S3Objects {
  /** S3's conditions on the object that is there now. */
  function checkConditions(current: Version | undefined, headers: IncomingHttpHeaders): void {
    const ifMatch = headers['if-match']
    const ifNoneMatch = headers['if-none-match']
    const exists = current?.file !== undefined
    if (ifMatch !== undefined && !exists) throw noSuchKey()
    if (ifMatch !== undefined && ifMatch !== '*' && !sameEtag(ifMatch, current?.etag))
      throw preconditionFailed('If-Match')
    if (ifNoneMatch === undefined) return
    if (ifNoneMatch !== '*')
      throw new AwsError(
        'NotImplemented',
        'A header you provided implies functionality that is not implemented',
        501,
      )
    if (exists) throw preconditionFailed('If-None-Match')
  }

  async function put(
    bucket: Bucket,
    key: string,
    headers: IncomingHttpHeaders,
    body: Buffer,
  ): Promise<Version> {
    if (headers['x-amz-copy-source'] !== undefined) {
      throw new AwsError('NotImplemented', 'The local cloud does not copy objects.', 501)
    }
    if (Buffer.byteLength(key) > 1024) throw new AwsError('KeyTooLongError', 'Your key is too long')
    checkConditions(store.latest(bucket.name, key), headers)
    const { content, checksums } = uploadOf(headers, body)
    const now = ground.clock.now()
    const lock = lockForUpload(bucket, headers, now)
    const file = await files.write(content)
    const current = store.latest(bucket.name, key)
    try {
      // Again, now that nothing can come in between: of two writers that ask for a new object one must lose.
      checkConditions(current, headers)
    } catch (error) {
      await files.remove(file)
      throw error
    }
    const encoding = String(headers['content-encoding'] ?? '').replace(/\s*aws-chunked\s*,?\s*/, '')
    const version: Version = {
      bucket: bucket.name,
      key,
      versionId: bucket.versioned ? newVersionId() : nullVersion,
      file,
      size: content.length,
      etag: `"${createHash('md5').update(content).digest('hex')}"`,
      headers: {
        'content-type': 'binary/octet-stream',
        ...Object.fromEntries(
          Object.entries(headers)
            .filter(([name]) => keptHeaders.test(name))
            .map(([name, value]) => [name, String(value)]),
        ),
        ...(encoding === '' ? {} : { 'content-encoding': encoding }),
      },
      checksums,
      modifiedAt: now,
      ...lock,
    }
    const replaced = bucket.versioned ? undefined : current
    if (replaced !== undefined) store.remove(replaced)
    store.add(version)
    changed(bucket.name, key)
    if (replaced?.file !== undefined) await files.remove(replaced.file)
    return version
  }

  function find(bucket: Bucket, key: string, versionId: string | null): Version {
    const version =
      versionId === null ? store.latest(bucket.name, key) : store.find(bucket.name, key, versionId)
    if (version === undefined) {
      throw versionId === null
        ? noSuchKey()
        : new AwsError('NoSuchVersion', 'The specified version does not exist.', 404)
    }
    if (version.file !== undefined) return version
    if (versionId === null) throw noSuchKey()
    throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405)
  }

  async function remove(
    bucket: Bucket,
    key: string,
    versionId: string | null,
    bypassGovernance: boolean,
  ): Promise<{ versionId: string | undefined; deleteMarker: boolean }> {
    const now = ground.clock.now()
    if (versionId === null && bucket.versioned) {
      const marker = newVersionId()
      store.add({
        bucket: bucket.name,
        key,
        versionId: marker,
        file: undefined,
        size: 0,
        etag: '',
        headers: {},
        checksums: {},
        modifiedAt: now,
        lockMode: undefined,
        lockedUntil: undefined,
        legalHold: false,
      })
      changed(bucket.name, key)
      return { versionId: marker, deleteMarker: true }
    }
    const version = store.find(bucket.name, key, versionId ?? nullVersion)
    if (version === undefined) return { versionId: versionId ?? undefined, deleteMarker: false }
    refuseIfHeld(version, bypassGovernance, now)
    store.remove(version)
    changed(bucket.name, key)
    if (version.file !== undefined) await files.remove(version.file)
    return { versionId: versionId ?? undefined, deleteMarker: version.file === undefined }
  }

  return { put, find, remove }
}

function newVersionId(): string {
  return randomBytes(24).toString('base64url')
}

export function sameEtag(asked: string, etag: string | undefined): boolean {
  return asked.split(/\s*,\s*/).some((each) => each.replace(/"/g, '') === etag?.replace(/"/g, ''))
}

function noSuchKey(): AwsError {
  return new AwsError('NoSuchKey', 'The specified key does not exist.', 404)
}

export function preconditionFailed(condition: string): AwsError {
  const message = 'At least one of the pre-conditions you specified did not hold'
  return new AwsError('PreconditionFailed', message, 412, { Condition: condition })
}
