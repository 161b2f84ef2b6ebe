import type { DatabaseSync } from 'node:sqlite'

/** How far each event source mapping has come in each shard; survives a restart. */
export interface StreamCheckpoints {
  /** Sequence number of the last record that is done, `beginning`, `finished`, or undefined when new. */
  find(mapping: string, shard: string): string | undefined
  save(mapping: string, shard: string, sequence: string): void
  /** True when the mapping has been here before, so that a new shard is read from its beginning. */
  isKnown(mapping: string): boolean
}

export const finished = 'finished'
/** Nothing is done yet: read the shard from its oldest record. */
export const beginning = 'beginning'

export function createStreamCheckpoints(database: DatabaseSync): StreamCheckpoints {
  database.exec(`CREATE TABLE IF NOT EXISTS dynamodb_checkpoint (
    mapping TEXT NOT NULL, shard TEXT NOT NULL, sequence TEXT NOT NULL, PRIMARY KEY (mapping, shard)
  ) WITHOUT ROWID`)
  const select = database.prepare('SELECT sequence FROM dynamodb_checkpoint WHERE mapping = ? AND shard = ?')
  const upsert = database.prepare(
    'INSERT INTO dynamodb_checkpoint VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET sequence = excluded.sequence',
  )
  const any = database.prepare('SELECT 1 FROM dynamodb_checkpoint WHERE mapping = ? LIMIT 1')
  return {
    find(mapping, shard) {
      const row = select.get(mapping, shard)
      return row === undefined ? undefined : String(row.sequence)
    },
    save(mapping, shard, sequence) {
      upsert.run(mapping, shard, sequence)
    },
    isKnown: (mapping) => any.get(mapping) !== undefined,
  }
}
