import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import { putOnce, readLogObject } from '../store/log-objects.ts'
import { equalBytes, toBase64, toHex, utf8 } from '../trail/bytes.ts'
import type { RefusalKind } from '../trail/judge-checkpoint.ts'
import { sha256 } from '../trail/sha256.ts'

/** What is reported of a log besides refusals: that it shows nothing new, though it should. */
export type ReportKind = RefusalKind | 'silent'

/** What the witness has against a log, with everything that shows it to somebody else. */
export interface Report {
  kind: ReportKind
  sentence: string
  /** ISO instant at which it was first seen. */
  at: string
  /** The log's verification key. */
  vkey: string
  /** The signed note that was believed before; null when there was none. */
  believed: string | null
  /** What the log showed, in base64, as it need not be text; null when it showed nothing. */
  shown: string | null
  /** Tiles that were read, by path, in base64. */
  tiles: Record<string, string>
}

/** What the witness keeps for good, in a write-once bucket of its own account. */
export interface Evidence {
  /** Throws when something else is kept for this size: the witness would have two histories. */
  keepCosigned(size: number, note: string): Promise<void>
  /** Keeps a report once, however often the same is seen. @returns where. */
  keepReport(report: Report): Promise<string>
  /** The smallest size above this one for which a cosigned checkpoint is kept. */
  cosignedAbove(size: number): Promise<number | undefined>
}

/** Sizes have 16 digits here, so that they stand in their order. */
export const cosignedPath = (size: number): string => `cosigned/${String(size).padStart(16, '0')}`

export function createEvidence(client: S3Client, bucket: string): Evidence {
  return {
    async keepCosigned(size, note) {
      const path = cosignedPath(size)
      const bytes = utf8(note)
      if ((await putOnce(client, bucket, path, bytes)) === 'written') return
      const kept = await readLogObject(client, bucket, path)
      if (kept === undefined || !equalBytes(kept, bytes))
        throw new Error(
          `The witness kept another cosigned checkpoint of ${size} entries before (${path}); it cosigns nothing more until somebody has looked.`,
        )
    },
    async keepReport(report) {
      const { kind, vkey, believed, shown } = report
      const digest = toHex(sha256(utf8(JSON.stringify([kind, vkey, believed, shown])))).slice(0, 32)
      const path = `reports/${kind}/${digest}.json`
      await putOnce(client, bucket, path, utf8(`${JSON.stringify(report, null, 2)}\n`))
      return path
    },
    async cosignedAbove(size) {
      const { Contents = [] } = await client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: 'cosigned/',
          ...(size < 0 ? {} : { StartAfter: cosignedPath(size) }),
          MaxKeys: 1,
        }),
      )
      const key = Contents[0]?.Key
      return key === undefined ? undefined : Number(key.slice('cosigned/'.length))
    },
  }
}

export function tilesInBase64(tiles: ReadonlyMap<string, Uint8Array>): Record<string, string> {
  return Object.fromEntries([...tiles].map(([path, tile]) => [path, toBase64(tile)]))
}
