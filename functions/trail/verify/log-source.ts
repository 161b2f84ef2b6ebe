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
  /** How many objects to ask for at once; 1 where reading does not wait for anybody. */
  readAhead?: number
}

/** An object that cannot be read; the message is a sentence for the person who verifies. */
export class SourceTrouble extends Error {
  override name = 'SourceTrouble'
}

/** Reads, and turns trouble with the source into its sentence. */
export async function readOrSay(
  source: LogSource,
  path: string,
  maxBytes: number,
): Promise<Uint8Array | undefined | { trouble: string }> {
  try {
    return await source.read(path, maxBytes)
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
