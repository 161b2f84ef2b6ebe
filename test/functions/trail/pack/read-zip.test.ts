import { strToU8, Zip, ZipDeflate, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { BadZip, openZip } from '../../../../functions/trail/pack/read-zip.ts'

const zip = (files: Record<string, Uint8Array>) => zipSync(files, { level: 9 })
const words = strToU8('words that are long enough to be squeezed, words that are long enough to be squeezed')

async function paths(bytes: Uint8Array): Promise<string[]> {
  const found: string[] = []
  for await (const path of openZip(bytes).list()) found.push(path)
  return found
}

describe('zips', () => {
  test('are read file by file; what is not there is undefined', async () => {
    const bytes = zip({ 'a.txt': words, 'b/c.txt': strToU8('x'), 'empty.txt': new Uint8Array() })
    expect(await paths(bytes)).toEqual(['a.txt', 'b/c.txt', 'empty.txt'])
    const opened = openZip(bytes)
    expect(await opened.read('a.txt', 1000)).toEqual(words)
    expect(await opened.read('empty.txt', 1000)).toEqual(new Uint8Array())
    expect(await opened.read('nothing', 1000)).toBeUndefined()
    await expect(opened.read('a.txt', 10)).rejects.toThrow('where 10 were expected')
  })

  test('that are cut or flipped anywhere never crash: a sentence, or the very same content', async () => {
    const whole = zip({ 'a.txt': words, 'b.txt': strToU8('y') })
    let refused = 0
    for (let at = 0; at < whole.length; at += 1) {
      for (const bytes of [whole.subarray(0, at), flipped(whole, at)]) {
        try {
          const opened = openZip(bytes)
          for await (const path of opened.list()) await opened.read(path, 1000)
        } catch (error) {
          expect(error).toBeInstanceOf(BadZip)
          refused += 1
        }
      }
    }
    expect(refused).toBeGreaterThan(whole.length)
  })

  test('that hold a name twice, in one spelling or two, are refused', () => {
    const twice = zip({ 'a.txt': words, 'b.txt': words })
    const renamed = twice.map((byte) => (byte === 'b'.charCodeAt(0) ? 'a'.charCodeAt(0) : byte))
    expect(() => openZip(renamed)).toThrow('twice')
    expect(() => openZip(zip({ 'a.txt': words, 'A.TXT': words }))).toThrow('twice')
  })

  test('whose own header names another file than the list are refused', () => {
    const bytes = zip({ 'a.txt': words })
    bytes[30] = 'b'.charCodeAt(0)
    expect(() => openZip(bytes)).toThrow('not where it says')
  })

  test('whose own header gives another method or size than the list are refused', () => {
    for (const at of [6, 8, 18, 22]) {
      const bytes = zip({ 'a.txt': words })
      bytes[at] = (bytes[at] ?? 0) ^ 1
      expect(() => openZip(bytes), `byte ${at}`).toThrow('says two things')
    }
  })

  test('with bytes that belong to no file, or a second end in the comment, are refused', () => {
    const bytes = zip({ 'a.txt': words })
    expect(() => openZip(new Uint8Array([...bytes, 1, 2, 3]))).toThrow('does not end where')
    // The end of another zip in the comment of the first: which of the two counts depends on the reader.
    const other = zip({ 'b.txt': words })
    const both = new Uint8Array([...bytes, ...other])
    new DataView(both.buffer).setUint16(bytes.length - 2, other.length, true)
    expect(() => openZip(both)).toThrow(BadZip)
    const end = zipSync({}).subarray(0, 22)
    const hidden = new Uint8Array([...bytes, ...end, 0])
    new DataView(hidden.buffer).setUint16(bytes.length - 2, 23, true)
    expect(() => openZip(hidden)).toThrow('does not end where')
    // Between the last file and the list, the list's place moved behind it.
    const list = bytes.length - 22 - 46 - 'a.txt'.length
    for (const extra of [1, 20, 500]) {
      const padded = new Uint8Array([
        ...bytes.subarray(0, list),
        ...new Uint8Array(extra),
        ...bytes.subarray(list),
      ])
      new DataView(padded.buffer).setUint32(padded.length - 22 + 16, list + extra, true)
      expect(() => openZip(padded), `${extra} bytes`).toThrow('belong to none of the files')
    }
  })

  test('of a program that writes sizes behind the files are read', async () => {
    const streamed: Uint8Array[] = []
    const writer = new Zip((_error, chunk) => streamed.push(chunk))
    const file = new ZipDeflate('a.txt', { level: 9 })
    writer.add(file)
    file.push(words, true)
    writer.end()
    const opened = openZip(new Uint8Array(streamed.flatMap((chunk) => [...chunk])))
    expect(await opened.read('a.txt', 1000)).toEqual(words)
  })

  test('bombs are refused before much is unpacked', async () => {
    const bomb = zip({ 'bomb.txt': new Uint8Array(50_000_000) })
    expect(bomb.length).toBeLessThan(100_000)
    expect(() => openZip(bomb)).toThrow('unpacks to more')

    // The same, with a modest size in both places.
    const view = new DataView(bomb.buffer, bomb.byteOffset)
    const central = bomb.length - 22 - 46 - 'bomb.txt'.length
    view.setUint32(central + 24, 1000, true)
    view.setUint32(22, 1000, true)
    const opened = openZip(bomb)
    const before = process.memoryUsage().arrayBuffers
    await expect(opened.read('bomb.txt', 8_000_000)).rejects.toThrow('does not unpack to')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000)
  })

  test('whose files share their bytes are refused', () => {
    const bytes = zip({ 'a.txt': words, 'a.txu': words })
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    const second = bytes.length - 22 - 46 - 5
    const name = 30 + view.getUint32(second + 42, true)
    bytes[name + 4] = 't'.charCodeAt(0)
    // Both entries of the list now lead to the first file, which can have one name only.
    view.setUint32(second + 42, 0, true)
    expect(() => openZip(bytes)).toThrow('not where it says')
  })

  test('what is no zip at all is said to be none', async () => {
    for (const bytes of [new Uint8Array(), strToU8('<!doctype html>'), new Uint8Array(100_000)])
      expect(() => openZip(bytes)).toThrow('not a zip')
    expect(await paths(zip({}))).toEqual([])
  })
})

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice()
  copy[at] = (copy[at] ?? 0) ^ 0xff
  return copy
}
