import { isMainThread } from 'node:worker_threads'
import { SourceTrouble } from '../functions/trail/verify/log-source.ts'
import { readArguments, usage, WrongUsage } from './arguments.ts'
import { progressLine } from './progress-line.ts'
import { reportText } from './report-text.ts'
import { verify } from './verify.ts'

/** `npm run verify`, and the whole of countersign-verify.mjs. */
async function main(): Promise<number> {
  const progress = progressLine(process.stderr)
  try {
    const args = readArguments(process.argv.slice(2))
    if (args === undefined) {
      console.log(usage)
      return 0
    }
    const report = await verify(args, progress.show)
    progress.end()
    console.log(args.json ? JSON.stringify(report, null, 2) : reportText(report))
    return report.ok ? 0 : 1
  } catch (error) {
    progress.end()
    if (error instanceof WrongUsage) {
      console.error(`${error.message}\n\n${usage}`)
      return 2
    }
    const why = error instanceof Error ? error.message : String(error)
    console.error(error instanceof SourceTrouble ? why : `The verification broke off: ${why}`)
    console.error('NOT VERIFIED.')
    return 1
  }
}

// The threads that check parts of a log run this file too.
if (isMainThread) process.exitCode = await main()
