import type { S3Client } from '@aws-sdk/client-s3'
import { type LogSource, SourceTrouble } from '../trail/verify/log-source.ts'

/** As many objects at once as the SDK's connection pool serves well. */
const READ_AHEAD = 32

/** Directories whose objects a verifier reads one after the other, from the smallest number up. */
const IN_TURN = /^(checkpoint-history|tile\/.+\.p)\/\d+$/

type Reading = Promise<Uint8Array | undefined>

/**
 * The published log, object by object, for whoever verifies it whole. There is a checkpoint and a handful of partial tiles for
 * every time that something was published: read one by one, waiting for S3 each time would take most of the time. So once the
 * objects are listed, reading one of them begins to read the next ones. What goes wrong in S3 itself is thrown.
 */
export function createLogSource(client: S3Client, bucket: string): LogSource {
  const directories = new Map<string, Directory>()

  async function fetch(path: string, maxBytes: number): Reading {
    const { GetObjectCommand } = await s3()
    try {
      const { Body, ContentLength = 0 } = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: path }),
      )
      if (ContentLength > maxBytes) {
        // Else the connection would be kept for what nobody reads.
        await Body?.transformToWebStream().cancel()
        throw new SourceTrouble(`It has ${ContentLength} bytes; no more than ${maxBytes} belong there.`)
      }
      return (await Body?.transformToByteArray()) ?? new Uint8Array(0)
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return undefined
      throw error
    }
  }

  return {
    readAhead: READ_AHEAD,
    read(path, maxBytes) {
      const { directory, number } = placeOf(path)
      const known = IN_TURN.test(path) ? directories.get(directory) : undefined
      return known === undefined
        ? fetch(path, maxBytes)
        : known.read(number, (next) => fetch(`${directory}/${next}`, maxBytes))
    },
    async *list() {
      const { paginateListObjectsV2 } = await s3()
      const numbers = new Map<string, number[]>()
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket }))
        for (const { Key } of Contents) {
          if (Key === undefined) continue
          yield Key
          if (!IN_TURN.test(Key)) continue
          const { directory, number } = placeOf(Key)
          const others = numbers.get(directory)
          if (others === undefined) numbers.set(directory, [number])
          else others.push(number)
        }
      for (const [directory, all] of numbers) directories.set(directory, new Directory(all))
    },
  }
}

function placeOf(path: string): { directory: string; number: number } {
  const slash = path.lastIndexOf('/')
  return { directory: path.slice(0, slash), number: Number(path.slice(slash + 1)) }
}

/** The objects of one directory in the order of their numbers, and those that are being read already. */
class Directory {
  readonly #numbers: number[]
  readonly #places: Map<number, number>
  readonly #ahead = new Map<number, Reading>()

  constructor(numbers: number[]) {
    this.#numbers = numbers.sort((a, b) => a - b)
    this.#places = new Map(this.#numbers.map((number, place) => [number, place]))
  }

  read(number: number, fetch: (number: number) => Reading): Reading {
    const own = this.#ahead.get(number) ?? fetch(number)
    this.#ahead.delete(number)
    const place = this.#places.get(number) ?? this.#numbers.length
    for (const next of this.#numbers.slice(place + 1, place + READ_AHEAD)) {
      if (this.#ahead.has(next)) continue
      const reading = fetch(next)
      // Thrown to whoever asks for it; until then it is nobody's.
      reading.catch(() => {})
      this.#ahead.set(next, reading)
    }
    return own
  }
}

const s3 = () => import('@aws-sdk/client-s3')
