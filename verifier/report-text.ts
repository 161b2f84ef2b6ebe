import type { PackReport } from '../functions/trail/pack/verify-pack.ts'
import type { VerifyReport } from '../functions/trail/verify/report.ts'

/** A report as a terminal shows it. */
export function reportText(report: VerifyReport | PackReport): string {
  const { ok, checks, problems, notes } = report
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
  lines.push('', ok ? 'VERIFIED: all of it holds.' : 'NOT VERIFIED: see what failed above.')
  return lines.map(printable).join('\n')
}

function headOf({ origin, size, root }: VerifyReport): string[] {
  if (origin === null || size === null) return ['There is no checkpoint that can be believed.']
  return [`Log ${origin}`, `${size} entries, root ${root}`]
}

/** What a log says may try to move the cursor or turn the direction of writing: such characters are shown by their number. */
function printable(line: string): string {
  return line.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
}
