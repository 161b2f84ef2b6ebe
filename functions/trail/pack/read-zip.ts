import { Inflate } from 'fflate'
import { MAX_FILE_BYTES, MAX_PACK_BYTES, MAX_PACK_FILES, MAX_ZIP_BYTES_READ } from './pack-limits.ts'

/** A zip that is none, or one that nobody would make of a pack; the message says why. */
export class BadZip extends Error {
  override name = 'BadZip'
}

interface ZipEntry {
  path: string
  method: number
  compressed: Uint8Array
  bytes: number
}

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const DESCRIPTOR = 0x08074b50
const NO_ZIP64 = 0xffffffff

/**
 * Takes a zip apart without trusting what it says: each name once, each size bounded, no two files in the same bytes, both
 * places that name a file saying the same, one end, and no bytes that belong to nothing: so that no two programs can read two
 * different packs out of one zip. Nothing is unpacked before it is asked for.
 * @returns what reads a file by its path, as the verifier does, and lists all.
 */
export function openZip(zip: Uint8Array): {
  read(path: string, maxBytes: number): Promise<Uint8Array | undefined>
  list(): AsyncIterable<string>
} {
  if (zip.length > MAX_ZIP_BYTES_READ)
    throw new BadZip(
      `The zip has ${zip.length} bytes, more than the ${MAX_ZIP_BYTES_READ} that are read. Unpack it and verify the folder.`,
    )
  const entries = readEntries(zip)
  return {
    async read(path, maxBytes) {
      const entry = entries.get(path)
      return entry && unpack(entry, Math.min(maxBytes, MAX_FILE_BYTES))
    },
    async *list() {
      yield* entries.keys()
    },
  }
}

function readEntries(zip: Uint8Array): Map<string, ZipEntry> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.length)
  const { count, start, end } = findDirectory(view)
  const entries = new Map<string, ZipEntry>()
  const folded = new Set<string>()
  const spans: { from: number; to: number; isOpen: boolean }[] = []
  let total = 0
  let at = start
  for (let number = 0; number < count; number += 1) {
    if (at + 46 > zip.length || view.getUint32(at, true) !== CENTRAL)
      throw new BadZip('The zip’s list of files breaks off: it was cut or changed.')
    const flags = view.getUint16(at + 8, true)
    const method = view.getUint16(at + 10, true)
    const compressedBytes = view.getUint32(at + 20, true)
    const bytes = view.getUint32(at + 24, true)
    const nameBytes = view.getUint16(at + 28, true)
    const next = at + 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    const local = view.getUint32(at + 42, true)
    const path = nameAt(zip, at + 46, nameBytes)
    at = next
    const isFolder = path.endsWith('/') && bytes === 0 && compressedBytes === 0
    if (folded.has(path.toLowerCase())) throw new BadZip(`The zip holds ${shown(path)} twice.`)
    folded.add(path.toLowerCase())
    if ((flags & 1) === 1) throw new BadZip(`${shown(path)} in the zip is encrypted; packs are not.`)
    if (method !== 0 && method !== 8)
      throw new BadZip(`${shown(path)} in the zip is compressed in a way that packs do not use (${method}).`)
    total += bytes
    if (bytes === NO_ZIP64 || bytes > MAX_FILE_BYTES || total > MAX_PACK_BYTES)
      throw new BadZip(`${shown(path)} says that it unpacks to more than any file or pack of ours has.`)
    const [from, to] = contentOf(zip, view, { local, flags, method, compressedBytes, bytes }, path)
    spans.push({ from: local, to, isOpen: (flags & 8) === 8 })
    if (!isFolder) entries.set(path, { path, method, bytes, compressed: zip.subarray(from, to) })
  }
  if (at !== end) throw new BadZip('The zip’s list of files does not end where the zip says.')
  spans.sort((a, b) => a.from - b.from)
  let reached = 0
  for (const { from, to, isOpen } of spans) {
    if (from < reached)
      throw new BadZip('Two files of the zip lie in the same bytes, as in zips that are made to overwhelm.')
    if (from !== reached) throw new BadZip(GAP)
    reached = to + (isOpen ? descriptorBytes(view, to) : 0)
  }
  if (reached !== start) throw new BadZip(GAP)
  return entries
}

const GAP = 'The zip holds bytes that belong to none of the files that it lists: something may hide there.'

/** Behind a file whose header left its size open that follows: three numbers, as a rule behind a mark. */
function descriptorBytes(view: DataView, at: number): number {
  return at + 4 <= view.byteLength && view.getUint32(at, true) === DESCRIPTOR ? 16 : 12
}

/** Where the list of files begins and how many there are, from the last record of the zip. */
function findDirectory(view: DataView): { count: number; start: number; end: number } {
  const lowest = Math.max(0, view.byteLength - 22 - 0xffff)
  for (let at = view.byteLength - 22; at >= lowest; at -= 1) {
    if (view.getUint32(at, true) !== END) continue
    if (at + 22 + view.getUint16(at + 20, true) !== view.byteLength)
      throw new BadZip(
        'The zip does not end where its last record says, or holds a second end in its comment.',
      )
    const count = view.getUint16(at + 10, true)
    const start = view.getUint32(at + 16, true)
    if (count === 0xffff || start === NO_ZIP64 || count > MAX_PACK_FILES || start > at)
      throw new BadZip('The zip says that it holds more files than any pack of ours.')
    return { count, start, end: at }
  }
  throw new BadZip('This is not a zip, or its end is missing.')
}

/** The file's bytes as they are stored; its own header must say the same of it as the list. */
function contentOf(
  zip: Uint8Array,
  view: DataView,
  listed: { local: number; flags: number; method: number; compressedBytes: number; bytes: number },
  path: string,
): [number, number] {
  const { local, flags, method, compressedBytes, bytes } = listed
  const broken = () => new BadZip(`What the zip lists as ${shown(path)} is not where it says.`)
  if (local + 30 > zip.length || view.getUint32(local, true) !== LOCAL) throw broken()
  const nameBytes = view.getUint16(local + 26, true)
  if (nameAt(zip, local + 30, nameBytes) !== path) throw broken()
  // A header that was written before the size was known has zeros there.
  const isOpen = (view.getUint16(local + 6, true) & 8) === 8
  const says = (at: number, size: number) => {
    const said = view.getUint32(at, true)
    return said === size || (isOpen && said === 0)
  }
  if (
    view.getUint16(local + 8, true) !== method ||
    ((view.getUint16(local + 6, true) ^ flags) & 9) !== 0 ||
    !says(local + 18, compressedBytes) ||
    !says(local + 22, bytes)
  )
    throw new BadZip(`The zip says two things of ${shown(path)}: its own header differs from the list.`)
  const from = local + 30 + nameBytes + view.getUint16(local + 28, true)
  const to = from + compressedBytes
  if (to > zip.length) throw broken()
  return [from, to]
}

function nameAt(zip: Uint8Array, at: number, length: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(zip.subarray(at, at + length))
  } catch {
    throw new BadZip('The zip holds a file with a name that is not UTF-8.')
  }
}

/** 1 KB of deflate is at most 1 MB of content: what is too long is noticed before much is unpacked. */
const BITE = 1024

function unpack({ path, method, compressed, bytes }: ZipEntry, maxBytes: number): Uint8Array {
  const wrong = () => new BadZip(`${shown(path)} does not unpack to the ${bytes} bytes that the zip names.`)
  if (bytes > maxBytes)
    throw new BadZip(`${shown(path)} has ${bytes} bytes in the zip, where ${maxBytes} were expected.`)
  if (method === 0) {
    if (compressed.length !== bytes) throw wrong()
    return compressed.slice()
  }
  const content = new Uint8Array(bytes)
  let length = 0
  const inflate = new Inflate((chunk) => {
    if (length + chunk.length > bytes) throw wrong()
    content.set(chunk, length)
    length += chunk.length
  })
  try {
    for (let at = 0; at < compressed.length; at += BITE)
      inflate.push(compressed.subarray(at, at + BITE), at + BITE >= compressed.length)
  } catch (error) {
    throw error instanceof BadZip ? error : wrong()
  }
  if (length !== bytes) throw wrong()
  return content
}

const shown = (path: string) => JSON.stringify(path.length > 80 ? `${path.slice(0, 80)}…` : path)
