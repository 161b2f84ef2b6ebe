import { pagePath, README_PATH } from '../functions/trail/pack/pack-paths.ts'
import type { PackReport, ProvenAct } from '../functions/trail/pack/verify-pack.ts'
import { type CheckOutcome, checkOutcome } from '../functions/trail/verify/check-outcome.ts'
import type { ReportKind, VerifyReport } from '../functions/trail/verify/report.ts'

/** A report as a terminal shows it. */
export function reportText(report: VerifyReport | PackReport): string {
  const { checks, problems, notes } = report
  const lines = [...headOf(report), '']
  for (const check of checks)
    lines.push(
      `  ${outcomes[checkOutcome(check, report)].padEnd(OUTCOME_WIDTH)}  ${check.name} (${check.count})`,
    )
  if ('acts' in report && report.acts.length > 0) {
    lines.push('', 'Who did what:')
    for (const act of report.acts) lines.push(`  ${actInWords(act)}`)
  }
  for (const { where, sentence } of problems) lines.push('', `  ${where}`, `    ${sentence}`)
  if (notes.length > 0) lines.push('', ...notes.map((note) => `  Note: ${note}`))
  lines.push('', verdictOf(report))
  return lines.map(printable).join('\n')
}

const outcomes: Readonly<Record<CheckOutcome, string>> = {
  holds: 'ok',
  failed: 'FAILED',
  'not reached': 'not reached',
  'nothing to check': 'none here',
}
const OUTCOME_WIDTH = Math.max(...Object.values(outcomes).map(({ length }) => length))

const meanings: Readonly<Record<string, string>> = {
  submitted: 'sent in',
  acknowledged: 'signed, agreeing',
  'acknowledged-with-disagreement': 'signed, disagreeing',
  refused: 'refused to sign',
  approved: 'signed, approving',
}

function actInWords({ at, by, role, meaning, reviewee, subjectRef }: ProvenAct): string {
  // To the second: "2027-03-01 09:03:00 UTC".
  const time = `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`
  const what = Object.hasOwn(meanings, meaning) ? meanings[meaning] : meaning
  const whose = reviewee === null ? `in ${subjectRef}` : `on the review of ${reviewee}`
  return `${time}  ${by ?? 'withheld or erased'} (${role}): ${what}, ${whose}`
}

const kinds: Readonly<Record<ReportKind, string>> = {
  log: 'Log',
  receipt: 'Receipt for one entry',
  review: 'Evidence pack of a review',
  person: 'Evidence pack of a person',
  cycle: 'Evidence pack of a cycle',
  'unreadable pack': 'Evidence pack that cannot be read',
}

/** First what it is: a checkpoint counts the entries of the whole log, also where the pack holds one of them. */
function headOf(report: VerifyReport | PackReport): string[] {
  const { kind, origin, size, root } = report
  const nothing = 'There is no checkpoint that can be believed.'
  if (!('acts' in report))
    return origin === null ? [nothing] : [`Log ${origin}`, `${size} entries, root ${root}`]
  const of = Object.entries(report.of).map(([name, id]) => `${name} ${id}`)
  const title = of.length === 0 ? kinds[kind] : `${kinds[kind]} (${of.join(', ')})`
  if (origin === null) return [title, nothing]
  const { entries } = report
  return [
    title,
    `${entries === 1 ? '1 entry was' : `${entries} entries were`} checked, of the log ${origin}`,
    `against its checkpoint of ${size} entries, root ${root}`,
  ]
}

function verdictOf(report: VerifyReport | PackReport): string {
  if (report.ok && 'acts' in report) {
    const instead = report.acts.length === 0 ? 'go by the entries' : 'read the acts above'
    return `VERIFIED: all of it holds. The pages for reading (${pagePath(report.kind)} and ${README_PATH}) are not covered: ${instead}.`
  }
  if (report.ok) return 'VERIFIED: all of it holds.'
  if ('acts' in report && report.fitsItself)
    return 'FITS ITSELF, NOT PROVEN: no key was given, and whoever makes up a pack makes up its key. Run it again with --vkey and the log’s key from somebody whom you trust.'
  return 'NOT VERIFIED: see what failed above.'
}

/** What a log says may try to move the cursor or turn the direction of writing: such characters are shown by their number. */
function printable(line: string): string {
  return line.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
}
