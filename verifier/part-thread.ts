import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { checkRange, type RangeResult, type RangeTask } from '../functions/trail/verify/bundle-range.ts'
import type { CheckPart } from '../functions/trail/verify/verify-log.ts'
import { directorySource } from './directory-source.ts'

/** What a thread is given; the name keeps it apart from threads that somebody else starts with this file. */
interface PartOrder {
  countersignPart: { directory: string; task: RangeTask }
}

type Report = { entries: number } | { result: RangeResult }

/** Progress is told after so many entries; each message costs. */
const TELL_AFTER = 16_384
/** Garbage is short-lived: a larger nursery only costs memory. */
const NURSERY_MB = 8

/** Checks a part of a log in a directory on a thread of its own. */
export function partOnThread(directory: string): CheckPart {
  return (task, _source, onEntries) =>
    new Promise((resolve, reject) => {
      const order: PartOrder = { countersignPart: { directory, task } }
      const thread = new Worker(new URL(import.meta.url), {
        workerData: order,
        resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MB },
      })
      thread.on('message', (report: Report) => {
        if ('entries' in report) onEntries(report.entries)
        else resolve(report.result)
      })
      thread.on('error', reject)
      thread.on('exit', (code) => reject(new Error(`A thread of the verifier ended early (${code}).`)))
    })
}

function isOrder(data: unknown): data is PartOrder {
  return typeof data === 'object' && data !== null && 'countersignPart' in data
}

// The same file is the thread's program, so that the verifier can be one file.
if (!isMainThread && isOrder(workerData)) {
  const { directory, task } = workerData.countersignPart
  let untold = 0
  const result = await checkRange(task, directorySource(directory), (entries) => {
    untold += entries
    if (untold < TELL_AFTER) return
    parentPort?.postMessage({ entries: untold } satisfies Report)
    untold = 0
  })
  parentPort?.postMessage({ entries: untold } satisfies Report)
  const { ledger, roots, parts } = result
  const buffers = [roots, parts, ...Object.values(ledger)].flatMap((column) =>
    ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer ? [column.buffer] : [],
  )
  parentPort?.postMessage({ result } satisfies Report, buffers)
}
