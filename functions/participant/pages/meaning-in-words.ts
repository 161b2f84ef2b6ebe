const WORDS: Readonly<Record<string, string>> = {
  submitted: 'Sent in as your own answer',
  'submitted on behalf': 'Sent in by HR on your behalf',
  acknowledged: 'Seen and agreed with',
  'acknowledged-with-disagreement': 'Seen, and not agreed with in all of it',
  refused: 'Shown, and refused to sign',
  approved: 'Approved by the supervisor',
}

/** The meaning of an entry as people read it; one that is not known here is shown as the trail has it. */
export function meaningInWords(meaning: string): string {
  return WORDS[meaning] ?? meaning
}
