import type { Database } from '../store/database.ts'
import { latestPublishedCheckpoint, readHead } from '../store/log-state.ts'
import { type LogVerification, saveLogVerification } from '../store/log-verification.ts'
import { fromHex, utf8 } from '../trail/bytes.ts'
import { formatVkey } from '../trail/note.ts'
import type { LogSource } from '../trail/verify/log-source.ts'
import type { VerifyReport } from '../trail/verify/report.ts'
import { verifyLog as verifyWhole } from '../trail/verify/verify-log.ts'

export interface VerifyLogDependencies {
  db: Database
  source: LogSource
  /** ISO instant. */
  now: () => string
  /** Lets a minute go by before the log is looked at once more. */
  pause: () => Promise<void>
  /** One line of the function's log. */
  print: (line: string) => void
}

/**
 * Every day: reads the whole published log and verifies it as an auditor would, with the public key alone, and that it still
 * contains the last checkpoint that the table knows as published. Notes the finding for the auditors' console. The whole log
 * each time, as yesterday's finding says nothing about what has become of the objects since.
 *
 * The log may be written while it is read: one object is listed and the next, which belongs to it, is not yet. So what does
 * not fit is looked at once more, a minute later, before anybody is alarmed; what was really changed does not go away.
 *
 * In the fifteen minutes that Lambda gives it reads some half a million objects (1,300 a second were measured where each
 * took 20 ms): a log of more than a hundred thousand checkpoints, each of which leaves its note and two or three partial
 * tiles. Beyond, it breaks off, and the alarm on its errors asks to verify elsewhere, with `npm run verify`.
 * @returns undefined as long as there is no log
 */
export async function verifyLog({
  db,
  source,
  now,
  pause,
  print,
}: VerifyLogDependencies): Promise<LogVerification | undefined> {
  const at = now()
  const head = await readHead(db)
  const published = await latestPublishedCheckpoint(db)
  if (head === undefined || published === undefined) return undefined
  const publicKey = fromHex(head.publicKey)
  if (publicKey === undefined) throw new Error('The head of the log does not hold its public key.')
  const look = () =>
    verifyWhole({ source, vkey: formatVkey(head.origin, publicKey), from: utf8(published.note) })
  let report = await look()
  if (!report.ok) {
    // Printed at once: a second look that breaks off must not take the first one's finding with it.
    printProblems('The log does not verify at the first look; it is looked at once more', report, print)
    await pause()
    report = await look()
  }
  const [first] = report.problems
  const found: LogVerification = {
    at,
    durationMs: Math.max(0, Date.parse(now()) - Date.parse(at)),
    size: report.size,
    ok: report.ok,
    problem: first === undefined ? null : `${first.where}: ${first.sentence}`,
    problems: report.problems.length,
  }
  await saveLogVerification(db, found)
  print(metricLine(found))
  printProblems('The log does not verify', report, print)
  return found
}

/** Enough of them to begin with; the rest is found by verifying. */
function printProblems(message: string, report: VerifyReport, print: VerifyLogDependencies['print']): void {
  for (const problem of report.problems.slice(0, 20)) print(JSON.stringify({ message, ...problem }))
}

/** CloudWatch's embedded metric format. */
function metricLine({ at, ok, size, durationMs }: LogVerification): string {
  const metrics = { VerificationFailed: ok ? 0 : 1, VerificationSeconds: durationMs / 1000 }
  return JSON.stringify({
    _aws: {
      Timestamp: Date.parse(at),
      CloudWatchMetrics: [
        {
          Namespace: 'Countersign/Trail',
          Dimensions: [[]],
          Metrics: [
            { Name: 'VerificationFailed', Unit: 'Count' },
            { Name: 'VerificationSeconds', Unit: 'Seconds' },
          ],
        },
      ],
    },
    size,
    ...metrics,
  })
}
