import type { XmlContent } from '../xml.ts'
import type { Bucket } from './bucket.ts'
import type { VersionStore } from './version-store.ts'

/** ListObjectsV2: keys after a point, with common prefixes up to a delimiter. */
export function listObjects(store: VersionStore, bucket: Bucket, query: URLSearchParams): XmlContent {
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const limit = Math.min(1000, Number(query.get('max-keys') ?? 1000))
  const token = query.get('continuation-token')
  const startAfter = query.get('start-after') ?? ''
  const written = query.get('encoding-type') === 'url' ? encodeURIComponent : (text: string) => text
  const Contents: XmlContent[] = []
  const CommonPrefixes: XmlContent[] = []
  let after = token === null ? startAfter : Buffer.from(token, 'base64url').toString('utf8')
  let more = false
  scan: for (;;) {
    const page = store.list(bucket.name, prefix, after, 1001)
    for (const version of page) {
      if (version.key <= after && after !== '') continue
      if (Contents.length + CommonPrefixes.length === limit) {
        more = true
        break scan
      }
      const cut = delimiter === '' ? -1 : version.key.indexOf(delimiter, prefix.length)
      if (cut >= 0) {
        const common = version.key.slice(0, cut + delimiter.length)
        CommonPrefixes.push({ Prefix: written(common) })
        // On behind everything that begins with the common prefix.
        after = `${common}\u{10ffff}`
        continue scan
      }
      Contents.push({
        Key: written(version.key),
        LastModified: new Date(version.modifiedAt).toISOString(),
        ETag: version.etag,
        Size: version.size,
        StorageClass: 'STANDARD',
      })
      after = version.key
    }
    if (page.length < 1001) break
  }
  return {
    Name: bucket.name,
    Prefix: written(prefix),
    Delimiter: delimiter === '' ? undefined : written(delimiter),
    MaxKeys: limit,
    KeyCount: Contents.length + CommonPrefixes.length,
    IsTruncated: more,
    StartAfter: startAfter === '' ? undefined : written(startAfter),
    ContinuationToken: token ?? undefined,
    NextContinuationToken: more ? Buffer.from(after, 'utf8').toString('base64url') : undefined,
    EncodingType: query.get('encoding-type') ?? undefined,
    Contents,
    CommonPrefixes,
  }
}

/** ListObjectVersions, whole: the local cloud does not page it. */
export function listVersions(store: VersionStore, bucket: Bucket, query: URLSearchParams): XmlContent {
  const prefix = query.get('prefix') ?? ''
  const versions = store.listVersions(bucket.name, prefix)
  const common = (version: (typeof versions)[number]): { [name: string]: XmlContent } => ({
    Key: version.key,
    VersionId: version.versionId,
    IsLatest: version.isLatest,
    LastModified: new Date(version.modifiedAt).toISOString(),
  })
  return {
    Name: bucket.name,
    Prefix: prefix,
    MaxKeys: 1000,
    IsTruncated: false,
    Version: versions
      .filter((version) => version.file !== undefined)
      .map((version) => ({
        ...common(version),
        ETag: version.etag,
        Size: version.size,
        StorageClass: 'STANDARD',
      })),
    DeleteMarker: versions.filter((version) => version.file === undefined).map(common),
  }
}
