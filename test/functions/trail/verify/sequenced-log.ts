import { utf8Text } from '../../../../functions/trail/bytes.ts'
import { createSequencer } from '../../../../functions/trail/sequencer/sequencer.ts'
import { keyOfSeed, MemoryLog, partsOver } from '../sequencer/memory-log.ts'
import { type Objects, ORIGIN } from './built-log.ts'

/** The seed of the key that `built-log.ts` signs with too. */
const SEED = 7
/** After the last of the entries of these tests. */
const NOW = Date.UTC(2027, 0, 20, 12)

/**
 * A log that the app's own sequencer made, tables, bucket and key in memory: with whatever it signs into its checkpoints, and the
 * objects that it leaves.
 * @param sizes how many entries there are each time that it runs.
 */
export async function sequencedLog(
  entries: readonly Uint8Array[],
  sizes: readonly number[],
): Promise<{ log: MemoryLog; objects: Objects }> {
  const log = new MemoryLog()
  log.key = keyOfSeed(SEED)
  log.now = NOW
  const sequencer = createSequencer({ ...partsOver(log), origin: ORIGIN })
  let put = 0
  for (const size of sizes) {
    for (const bytes of entries.slice(put, size)) {
      const { subjectSeq, signedAt } = JSON.parse(utf8Text(bytes))
      log.putEntry(bytes, subjectSeq, signedAt)
    }
    put = size
    const report = await sequencer.run()
    if (report.trouble !== null || report.size !== size)
      throw new Error(`The sequencer made a log of ${report.size}, not ${size}: ${report.trouble?.sentence}`)
  }
  return { log, objects: objectsOf(log) }
}

export function objectsOf(log: MemoryLog): Objects {
  return new Map([...log.objects].map(([path, { bytes }]) => [path, new Uint8Array(bytes)]))
}
