import type { Database } from '../../../../functions/store/database.ts'
import { readHead } from '../../../../functions/store/log-state.ts'
import { fromHex, utf8Text } from '../../../../functions/trail/bytes.ts'
import { formatVkey } from '../../../../functions/trail/note.ts'
import { openZip } from '../../../../functions/trail/pack/read-zip.ts'
import { type PackReport, verifyPack } from '../../../../functions/trail/pack/verify-pack.ts'

export interface OpenedPack {
  /** Every file as text, by its path. */
  files: Record<string, string>
  report: PackReport
  /** What does not hold, a sentence on each line. */
  sentences: string
}

/** A pack as it was downloaded, read and verified with the key that the log's own row knows. */
export async function openedPack(db: Database, zip: Uint8Array): Promise<OpenedPack> {
  const head = await readHead(db)
  const vkey = formatVkey(head?.origin ?? '', fromHex(head?.publicKey ?? '') ?? new Uint8Array())
  const source = openZip(zip)
  const files: Record<string, string> = {}
  for await (const path of source.list())
    files[path] = utf8Text((await source.read(path, 8_000_000)) ?? new Uint8Array())
  const report = await verifyPack(source, vkey)
  return { files, report, sentences: report.problems.map(({ sentence }) => sentence).join('\n') }
}
