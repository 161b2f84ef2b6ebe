import type { PackReport } from '../functions/trail/pack/verify-pack.ts'
import type { ReportKind, VerifyReport } from '../functions/trail/verify/report.ts'

/** A report as a terminal shows it. */
export function reportText(report: VerifyReport | PackReport): string {
  const { checks, problems, notes } = report
  const lines = [...headOf(report), '']
  for (const check of checks)
    lines.push(`  ${check.ok ? 'ok    ' : 'FAILED'}  ${check.name} (${check.count})`)
  if ('acts' in report && report.acts.length > 0) {
    lines.push('', 'Who did what:')
    for (const { at, by, role, meaning } of report.acts)
      lines.push(`  ${at}  ${by ?? 'withheld or erased'} (${role}): ${meaning}`)
  }
  for (const { where, sentence } of problems) lines.push('', `  ${where}`, `    ${sentence}`)
  if (notes.length > 0) lines.push('', ...notes.map((note) => `  Note: ${note}`))
  lines.push('', verdictOf(report))
  return lines.map(printable).join('\n')
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
