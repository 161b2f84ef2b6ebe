/** What a signature means. The meaning is part of the signature and is always shown with it. */
export type SignOffMeaning = 'acknowledged' | 'acknowledged-with-disagreement' | 'approved'

export type IntentStatementId = keyof typeof INTENT_STATEMENTS

/** The sentences that people agree to when they submit or sign. Their ids and texts are fixed for good. */
export const INTENT_STATEMENTS = {
  'submit-self-assessment/1': 'I submit this self-assessment. It is my own account of the period.',
  'submit-peer-input/1': 'I submit this input. It is my own honest view of working with this colleague.',
  'submit-supervisor-rating/1': 'I submit this rating. It rests on what I know of the work in the period.',
  'acknowledge/1': 'I have read this review and we have had the chance to talk about it. I agree with it.',
  'acknowledge-with-disagreement/1':
    'I have read this review. I do not agree with all of it, and my comment says where.',
  'refuse/1': 'I have been shown this review and I refuse to sign it.',
  'submit-on-behalf/1':
    'I send this in on behalf of the person it names. It is what they have told me, and it says that I sent it.',
  'approve-in-place/1':
    'I did not give this rating. I take the review over from who gave it, and I confirm that the reviewee has been shown it.',
  'approve/1': 'I confirm that this is the review that I gave and that the reviewee has been shown it.',
} as const

/** Names are compared as people write them: case, blanks and accents' encodings do not matter, letters do. */
export function isTypedName(typed: string, name: string): boolean {
  const plain = (text: string) => text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLocaleLowerCase('en')
  return plain(typed) === plain(name)
}
