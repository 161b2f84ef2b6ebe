import type { StepKind } from './step.ts'

/** What a step takes somebody who knows the person well, in minutes: a promise in mails, so rather too much. */
const MINUTES: Record<Exclude<StepKind, 'release'>, number> = {
  selfAssessment: 20,
  peerInput: 10,
  supervisorRating: 15,
  // Reading is most of it.
  revieweeSignature: 10,
  supervisorSignature: 3,
}

/** Minutes that a step is likely to take; 0 for the release, which is asked of nobody. */
export function minutesNeeded(kind: StepKind): number {
  return kind === 'release' ? 0 : MINUTES[kind]
}

/** For people to read: “about 25 minutes”, “about an hour and a half”. */
export function minutesInWords(minutes: number): string {
  if (minutes < 55) return `about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`
  const halfHours = Math.round(minutes / 30)
  const hours = Math.floor(halfHours / 2)
  const half = halfHours % 2 === 1
  if (hours === 1) return half ? 'about an hour and a half' : 'about an hour'
  return `about ${hours}${half ? ' and a half' : ''} hours`
}
