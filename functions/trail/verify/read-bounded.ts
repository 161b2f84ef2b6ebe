import { SourceTrouble } from './log-source.ts'

/** The body of a response, at most so many bytes of it: nobody is to be filled up. Throws SourceTrouble where there are more. */
export async function readBounded(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = response.body?.getReader()
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    if (done || value === undefined) break
    length += value.length
    if (length > maxBytes) {
      await reader?.cancel()
      throw new SourceTrouble(`It is larger than the ${maxBytes} bytes that such an object can have.`)
    }
    chunks.push(value)
  }
  const [only] = chunks
  if (chunks.length === 1 && only !== undefined) return only
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
