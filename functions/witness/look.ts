import type { ReportKind } from './evidence.ts'

/** What came of one look at the log. */
export interface Look {
  outcome:
    | 'cosigned'
    /** As it was at the last look, which is in order for a day. */
    | 'unchanged'
    /** Not cosigned, reported, kept as evidence. */
    | 'refused'
    /** Unchanged for longer than a log with a heartbeat can be. */
    | 'silent'
    /** The log's bucket did not answer. */
    | 'unreachable'
    /** Another run of the witness was faster; it says what came of it. */
    | 'overtaken'
  /** For people. */
  sentence: string
  /** ISO instant. */
  at: string
  /** The log's size as last cosigned; undefined before the first time. */
  size?: number | undefined
  /** Since the log last showed something new that could be cosigned. */
  hoursSinceNews?: number | undefined
  /** Of a refusal and of silence. */
  kind?: ReportKind | undefined
  /** Where in the evidence bucket the report is. */
  report?: string | undefined
  /** The last checkpoint with the witness's cosignature. */
  cosignedNote?: string | undefined
  /** The witness's verification key, for whoever checks its cosignatures. */
  vkey: string
}
