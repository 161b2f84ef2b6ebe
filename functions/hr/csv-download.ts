import { gzip } from '../store/packed-bytes.ts'
import { csvText } from '../web/csv-file.ts'
import { type FileReply, file } from '../web/reply.ts'

/** Lambda answers with 6 MB at most; quotation marks and accents take more room on the way than here. */
const MOST_BYTES = 4 * 1024 * 1024

/** A download of rows, `filename` without its ending. What does not fit through as it is goes packed, as `.csv.gz`. */
export async function csvDownload(rows: Iterable<readonly string[]>, filename: string): Promise<FileReply> {
  return textDownload(csvText(rows), filename)
}

/** The same for a text that is CSV already. */
export async function textDownload(text: string, filename: string): Promise<FileReply> {
  if (Buffer.byteLength(text) <= MOST_BYTES)
    return file(text, { contentType: 'text/csv; charset=utf-8', filename: `${filename}.csv` })
  const packed = await gzip(new Uint8Array(new TextEncoder().encode(text)))
  return file(packed, { contentType: 'application/gzip', filename: `${filename}.csv.gz` })
}
