import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  TransactGetItemsCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod'
import { plainEvent } from '../domain/workflow-event.ts'
import { concatBytes, fromHex, toHex, utf8 } from '../trail/bytes.ts'
import { type ChainMove, chainMoves } from '../trail/sequencer/chain-moves.ts'
import type {
  Batch,
  ChainEnd,
  KeptCheckpoint,
  Ledger,
  LogHead,
  WaitingEntry,
} from '../trail/sequencer/ledger.ts'
import { type Database, queryAll, queryPage, type Row, toItem, transact, untilCommitted } from './database.ts'
import {
  batchKey,
  chainKey,
  checkpointKey,
  entryKey,
  indexKey,
  type Key,
  LOG_HEAD_KEY,
  LOG_STATE_KEY,
  OUTBOX,
  outboxKey,
  quarantineKey,
} from './keys.ts'
import {
  type CheckpointRow,
  checkpointRowSchema,
  getTrailRow,
  latestPublishedCheckpoint,
  readHead,
  readState,
  type StoredHead,
} from './log-state.ts'
import { commitRegisterEvent, loadRegister, renewRegister } from './register.ts'

const batchRowSchema = z.object({
  first: z.int().min(0),
  count: z.int().min(1),
  /** `count` hashes of 32 bytes, one after the other. */
  hashes: z.instanceof(Uint8Array),
  oldestSignedAt: z.string(),
})

const chainRowSchema = z.object({
  subjectKind: z.string(),
  entries: z.int().min(1),
  /** Hex. */
  lastHash: z.string(),
})

/** The rows of the trail table that the log is sequenced from. */
export function createLogLedger(db: Database): Ledger {
  const TableName = db.tables.trail
  const putNew = (row: Row & Key): TransactWriteItem => ({
    Put: { TableName, Item: toItem(row), ConditionExpression: 'attribute_not_exists(pk)' },
  })
  const takeFromOutbox = ({ key }: WaitingEntry): TransactWriteItem => ({
    Delete: {
      TableName,
      Key: marshall({ pk: OUTBOX, sk: key }),
      ConditionExpression: 'attribute_exists(pk)',
    },
  })
  const moveChain = ({ subjectRef, subjectKind, entries, lastHash, from }: ChainMove): TransactWriteItem => ({
    Update: {
      TableName,
      Key: marshall(chainKey(subjectRef)),
      UpdateExpression: 'SET subjectKind = :kind, entries = :entries, lastHash = :last',
      ConditionExpression:
        from === undefined
          ? 'attribute_not_exists(pk)'
          : 'subjectKind = :kind AND entries = :before AND lastHash = :predecessor',
      ExpressionAttributeValues: marshall({
        ':kind': subjectKind,
        ':entries': entries,
        ':last': lastHash,
        ...(from === undefined ? {} : { ':before': from.entries, ':predecessor': from.lastHash }),
      }),
    },
  })
  const isMissing = (key: Key): TransactWriteItem => ({
    ConditionCheck: { TableName, Key: marshall(key), ConditionExpression: 'attribute_not_exists(pk)' },
  })
  const put = (row: Row & Key, more: Omit<PutItemCommandInput, 'TableName' | 'Item'>) =>
    whetherConditionHeld(() => db.client.send(new PutItemCommand({ TableName, Item: toItem(row), ...more })))

  return {
    async head() {
      const head = await readHead(db)
      return head && headOf(head)
    },

    createHead: ({ root, publicKey, ...head }) =>
      put(
        { ...LOG_HEAD_KEY, ...head, root: toHex(root), publicKey: toHex(publicKey) },
        { ConditionExpression: 'attribute_not_exists(pk)' },
      ),

    async waiting(limit, after) {
      const { rows } = await queryPage(db, OUTBOX, {
        table: 'trail',
        consistent: true,
        limit,
        ...(after === undefined ? {} : { after: { pk: OUTBOX, sk: after } }),
      })
      return rows.map(({ sk }) => waitingOf(String(sk)))
    },

    async entries(hashes) {
      const rows = await getTrailRows(db, hashes.map(entryKey))
      return new Map(rows.map(({ pk, entry }) => [hashIn(pk), utf8(String(entry))]))
    },

    async indices(hashes) {
      const rows = await getTrailRows(db, hashes.map(indexKey))
      return new Map(rows.map(({ pk, logIndex }) => [hashIn(pk), z.int().parse(logIndex)]))
    },

    async chains(subjectRefs) {
      const rows = await getTrailRows(db, subjectRefs.map(chainKey))
      return new Map(rows.map((row): [string, ChainEnd] => [hashIn(row.pk), chainRowSchema.parse(row)]))
    },

    async assign(first, entries) {
      const moves = chainMoves(entries)
      const done = await transact(db, [
        {
          Update: {
            TableName,
            Key: marshall(LOG_HEAD_KEY),
            UpdateExpression: 'SET nextIndex = :next',
            ConditionExpression: 'nextIndex = :first',
            ExpressionAttributeValues: marshall({ ':first': first, ':next': first + entries.length }),
          },
        },
        putNew({
          ...batchKey(first),
          first,
          count: entries.length,
          hashes: concatBytes(...entries.map(({ leafHash }) => bytesOfHash(leafHash))),
          oldestSignedAt: entries.map(({ signedAt }) => signedAt).sort()[0],
        }),
        ...entries.flatMap((entry, at) => [
          putNew({ ...indexKey(entry.leafHash), logIndex: first + at }),
          takeFromOutbox(entry),
        ]),
        ...moves.map(moveChain),
      ])
      return done ? 'assigned' : 'lost'
    },

    async batches(from, to) {
      if (from >= to) return []
      const rows = await queryAll(db, 'BATCH', {
        table: 'trail',
        consistent: true,
        skBetween: [batchKey(from).sk, batchKey(to - 1).sk],
      })
      return rows.map(batchOf)
    },

    async endOfBatches() {
      const newest = await newestBatch(db)
      return newest === undefined ? 0 : newest.first + newest.hashes.length
    },

    async headAgainstBatches() {
      const newest = await newestBatch(db)
      const end = newest === undefined ? 0 : newest.first + newest.hashes.length
      // Another sequencer may append in between; then the batch that follows is seen with the head that knows of it.
      const keys = [LOG_HEAD_KEY, batchKey(end)]
      const { Responses = [] } = await db.client.send(
        new TransactGetItemsCommand({
          TransactItems: keys.map((key) => ({ Get: { TableName, Key: marshall(key) } })),
        }),
      )
      const [head, following] = Responses.map(({ Item }) => Item && unmarshall(Item))
      const next = z.object({ nextIndex: z.int() }).safeParse(head).data?.nextIndex ?? 0
      if (next < end) return 'behind'
      return next > end && following === undefined ? 'ahead' : 'fits'
    },

    async forget({ key }) {
      await db.client.send(new DeleteItemCommand({ TableName, Key: marshall({ pk: OUTBOX, sk: key }) }))
    },

    quarantine: (entry, { code, sentence, predecessor }, at) =>
      transact(db, [
        {
          Put: {
            TableName,
            // Over an older reason, should it have been put back.
            Item: toItem({
              ...quarantineKey(entry.leafHash),
              reason: code,
              sentence,
              at,
              outboxKey: entry.key,
            }),
          },
        },
        takeFromOutbox(entry),
        isMissing(indexKey(entry.leafHash)),
        ...(code === 'entry-missing' ? [isMissing(entryKey(entry.leafHash))] : []),
        ...(predecessor === undefined ? [] : [isMissing(indexKey(predecessor))]),
      ]),

    async putBack({ leafHash, signedAt, subjectSeq }, at) {
      const row = await getTrailRow(db, quarantineKey(leafHash))
      if (row === undefined) return false
      return transact(db, [
        {
          Put: {
            TableName,
            Item: toItem({ ...row, requeuedAt: at }),
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
        putNew({ ...outboxKey(signedAt, subjectSeq, leafHash) }),
        isMissing(indexKey(leafHash)),
      ])
    },

    commit: (before, size, root) =>
      whetherConditionHeld(() =>
        db.client.send(
          new UpdateItemCommand({
            TableName,
            Key: marshall(LOG_HEAD_KEY),
            UpdateExpression: 'SET integratedSize = :size, #root = :root',
            ConditionExpression: 'integratedSize = :oldSize AND #root = :oldRoot AND nextIndex >= :size',
            ExpressionAttributeNames: { '#root': 'root' },
            ExpressionAttributeValues: marshall({
              ':size': size,
              ':root': toHex(root),
              ':oldSize': before.integratedSize,
              ':oldRoot': toHex(before.root),
            }),
          }),
        ),
      ),

    async keepCheckpoint({ root, ...checkpoint }) {
      const row: CheckpointRow = { ...checkpoint, root: toHex(root) }
      const isNew = await put(
        { ...checkpointKey(row.size), ...row },
        { ConditionExpression: 'attribute_not_exists(pk)' },
      )
      const kept = isNew ? row : await findCheckpoint(db, row.size)
      if (kept === undefined) throw new Error(`The checkpoint of ${row.size} entries came and went`)
      return keptOf(kept)
    },

    async checkpoint(size) {
      const row = await findCheckpoint(db, size)
      return row && keptOf(row)
    },

    async newestPublished() {
      const row = await latestPublishedCheckpoint(db)
      return row && keptOf(row)
    },

    async markPublished({ size, root, note, signedAt }, publishedAt, mergeDelayMs) {
      const row: CheckpointRow = { size, root: toHex(root), note, signedAt, publishedAt, mergeDelayMs }
      await put(
        { ...checkpointKey(size), ...row },
        {
          ConditionExpression: 'note = :note AND attribute_not_exists(publishedAt)',
          ExpressionAttributeValues: marshall({ ':note': note }),
        },
      )
    },

    async trouble() {
      const { trouble } = await readState(db)
      return trouble && { code: trouble.code, sentence: trouble.sentence }
    },

    async setTrouble(trouble, at) {
      await put({ ...LOG_STATE_KEY, trouble: trouble && { ...trouble, since: at } }, {})
    },

    appendHeartbeat: (at, unlessSince) =>
      untilCommitted(async () => {
        const register = await loadRegister(db)
        if ((register.chain.lastAt ?? '') > unlessSince) return true
        const event = plainEvent('log.heartbeat', 'nothing happened since the entry before', { at })
        return (await commitRegisterEvent(db, event, [], register)) && true
      }).then(() => {}),

    renewRegister: (setAside, at) => renewRegister(db, setAside, at),
  }
}

async function whetherConditionHeld(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write()
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

/** Rows of the trail by their keys, read consistently, in no particular order. */
async function getTrailRows(db: Database, keys: readonly Key[]): Promise<Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < keys.length; start += 100) {
    let wanted = keys.slice(start, start + 100).map((key) => marshall(key))
    while (wanted.length > 0) {
      const { Responses, UnprocessedKeys } = await db.client.send(
        new BatchGetItemCommand({
          RequestItems: { [db.tables.trail]: { Keys: wanted, ConsistentRead: true } },
        }),
      )
      rows.push(...(Responses?.[db.tables.trail] ?? []).map((item) => unmarshall(item)))
      wanted = UnprocessedKeys?.[db.tables.trail]?.Keys ?? []
    }
  }
  return rows
}

async function newestBatch(db: Database): Promise<Batch | undefined> {
  const { rows } = await queryPage(db, 'BATCH', {
    table: 'trail',
    consistent: true,
    newestFirst: true,
    limit: 1,
  })
  return rows[0] && batchOf(rows[0])
}

async function findCheckpoint(db: Database, size: number): Promise<CheckpointRow | undefined> {
  const row = await getTrailRow(db, checkpointKey(size))
  return row && checkpointRowSchema.parse(row)
}

function batchOf(row: Row): Batch {
  const { first, count, hashes, oldestSignedAt } = batchRowSchema.parse(row)
  if (hashes.length !== 32 * count)
    throw new Error(`The batch at ${first} names ${count} entries and holds ${hashes.length} bytes of hashes`)
  return {
    first,
    hashes: Array.from({ length: count }, (_, at) => toHex(hashes.subarray(32 * at, 32 * (at + 1)))),
    oldestSignedAt,
  }
}

const headOf = ({ root, publicKey, ...head }: StoredHead): LogHead => ({
  ...head,
  root: bytesOfHash(root),
  publicKey: bytesOfHash(publicKey),
})

const keptOf = ({ size, root, note, signedAt, publishedAt }: CheckpointRow): KeptCheckpoint => ({
  size,
  root: bytesOfHash(root),
  note,
  signedAt,
  publishedAt,
})

/** The sort key says it all: when, which in its chain, which entry. Another key names no entry and ends in quarantine. */
function waitingOf(key: string): WaitingEntry {
  const [, signedAt = '', leafHash = key] = /^([^#]+)#\d{9}#([0-9a-f]{64})$/.exec(key) ?? []
  return { key, signedAt, leafHash }
}

const hashIn = (pk: unknown): string => String(pk).slice(String(pk).indexOf('#') + 1)

/** @param hex of 32 bytes. */
function bytesOfHash(hex: string): Uint8Array {
  const bytes = fromHex(hex)
  if (bytes?.length !== 32)
    throw new Error(`A row of the trail holds ${hex.slice(0, 80)} where a hash belongs`)
  return bytes
}
