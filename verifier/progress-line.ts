import type { VerifyProgress } from '../functions/trail/verify/verify-log.ts'

const WIDTH = 40
/** Often enough to be seen moving. */
const EVERY_MS = 100

/** A bar on a terminal's error output, one line that is written over; nothing where there is no terminal. */
export function progressLine(output: NodeJS.WriteStream): {
  show(progress: VerifyProgress): void
  end(): void
} {
  if (!output.isTTY) return { show: () => undefined, end: () => undefined }
  let shownAt = 0
  let isShown = false
  return {
    show({ done, total }) {
      const now = performance.now()
      if (now - shownAt < EVERY_MS && done < total) return
      shownAt = now
      isShown = true
      const part = total === 0 ? 1 : done / total
      const bar = '█'.repeat(Math.round(part * WIDTH)).padEnd(WIDTH, '░')
      output.write(`\r${bar} ${String(Math.floor(part * 100)).padStart(3)} %  ${done} of ${total} entries`)
    },
    end() {
      if (isShown) output.write('\r\u001b[K')
    },
  }
}
