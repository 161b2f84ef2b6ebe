import type { Participant } from './participant.ts'

/** A mail that went out to somebody, by why. */
export interface SentMail {
  why: 'launch' | 'release' | 'digest' | 'other'
  occasion: string
  at: string
}

/** What was mailed to a participant, the newest first. */
export function sentMails({ mailed }: Pick<Participant, 'mailed'>): SentMail[] {
  return Object.entries(mailed)
    .map(([occasion, at]) => ({ why: whyOf(occasion), occasion, at }))
    .sort((one, other) => (one.at < other.at ? 1 : -1))
}

function whyOf(occasion: string): SentMail['why'] {
  const [kind] = occasion.split(':')
  return kind === 'launch' || kind === 'release' || kind === 'digest' ? kind : 'other'
}
