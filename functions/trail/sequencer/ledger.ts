/** How far a log has come. */
export interface LogHead {
  /** The index that the next entry gets. */
  nextIndex: number
  /** For how many entries tiles and bundles are written and verified. */
  integratedSize: number
  /** Root of the tree of that size, 32 bytes. */
  root: Uint8Array
  /** The log's name, pinned when it was made. */
  origin: string
  /** Raw Ed25519 public key, 32 bytes, pinned when the log was made. */
  publicKey: Uint8Array
  /** ISO instant. */
  createdAt: string
}

/** An entry that waits for its index. */
export interface WaitingEntry {
  /** Where it stands in the outbox: sorts by time and, within one chain, by its number. */
  key: string
  /** Hex. */
  leafHash: string
  /** ISO instant. */
  signedAt: string
}

/** Which place in its chain an entry takes. */
export interface ChainPlace {
  subjectRef: string
  subjectKind: string
  /** From 0. */
  subjectSeq: number
  /** Hex; null for the first. */
  prevEventHash: string | null
}

/** An entry that can get its index now. */
export interface ReadyEntry extends WaitingEntry {
  place: ChainPlace
}

/** How far a chain has come in the log. */
export interface ChainEnd {
  subjectKind: string
  /** How many of its entries have an index: the number that the next one must bear. */
  entries: number
  /** Hex. */
  lastHash: string
}

/** Entries that got their indices in one transaction: durable before anything public names them. */
export interface Batch {
  first: number
  /** Leaf hashes in hex, in the order of their indices. */
  hashes: string[]
  /** ISO instant of the one that waited longest. */
  oldestSignedAt: string
}

export interface SignedCheckpoint {
  size: number
  root: Uint8Array
  /** The signed note. */
  note: string
  /** ISO instant. */
  signedAt: string
}

export interface KeptCheckpoint extends SignedCheckpoint {
  /** ISO instant at which everybody could read it; undefined until then. */
  publishedAt: string | undefined
}

/** Why the log halts; `code` for machines, `sentence` for whoever is called at night. */
export interface Trouble {
  code: string
  sentence: string
}

export type PoisonReason =
  | 'entry-missing'
  | 'too-long'
  | 'hash-differs'
  | 'unparsable'
  | 'not-canonical'
  | 'no-predecessor'
  /** The log holds another entry in its place. */
  | 'place-taken'
  /** It names as its predecessor an entry that is not the one before it. */
  | 'follows-other'
  | 'key-broken'

/**
 * The rows that a log is sequenced from. Reads are consistent; each write is atomic and says `false` or `lost` when its
 * condition did not hold. Whatever else goes wrong is thrown.
 */
export interface Ledger {
  head(): Promise<LogHead | undefined>
  /** Only when there is none. */
  createHead(head: LogHead): Promise<boolean>
  /** The oldest entries that wait, those behind `after` when given. */
  waiting(limit: number, after?: string): Promise<WaitingEntry[]>
  /** The bytes of entries by their hash; those that are not there are left out. */
  entries(hashes: readonly string[]): Promise<Map<string, Uint8Array>>
  /** The indices of entries that have one. */
  indices(hashes: readonly string[]): Promise<Map<string, number>>
  /** How far these chains have come; those of which the log has no entry are left out. */
  chains(subjectRefs: readonly string[]): Promise<Map<string, ChainEnd>>
  /**
   * Gives the entries the indices from `first` on, in one transaction: the head moves if it still says `first`, each chain
   * moves if it still ends where the entries go on, the batch and the indices are written, the entries leave the outbox. What
   * `nextBatch` takes fits.
   */
  assign(first: number, entries: readonly ReadyEntry[]): Promise<'assigned' | 'lost'>
  /** The batches from one index to (without) another, in order. */
  batches(from: number, to: number): Promise<Batch[]>
  /** The index behind the last one that a batch gives; 0 without a batch. */
  endOfBatches(): Promise<number>
  /** Whether the head says what the batches say, both seen at one instant; `behind`: the batches go beyond it. */
  headAgainstBatches(): Promise<'fits' | 'behind' | 'ahead'>
  /** Takes an entry out of the outbox that has its index already. */
  forget(entry: WaitingEntry): Promise<void>
  /**
   * Moves an entry from the outbox into quarantine, with the reason, in one transaction that also holds the reason to be true:
   * it has no index; no entry row for `entry-missing`, no index for the predecessor of `no-predecessor`.
   */
  quarantine(
    entry: WaitingEntry,
    reason: { code: PoisonReason; sentence: string; predecessor?: string },
    at: string,
  ): Promise<boolean>
  /**
   * Puts an entry that was set aside back into the outbox, once for each time that it was. `false` when it is not set aside, or
   * in the log already.
   */
  putBack(entry: Omit<WaitingEntry, 'key'> & { subjectSeq: number }, at: string): Promise<boolean>
  /** Moves the integrated size if size and root are the ones of `before`. */
  commit(before: LogHead, size: number, root: Uint8Array): Promise<boolean>
  /** Keeps a signed checkpoint unless its size has one; returns the one that is kept. */
  keepCheckpoint(checkpoint: SignedCheckpoint): Promise<KeptCheckpoint>
  checkpoint(size: number): Promise<KeptCheckpoint | undefined>
  /** The largest that is marked as published. */
  newestPublished(): Promise<KeptCheckpoint | undefined>
  /** Marks it, once; the first mark counts. */
  markPublished(checkpoint: KeptCheckpoint, publishedAt: string, mergeDelayMs: number): Promise<void>
  /** What the last run said; null when all was well. */
  trouble(): Promise<Trouble | null>
  setTrouble(trouble: Trouble | null, at: string): Promise<void>
  /** Appends a heartbeat to the register's chain, unless that has an entry since the instant. */
  appendHeartbeat(at: string, unlessSince: string): Promise<void>
  /** Begins the register anew, in a chain of its own, if one of these entries that were set aside belongs to it. */
  renewRegister(setAside: readonly string[], at: string): Promise<void>
}
