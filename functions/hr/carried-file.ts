/**
 * An uploaded file on its way through a page: compressed, as base64url, in a hidden field of the form that confirms it. So
 * nothing is stored that nobody has confirmed, and what gets imported is what was shown.
 */
export async function packFile(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))
  return Buffer.from(await new Response(packed).arrayBuffer()).toString('base64url')
}

/** @returns the bytes, or undefined when the field was changed or holds more than `maxBytes`. */
export async function unpackFile(
  packed: string,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const stream = new Blob([Buffer.from(packed, 'base64url')])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'))
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array<ArrayBuffer>>) {
      size += chunk.byteLength
      // A few packed bytes can unpack to gigabytes; stop before they do.
      if (size > maxBytes) return undefined
      chunks.push(chunk)
    }
  } catch {
    return undefined
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer())
}
