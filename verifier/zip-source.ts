import { BadZip, openZip } from '../functions/trail/pack/read-zip.ts'
import { type LogSource, SourceTrouble } from '../functions/trail/verify/log-source.ts'

/** A pack or a small log in a zip. Throws SourceTrouble when it is none. */
export function zipSource(zip: Uint8Array): LogSource {
  const { read, list } = asTrouble(() => openZip(zip))
  return {
    async read(path, maxBytes) {
      try {
        return await read(path, maxBytes)
      } catch (error) {
        throw error instanceof BadZip ? new SourceTrouble(error.message) : error
      }
    },
    list,
  }
}

function asTrouble<T>(open: () => T): T {
  try {
    return open()
  } catch (error) {
    throw error instanceof BadZip ? new SourceTrouble(error.message) : error
  }
}
