/** Where a log's objects come from: a directory, a web server, a zip file, a bucket. */
export interface LogSource {
  /**
   * An object by its path below the log's root (`tile/0/000`); undefined when there is none. The bytes belong to the caller.
   * Rejects with SourceTrouble when the object cannot be had, among other reasons because it is larger than `maxBytes`.
   */
  read(path: string, maxBytes: number): Promise<Uint8Array | undefined>
  /**
   * The paths of all objects, in any order. A source that cannot tell leaves it out: then nobody can say whether there are
   * objects that do not belong, or older checkpoints.
   */
  list?(): AsyncIterable<string>
  /**
   * The same as `read`, into memory that the caller lends and that is lent again for the next object. For sources that make no
   * one wait: a thread that verifies reads a gigabyte, and fresh memory for each bundle costs more than to read it.
   */
  readInto?(path: string, maxBytes: number, loan: Loan): Promise<Uint8Array | undefined>
  /** How many objects to ask for at once; 1 where reading does not wait for anybody. */
  readAhead?: number
}

/** Memory for one object after the other. */
export class Loan {
  #memory = new Uint8Array(0)

  /** So many bytes, with whatever stood there before. */
  take(length: number): Uint8Array<ArrayBuffer> {
    if (length > this.#memory.length) this.#memory = new Uint8Array(Math.ceil(length * 1.25))
    return this.#memory.subarray(0, length)
  }
}

/** An object that cannot be read; the message is a sentence for the person who verifies. */
export class SourceTrouble extends Error {
  override name = 'SourceTrouble'
}

/** Reads, into lent memory if there is some and the source can, and turns trouble with the source into its sentence. */
export async function readOrSay(
  source: LogSource,
  path: string,
  maxBytes: number,
  loan?: Loan,
): Promise<Uint8Array | undefined | { trouble: string }> {
  try {
    return loan === undefined || source.readInto === undefined
      ? await source.read(path, maxBytes)
      : await source.readInto(path, maxBytes, loan)
  } catch (error) {
    if (error instanceof SourceTrouble) return { trouble: error.message }
    throw error
  }
}

/** What an object looks like when it is not what it should be: often a sign-in or an error page. */
export function looksLikeAPage(bytes: Uint8Array): boolean {
  const start = String.fromCharCode(...bytes.subarray(0, 64))
    .trimStart()
    .toLowerCase()
  return start.startsWith('<!doctype') || start.startsWith('<html') || start.startsWith('<?xml')
}
