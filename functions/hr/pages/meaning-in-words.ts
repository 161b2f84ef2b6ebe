const words: Readonly<Record<string, string>> = {
  submitted: 'Submitted',
  acknowledged: 'Signed, agreeing',
  'acknowledged-with-disagreement': 'Signed, not agreeing with all of it',
  approved: 'Signed by the supervisor',
  refused: 'Refused to sign',
}

/** What an entry's meaning is called on pages; one that is not known here is shown as it stands. */
export function meaningInWords(meaning: string): string {
  return Object.hasOwn(words, meaning) ? (words[meaning] ?? meaning) : meaning
}
