import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LocalCloud } from './local-cloud.ts'

const VERIFIER = fileURLToPath(new URL('../../dist/verifier/countersign-verify.mjs', import.meta.url))

/** What the verifier said of the log that the run left behind. */
export interface VerifiedLog {
  /** Where its objects are, as they are in the bucket. */
  directory: string
  vkey: string
  /** Entries under the newest checkpoint. */
  size: number
  checkpoints: number
  /** From an entry's signing to the first checkpoint that covers it, the longest of all, in the cloud's time. */
  longestMergeDelaySeconds: number
  /** What the verifier found wrong; empty when all holds. */
  problems: string[]
}

interface LogState {
  vkey?: string
  size?: number
  waiting: number
  mergeDelayMs: { longest: number | null }
  trouble: { sentence: string } | null
}

/** The log publishes within a minute; so often it is looked at, half a minute apart in the cloud's time. */
const MOST_LOOKS = 10

/**
 * Waits until every entry is published, then lets the verifier that auditors download check the whole log in the bucket's
 * directory, with nothing but the public key.
 * @param from when the run began: merge delays are looked at from then on.
 * @throws Error when the log does not take up what waits, with the log's own reason.
 */
export async function verifyLog(
  cloud: LocalCloud,
  auditor: { read(path: string): Promise<unknown> },
  data: string,
  from: string,
): Promise<VerifiedLog> {
  const { vkey, mergeDelayMs } = await published(cloud, auditor, from)
  const directory = directoryOfLog(data)
  const report = await verified(directory, vkey)
  return {
    directory,
    vkey,
    size: report.size ?? 0,
    checkpoints: readdirSync(join(directory, 'checkpoint-history')).length,
    longestMergeDelaySeconds: (mergeDelayMs.longest ?? 0) / 1000,
    problems: report.problems.map(({ where, sentence }) => `${where}: ${sentence}`),
  }
}

async function published(
  cloud: LocalCloud,
  auditor: { read(path: string): Promise<unknown> },
  from: string,
): Promise<LogState & { vkey: string }> {
  let state: LogState | undefined
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    await cloud.settle()
    state = (await auditor.read(`/audit/log?since=${encodeURIComponent(from)}`)) as LogState
    if (state.waiting === 0 && state.vkey !== undefined) return { ...state, vkey: state.vkey }
    await cloud.pass('PT30S')
  }
  throw new Error(
    `${state?.waiting} entries still wait for the log. ${state?.trouble?.sentence ?? 'It gives no reason.'}`,
  )
}

/** The one bucket that holds a checkpoint. */
function directoryOfLog(data: string): string {
  const buckets = join(data, 'buckets')
  const found = readdirSync(buckets)
    .map((name) => join(buckets, name))
    .find((path) => existsSync(join(path, 'checkpoint')))
  if (found === undefined) throw new Error(`No directory in ${buckets} holds a log`)
  return found
}

interface Verified {
  size: number | null
  problems: { where: string; sentence: string }[]
}

/** In a process of its own, as an auditor would. */
async function verified(directory: string, vkey: string): Promise<Verified> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [VERIFIER, directory, '--vkey', vkey, '--json'],
      { maxBuffer: 64e6 },
      (_, output, errors) => {
        try {
          resolve(JSON.parse(output) as Verified)
        } catch {
          reject(new Error(`The verifier said nothing that can be read: ${errors || output}`))
        }
      },
    )
  })
}
