import type { Trouble } from './ledger.ts'

/** The sequencer must not go on. The sentence says what does not fit and what somebody can do about it. */
export class LogTrouble extends Error {
  override name = 'LogTrouble'
  readonly code: string

  constructor(code: TroubleCode, sentence: string) {
    super(sentence)
    this.code = code
  }

  get trouble(): Trouble {
    return { code: this.code, sentence: this.message }
  }
}

export type TroubleCode =
  | 'head-missing'
  | 'head-broken'
  | 'bucket-ahead'
  | 'history-ahead'
  | 'batch-ahead'
  | 'root-differs'
  | 'checkpoint-missing'
  | 'checkpoint-rolled-back'
  | 'checkpoint-foreign'
  | 'checkpoint-row-differs'
  | 'key-changed'
  | 'object-differs'
  | 'object-missing'
  | 'object-broken'
  | 'batch-missing'
  | 'entry-missing'
