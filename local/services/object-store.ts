import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Ground, ServiceEndpoint } from '../ports.ts'
import { type Bucket, type BucketDeclaration, bucketOf } from './object-store/bucket.ts'
import { createObjectFiles } from './object-store/object-files.ts'
import { refuseIfWeaker, retentionOf } from './object-store/object-lock.ts'
import { listObjects, listVersions } from './object-store/s3-listing.ts'
import { createS3Objects, preconditionFailed, sameEtag } from './object-store/s3-objects.ts'
import { createShownObjects } from './object-store/shown-objects.ts'
import { createVersionStore, type Version } from './object-store/version-store.ts'
import { AwsError, answer, asAwsError, readBody } from './wire.ts'
import { type XmlContent, xmlDocument } from './xml.ts'

export interface ObjectStore {
  endpoint: ServiceEndpoint
  /** An object's bytes, for what reads S3 inside the cloud. Throws AwsError NoSuchBucket or NoSuchKey. */
  read(bucket: string, key: string): Promise<Buffer>
  write(bucket: string, key: string, content: Buffer, contentType?: string): Promise<void>
}

export interface ObjectStoreParts {
  buckets: BucketDeclaration[]
  /** A directory that shows the current objects as plain files; without, none does. */
  shownIn?: string
}

interface Call {
  request: IncomingMessage
  response: ServerResponse
  bucket: Bucket
  key: string
  query: URLSearchParams
}

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/'
/** Larger uploads belong in parts, which nothing here needs. */
const uploadLimit = 256 * 1024 * 1024
/** Query parameters that say nothing about the operation. */
const idle =
  /^(x-id|versionId|X-Amz-.*|prefix|delimiter|max-keys|continuation-token|start-after|encoding-type|fetch-owner|list-type)$/

/** S3 over path-style REST: objects in files, written atomically; versions, conditions and object lock. */
export function createObjectStore(ground: Ground, parts: ObjectStoreParts): ObjectStore {
  const buckets = new Map(parts.buckets.map((each) => [each.bucketName, bucketOf(each)]))
  const store = createVersionStore(ground.database)
  const files = createObjectFiles(ground.directory)
  const shown =
    parts.shownIn === undefined
      ? undefined
      : createShownObjects({
          directory: parts.shownIn,
          buckets: [...buckets.keys()],
          store,
          pathOf: files.pathOf,
          log: ground.log,
        })
  const objects = createS3Objects(ground, store, files, (bucket, key) => shown?.show(bucket, key))

  async function handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    try {
      const url = new URL(path, 'http://s3')
      const [, bucketName = '', ...rest] = url.pathname.split('/')
      const key = decodeURIComponent(rest.join('/'))
      if (bucketName === '') return await listBuckets(request, response)
      const bucket = bucketNamed(decodeURIComponent(bucketName))
      const call = { request, response, bucket, key, query: url.searchParams }
      ground.meter.add(
        's3',
        bucket.name,
        request.method === 'GET' || request.method === 'HEAD' ? 'gets' : 'puts',
        1,
      )
      await operate(call)
    } catch (error) {
      refuse(request, response, asAwsError(error))
    }
  }

  function bucketNamed(name: string): Bucket {
    const bucket = buckets.get(name)
    if (bucket === undefined) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404)
    return bucket
  }

  async function operate(call: Call): Promise<void> {
    const { request, response, bucket, key, query } = call
    const sub = [...query.keys()].find((name) => !idle.test(name)) ?? ''
    const operation = `${request.method} ${key === '' ? 'bucket' : 'object'}${sub === '' ? '' : ` ${sub}`}`
    switch (operation) {
      case 'PUT object':
        return await putObject(call)
      case 'GET object':
      case 'HEAD object':
        return await getObject(call)
      case 'DELETE object':
        return await deleteObject(call)
      case 'POST bucket delete':
        return await deleteObjects(call)
      case 'GET bucket':
        if (query.get('list-type') !== '2') break
        return xml(response, 'ListBucketResult', listObjects(store, bucket, query))
      case 'GET bucket versions':
        return xml(response, 'ListVersionsResult', listVersions(store, bucket, query))
      case 'HEAD bucket':
        return answer(response, 200, 'application/xml', '', { 'x-amz-bucket-region': 'eu-central-1' })
      case 'GET bucket versioning':
        return xml(response, 'VersioningConfiguration', { Status: bucket.versioned ? 'Enabled' : undefined })
      case 'GET object retention':
        return getRetention(call)
      case 'PUT object retention':
        return await putRetention(call)
      case 'GET object legal-hold':
        return xml(response, 'LegalHold', { Status: found(call).legalHold ? 'ON' : 'OFF' })
      case 'PUT object legal-hold':
        return await putLegalHold(call)
    }
    throw new AwsError('NotImplemented', `The local cloud does not do ${operation} of S3.`, 501)
  }

  async function putObject({ request, response, bucket, key }: Call): Promise<void> {
    const version = await objects.put(bucket, key, request.headers, await readBody(request, uploadLimit))
    answer(response, 200, 'application/xml', '', {
      etag: version.etag,
      ...versionHeader(bucket, version),
      ...version.checksums,
    })
  }

  async function getObject(call: Call): Promise<void> {
    const { request, response, bucket } = call
    const version = found(call)
    checkReadConditions(request, version)
    const headers: Record<string, string> = {
      ...version.headers,
      ...versionHeader(bucket, version),
      ...lockHeaders(version),
      ...(request.headers['x-amz-checksum-mode'] === 'ENABLED' ? version.checksums : {}),
      etag: version.etag,
      'last-modified': new Date(version.modifiedAt).toUTCString(),
      'accept-ranges': 'bytes',
    }
    const contentType = headers['content-type'] ?? 'binary/octet-stream'
    if (isUnchanged(request, version)) {
      response.writeHead(304, { etag: version.etag }).end()
      return
    }
    const range = rangeOf(request.headers.range, version.size)
    if (range !== undefined) {
      const [from, to] = range
      const part =
        request.method === 'HEAD' ? Buffer.alloc(0) : await files.readRange(version.file ?? '', from, to)
      const { 'x-amz-checksum-crc32': _, ...others } = headers
      return answer(response, 206, contentType, part, {
        ...others,
        'content-range': `bytes ${from}-${to}/${version.size}`,
        ...(request.method === 'HEAD' ? { 'content-length': String(to - from + 1) } : {}),
      })
    }
    if (request.method === 'HEAD') {
      return answer(response, 200, contentType, '', { ...headers, 'content-length': String(version.size) })
    }
    answer(response, 200, contentType, await files.read(version.file ?? ''), headers)
  }

  async function deleteObject({ request, response, bucket, key, query }: Call): Promise<void> {
    const removed = await objects.remove(bucket, key, query.get('versionId'), bypasses(request))
    response.writeHead(204, {
      ...(removed.versionId === undefined ? {} : { 'x-amz-version-id': removed.versionId }),
      ...(removed.deleteMarker ? { 'x-amz-delete-marker': 'true' } : {}),
    })
    response.end()
  }

  async function deleteObjects({ request, response, bucket }: Call): Promise<void> {
    const text = (await readBody(request)).toString('utf8')
    const Deleted: XmlContent[] = []
    const Failed: XmlContent[] = []
    for (const [, entry = ''] of text.matchAll(/<Object>(.*?)<\/Object>/gs)) {
      const Key = textOf(entry, 'Key') ?? ''
      const VersionId = textOf(entry, 'VersionId')
      try {
        const removed = await objects.remove(bucket, Key, VersionId ?? null, bypasses(request))
        const marker = removed.deleteMarker
          ? { DeleteMarker: true, DeleteMarkerVersionId: removed.versionId }
          : {}
        Deleted.push({ Key, VersionId, ...marker })
      } catch (error) {
        const { code, message } = asAwsError(error)
        Failed.push({ Key, VersionId, Code: code, Message: message })
      }
    }
    xml(response, 'DeleteResult', { Deleted, Error: Failed })
  }

  function getRetention(call: Call): void {
    const { lockMode, lockedUntil } = found(call)
    if (lockMode === undefined || lockedUntil === undefined) {
      const message = 'The specified object does not have a ObjectLock configuration'
      throw new AwsError('NoSuchObjectLockConfiguration', message, 404)
    }
    xml(call.response, 'Retention', { Mode: lockMode, RetainUntilDate: new Date(lockedUntil).toISOString() })
  }

  async function putRetention(call: Call): Promise<void> {
    const text = (await readBody(call.request)).toString('utf8')
    const now = ground.clock.now()
    const mode = textOf(text, 'Mode')
    const bypass = bypasses(call.request)
    const next =
      mode === undefined
        ? { lockMode: undefined, lockedUntil: undefined }
        : retentionOf(mode, textOf(text, 'RetainUntilDate') ?? '', now)
    lockable(call.bucket)
    const version = found(call)
    refuseIfWeaker(version, next, bypass, now)
    store.setLock({ ...version, ...next })
    answer(call.response, 200, 'application/xml', '')
  }

  async function putLegalHold(call: Call): Promise<void> {
    const text = (await readBody(call.request)).toString('utf8')
    lockable(call.bucket)
    store.setLock({ ...found(call), legalHold: textOf(text, 'Status') === 'ON' })
    answer(call.response, 200, 'application/xml', '')
  }

  function found({ bucket, key, query }: Call): Version {
    return objects.find(bucket, key, query.get('versionId'))
  }

  async function listBuckets(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET')
      throw new AwsError('NotImplemented', 'The local cloud makes no buckets.', 501)
    const Bucket = [...buckets.keys()].map((Name) => ({ Name, CreationDate: '2026-01-01T00:00:00.000Z' }))
    xml(response, 'ListAllMyBucketsResult', { Buckets: { Bucket } })
  }

  return {
    endpoint: { service: 's3', handle },
    async read(bucketName, key) {
      return await files.read(objects.find(bucketNamed(bucketName), key, null).file ?? '')
    },
    async write(bucketName, key, content, contentType = 'application/json') {
      await objects.put(bucketNamed(bucketName), key, { 'content-type': contentType }, content)
    },
  }
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { code, message, status, detail }: AwsError,
): void {
  const body = xmlDocument('Error', { Code: code, Message: message, Condition: textIn(detail.Condition) })
  // A HEAD has no body to say it in; the SDK goes by the status.
  answer(response, status, 'application/xml', request.method === 'HEAD' ? '' : body)
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function xml(response: ServerResponse, name: string, content: XmlContent): void {
  answer(response, 200, 'application/xml', xmlDocument(name, content, namespace))
}

function versionHeader(bucket: Bucket, version: Version): Record<string, string> {
  return bucket.versioned ? { 'x-amz-version-id': version.versionId } : {}
}

function lockHeaders({ lockMode, lockedUntil, legalHold }: Version): Record<string, string> {
  return {
    ...(lockMode === undefined ? {} : { 'x-amz-object-lock-mode': lockMode }),
    ...(lockedUntil === undefined
      ? {}
      : { 'x-amz-object-lock-retain-until-date': new Date(lockedUntil).toISOString() }),
    ...(legalHold ? { 'x-amz-object-lock-legal-hold': 'ON' } : {}),
  }
}

function lockable(bucket: Bucket): void {
  if (!bucket.objectLock) throw new AwsError('InvalidRequest', 'Bucket is missing Object Lock Configuration')
}

function bypasses(request: IncomingMessage): boolean {
  return request.headers['x-amz-bypass-governance-retention'] === 'true'
}

function checkReadConditions(request: IncomingMessage, version: Version): void {
  const ifMatch = request.headers['if-match']
  if (ifMatch !== undefined && ifMatch !== '*' && !sameEtag(ifMatch, version.etag))
    throw preconditionFailed('If-Match')
}

function isUnchanged(request: IncomingMessage, version: Version): boolean {
  const ifNoneMatch = request.headers['if-none-match']
  return ifNoneMatch !== undefined && (ifNoneMatch === '*' || sameEtag(ifNoneMatch, version.etag))
}

/** First and last byte of a range that was asked for. Throws InvalidRange when nothing of it is there. */
function rangeOf(header: string | undefined, size: number): [number, number] | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const to = first === '' || last === '' ? size - 1 : Math.min(size - 1, Number(last))
  if (from > to) throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416)
  return [from, to]
}

/** The text of an element in the small documents that clients send. */
function textOf(document: string, element: string): string | undefined {
  const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(document)?.[1]
  return text?.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    return { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }[String(name)] ?? whole
  })
}
