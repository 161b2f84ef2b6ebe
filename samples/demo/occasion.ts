/** Why a mail with a link came, as its reader can tell: the cycle began, results are released, or the day's digest. */
export type Occasion = 'launch' | 'release' | 'digest'

/** @param subject “Demo cycle: reminder, your self-assessment, until …” */
export function occasionOf(subject: string): Occasion {
  if (/: (new|more time|reminder), /.test(subject)) return 'digest'
  return subject.endsWith('your review to read and sign') ? 'release' : 'launch'
}

/**
 * What of a person's mail must come once: the launch and the release in a whole cycle, the digest in a day.
 * @param date when it was sent, in the cloud's time.
 */
export function occasionKey(mail: { subject: string; date: string }): { occasion: Occasion; key: string } {
  const occasion = occasionOf(mail.subject)
  return {
    occasion,
    key: occasion === 'digest' ? `digest ${new Date(mail.date).toISOString().slice(0, 10)}` : occasion,
  }
}
