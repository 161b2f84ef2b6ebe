import { createHash } from 'node:crypto'
import { isRecord } from '../wire.ts'

/** The checks that SQS sends with a message and that the SDK compares. */
export function md5(text: string | Buffer): string {
  return createHash('md5').update(text).digest('hex')
}

/**
 * MD5 of message attributes by SQS's rule: sorted by name; each length-prefixed name, data type, one byte for the kind
 * of value (1 text, 2 binary), and the length-prefixed value. Undefined without attributes.
 */
export function md5OfAttributes(attributes: Record<string, unknown>): string | undefined {
  const names = Object.keys(attributes).sort()
  if (names.length === 0) return undefined
  const parts: Buffer[] = []
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    parts.push(length, bytes)
  }
  for (const name of names) {
    const attribute = attributes[name]
    if (!isRecord(attribute)) continue
    const isBinary = String(attribute.DataType).startsWith('Binary')
    add(Buffer.from(name))
    add(Buffer.from(String(attribute.DataType)))
    parts.push(Buffer.from([isBinary ? 2 : 1]))
    add(
      isBinary
        ? Buffer.from(String(attribute.BinaryValue), 'base64')
        : Buffer.from(String(attribute.StringValue)),
    )
  }
  return md5(Buffer.concat(parts))
}
