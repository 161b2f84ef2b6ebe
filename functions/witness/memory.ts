import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod'
import { fromBase64, toBase64 } from '../trail/bytes.ts'
import type { SignedCheckpoint } from '../trail/judge-checkpoint.ts'
import type { Look } from './look.ts'

/** The last checkpoint that the witness believed. */
export interface Remembered extends SignedCheckpoint {
  /** Seconds since 1970: when it became the last one. The cosignature bears this time, however late it is made. */
  observedAt: number
  /**
   * Seconds since 1970: since when the log has shown nothing else, as the clock says. Unlike `observedAt` it goes back when the
   * clock turns out to have been ahead, so that no such hour, once, keeps silence from being noticed until that hour comes.
   */
  newsAt: number
  /** The note with the cosignature; undefined from the moment that it is believed until it is cosigned and kept. */
  cosignedNote?: string | undefined
}

/** What the witness knows of the log, in a table of its own account. It goes forward only. */
export interface Memory {
  recall(): Promise<Remembered | undefined>
  /**
   * Takes a checkpoint as the last one, if the last one is still `from` and is cosigned. From here on nothing else can be
   * cosigned for this size, and nothing smaller any more.
   * @returns false when another run was faster.
   */
  advance(from: Remembered | undefined, to: Remembered): Promise<boolean>
  /** Notes what was cosigned; without effect when the memory has gone on meanwhile, as then it had been noted. */
  markCosigned(last: Remembered, cosignedNote: string): Promise<void>
  /** Takes back a `newsAt` that a clock which was ahead has left; without effect when the memory has gone on meanwhile. */
  correctNews(last: Remembered, newsAt: number): Promise<void>
  noteLook(look: Look): Promise<void>
}

const rowSchema = z.object({
  size: z.int().min(0),
  root: z.string(),
  note: z.string(),
  observedAt: z.int(),
  /** Missing in rows from before it was kept. */
  newsAt: z.int().optional(),
  cosignedNote: z.string().optional(),
})

export function createMemory(client: DynamoDBClient, table: string, origin: string): Memory {
  const key = (sk: 'LAST' | 'LOOK') => ({ pk: `LOG#${origin}`, sk })
  const unlessElsewhere = async (write: Promise<unknown>): Promise<boolean> => {
    try {
      await write
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw error
    }
  }
  const names = { '#size': 'size', '#root': 'root' }
  const unchanged = '#size = :size AND #root = :root'
  const values = ({ size, root }: Remembered) => ({ ':size': size, ':root': toBase64(root) })

  return {
    async recall() {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: marshall(key('LAST')), ConsistentRead: true }),
      )
      if (Item === undefined) return undefined
      const row = rowSchema.parse(unmarshall(Item))
      const root = fromBase64(row.root)
      if (root === undefined) throw new Error(`The witness's memory of ${origin} holds no root hash.`)
      return { ...row, newsAt: row.newsAt ?? row.observedAt, origin, root }
    },
    async advance(from, { size, root, note, observedAt, newsAt }) {
      const condition =
        from === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: `${unchanged} AND attribute_exists(cosignedNote)`,
              ExpressionAttributeNames: names,
              ExpressionAttributeValues: marshall(values(from)),
            }
      const Item = marshall({ ...key('LAST'), size, root: toBase64(root), note, observedAt, newsAt })
      return unlessElsewhere(client.send(new PutItemCommand({ TableName: table, Item, ...condition })))
    },
    async markCosigned(last, cosignedNote) {
      const update = new UpdateItemCommand({
        TableName: table,
        Key: marshall(key('LAST')),
        UpdateExpression: 'SET cosignedNote = :note',
        ConditionExpression: unchanged,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: marshall({ ...values(last), ':note': cosignedNote }),
      })
      await unlessElsewhere(client.send(update))
    },
    async correctNews(last, newsAt) {
      const update = new UpdateItemCommand({
        TableName: table,
        Key: marshall(key('LAST')),
        UpdateExpression: 'SET newsAt = :at',
        ConditionExpression: unchanged,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: marshall({ ...values(last), ':at': newsAt }),
      })
      await unlessElsewhere(client.send(update))
    },
    async noteLook(look) {
      const Item = marshall({ ...key('LOOK'), ...look }, { removeUndefinedValues: true })
      await client.send(new PutItemCommand({ TableName: table, Item }))
    },
  }
}
