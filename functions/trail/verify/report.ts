/** One kind of thing that was checked. */
export interface VerifyCheck {
  /** In a few words, for people: "Entries in the log". */
  name: string
  /** False as soon as one of them failed. */
  ok: boolean
  /** How many were checked. */
  count: number
}

/** What does not hold, and where: a path, a URL, or a place in words. */
export interface VerifyProblem {
  where: string
  sentence: string
}

/** What was verified: a whole log, a pack of some kind, or what claims to be a pack and cannot be read. */
export type ReportKind = 'log' | 'review' | 'person' | 'cycle' | 'receipt' | 'unreadable pack'

/** What came of verifying a log or an evidence pack. */
export interface VerifyReport {
  kind: ReportKind
  /** No problem was found, by a key that was given; what that does not show stands in the notes. */
  ok: boolean
  /** Of the signed checkpoint; null when there is none that can be believed. */
  size: number | null
  origin: string | null
  /** Base64. */
  root: string | null
  checks: VerifyCheck[]
  problems: VerifyProblem[]
  /** What the result rests on and what it cannot show, a sentence each. */
  notes: string[]
}
