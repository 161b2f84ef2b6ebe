/** A DynamoDB item as it stands in requests: attribute name → {S: …} and so on. */
export type Item = Record<string, unknown>

/**
 * Size of an item in bytes as DynamoDB meters it: names and strings in UTF-8, numbers about half a byte per digit plus
 * one, binary as it is, one byte for null and boolean, three for a list or map plus one for each element.
 * Source: "DynamoDB item sizes and formats" in the developer guide.
 */
export function itemBytes(item: Item): number {
  let bytes = 0
  for (const [name, value] of Object.entries(item)) bytes += Buffer.byteLength(name) + valueBytes(value)
  return bytes
}

function valueBytes(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  for (const [type, content] of Object.entries(value)) {
    switch (type) {
      case 'S':
        return Buffer.byteLength(String(content))
      case 'N':
        return numberBytes(String(content))
      case 'B':
        return Buffer.byteLength(String(content), 'base64')
      case 'BOOL':
      case 'NULL':
        return 1
      case 'SS':
        return sum(content, (each) => Buffer.byteLength(String(each)))
      case 'NS':
        return sum(content, (each) => numberBytes(String(each)))
      case 'BS':
        return sum(content, (each) => Buffer.byteLength(String(each), 'base64'))
      case 'L':
        return 3 + sum(content, (each) => 1 + valueBytes(each))
      case 'M': {
        const map = typeof content === 'object' && content !== null ? content : {}
        return 3 + itemBytes({ ...map }) + Object.keys(map).length
      }
    }
  }
  return 0
}

function numberBytes(digits: string): number {
  return Math.ceil(digits.replace(/[^0-9]/g, '').length / 2) + 1
}

function sum(list: unknown, of: (each: unknown) => number): number {
  return Array.isArray(list) ? list.reduce((total: number, each) => total + of(each), 0) : 0
}

/** Write units of one standard write: one per started kilobyte, at least one. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024))
}
