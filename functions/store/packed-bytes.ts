type Bytes = Uint8Array<ArrayBuffer>

export async function gzip(bytes: Bytes): Promise<Bytes> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}

/** @returns the bytes, or undefined when they are not packed so, or are more than `maxBytes`. */
export async function gunzip(packed: Bytes, maxBytes: number): Promise<Bytes | undefined> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))
  const chunks: Bytes[] = []
  let size = 0
  try {
    for await (const chunk of stream as AsyncIterable<Bytes>) {
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
