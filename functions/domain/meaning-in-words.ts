const words: Readonly<Record<string, string>> = {
  submitted: 'Sent in as their own answer',
  'submitted on behalf': 'Sent in by HR on their behalf',
  acknowledged: 'Seen and agreed with',
  'acknowledged-with-disagreement': 'Seen, and not agreed with in all of it',
  refused: 'Shown, and refused to sign',
  approved: 'Approved by the supervisor',
}

/** The meaning of a signature or submission as people read it; any other is shown as the trail has it. */
export function meaningInWords(meaning: string): string {
  return Object.hasOwn(words, meaning) ? (words[meaning] ?? meaning) : meaning
}
