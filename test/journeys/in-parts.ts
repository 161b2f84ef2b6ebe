import { afterEach, beforeEach } from 'vitest'

/** One journey in parts: after a part that failed, the others could only wait in vain. Called once, at the top of its file. */
export function oneJourneyInParts(): void {
  let brokenOff: string | undefined
  beforeEach(() => {
    if (brokenOff !== undefined) throw new Error(`The journey broke off in: ${brokenOff}`)
  })
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') brokenOff ??= task.name
  })
}
