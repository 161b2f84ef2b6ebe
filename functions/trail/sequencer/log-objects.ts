/** The published objects of a log, by their paths. */
export interface LogObjects {
  /** `version` names this content, to write over nothing else. */
  read(path: string): Promise<{ bytes: Uint8Array; version: string } | undefined>
  /** Writes an object unless there is one. */
  putOnce(path: string, bytes: Uint8Array): Promise<'written' | 'exists'>
  /** Writes `checkpoint` over that version, or as the first; false when it is another by now. */
  swapCheckpoint(bytes: Uint8Array, over: string | undefined): Promise<boolean>
  /** The sizes of all checkpoints in the history. */
  listHistory(): Promise<number[]>
}

export const CHECKPOINT_PATH = 'checkpoint'
export const historyPath = (size: number): string => `checkpoint-history/${size}`
