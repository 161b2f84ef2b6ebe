import { DeleteItemCommand, PutItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod'
import { cycleIdSchema, type ImportId, importIdSchema } from '../domain/ids.ts'
import { personSchema } from '../domain/person.ts'
import { type ImportIn, type StoredImport, storedImportSchema } from '../domain/stored-import.ts'
import { type Database, getRow, queryAll, type Row, toItem, transact } from './database.ts'
import { IMPORTING_KEY, importPartKey, type Key, peopleImportKey } from './keys.ts'
import { gunzip, gzip } from './packed-bytes.ts'

/** An item may have 400 KB. */
const PART_BYTES = 350_000

export async function findImport(db: Database, importId: ImportId): Promise<StoredImport | undefined> {
  const row = await getRow(db, peopleImportKey(importId))
  return row && storedImportSchema.parse(row)
}

/** All that are known, the newest first. */
export async function listImports(db: Database): Promise<StoredImport[]> {
  const rows = await queryAll(db, 'IMPORTS', { consistent: true })
  return rows
    .map((row) => storedImportSchema.parse(row))
    .sort((one, other) => (one.uploadedAt < other.uploadedAt ? 1 : -1))
}

/** Keeps an uploaded file, packed, until it is applied or a day old. */
export async function createImport(
  db: Database,
  stored: Omit<ImportIn<'chosen'>, 'fileParts' | 'status' | 'version'>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<ImportIn<'chosen'>> {
  const fileParts = await putParts(db, stored, 'FILE', await gzip(bytes))
  const created: ImportIn<'chosen'> = { ...stored, status: 'chosen', version: 1, fileParts }
  if (!(await transact(db, [importPut(db, created)])))
    throw new Error('An import of that id is there already')
  return created
}

/** @returns undefined when it is not there any more. */
export async function readImportFile(
  db: Database,
  { importId, fileParts }: StoredImport,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return readParts(db, importId, 'FILE', fileParts, maxBytes)
}

/** Writes down how an import now stands. `false` when somebody was quicker. */
export async function saveImport(db: Database, after: StoredImport): Promise<boolean> {
  return transact(db, [importPut(db, after)])
}

/** The write of an import's row, guarded by the version before it. */
export function importPut(db: Database, after: StoredImport): TransactWriteItem {
  const ttl =
    after.status === 'chosen' ? { ttl: Math.ceil(Date.parse(after.expiresAt) / 1000) + 7 * 86_400 } : {}
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...peopleImportKey(after.importId), ...after, ...ttl }),
      ...(after.version === 1
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'version = :before',
            ExpressionAttributeValues: marshall({ ':before': after.version - 1 }),
          }),
    },
  }
}

/** Begins to apply it, unless another one is being applied. `false` when somebody was quicker. */
export async function commitImportBegin(db: Database, after: ImportIn<'applying'>): Promise<boolean> {
  return transact(db, [
    importPut(db, after),
    {
      Put: {
        TableName: db.tables.records,
        Item: toItem({ ...IMPORTING_KEY, importId: after.importId }),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
  ])
}

/** Which import is being applied. */
export async function findImporting(db: Database): Promise<ImportId | undefined> {
  const row = await getRow(db, IMPORTING_KEY)
  return importIdSchema.optional().parse(row?.importId)
}

/** Ends it, so that the next one may begin, and lets go of its file and its plan. `false` when somebody was quicker. */
export async function commitImportEnd(
  db: Database,
  before: ImportIn<'applying'>,
  after: ImportIn<'done'>,
): Promise<boolean> {
  const done = await transact(db, [
    importPut(db, after),
    { Delete: { TableName: db.tables.records, Key: marshall(IMPORTING_KEY) } },
  ])
  if (!done) return false
  await deleteParts(db, before.importId, (sk) => !sk.startsWith('REPORT#'))
  return true
}

/** What an import writes, in the order in which it is written; each part holds new people or changed ones. */
export const importPartSchema = z.union([
  z.object({ added: z.array(personSchema) }),
  z.object({
    changed: z.array(
      z.object({
        before: personSchema,
        after: personSchema,
        /** The cycles whose trail tells of it. */
        cycleIds: z.array(cycleIdSchema),
      }),
    ),
  }),
])
export type ImportPart = z.infer<typeof importPartSchema>

const planName = (planId: string) => `PLAN#${planId}`

/** Writes the plan of an import down, before it is begun. */
export async function putPlan(
  db: Database,
  stored: StoredImport,
  planId: string,
  parts: readonly ImportPart[],
): Promise<void> {
  for (const [number, part] of parts.entries()) {
    const packed = await gzip(new TextEncoder().encode(JSON.stringify(part)))
    if (packed.byteLength > PART_BYTES) throw new Error('A part of an import’s plan is too big for a row')
    await putPart(db, stored, planName(planId), number, packed)
  }
}

export async function readPlanPart(db: Database, stored: ImportIn<'applying'>): Promise<ImportPart> {
  const row = await getRow(db, importPartKey(stored.importId, planName(stored.planId), stored.part))
  if (!(row?.bytes instanceof Uint8Array)) {
    throw new Error(`Part ${stored.part} of the plan of ${stored.importId} is not there`)
  }
  const bytes = await gunzip(new Uint8Array(row.bytes), Number.POSITIVE_INFINITY)
  return importPartSchema.parse(JSON.parse(new TextDecoder().decode(bytes)))
}

/** @returns in how many rows it lies. */
export async function putReport(db: Database, stored: StoredImport, text: string): Promise<number> {
  return putParts(db, stored, 'REPORT', await gzip(new TextEncoder().encode(text)))
}

/** @returns undefined when it is not there any more. */
export async function readReport(
  db: Database,
  { importId, reportParts }: ImportIn<'applying' | 'done'>,
): Promise<string | undefined> {
  const bytes = await readParts(db, importId, 'REPORT', reportParts, Number.POSITIVE_INFINITY)
  return bytes && new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

/** Lets go of everything that a people file brought here; of one that was applied, the numbers stay. */
export async function forgetImport(db: Database, stored: ImportIn<'chosen' | 'done'>): Promise<void> {
  await deleteParts(db, stored.importId, () => true)
  if (stored.status === 'done') {
    await saveImport(db, { ...stored, isForgotten: true, version: stored.version + 1 })
    return
  }
  await db.client.send(
    new DeleteItemCommand({
      TableName: db.tables.records,
      Key: marshall(peopleImportKey(stored.importId)),
      ConditionExpression: 'attribute_not_exists(pk) OR version = :version',
      ExpressionAttributeValues: marshall({ ':version': stored.version }),
    }),
  )
}

/** Keys of all that lies here of files that are not being applied: whoever is erased may stand in any of them. */
export async function listImportTraces(db: Database): Promise<Key[]> {
  const resting = (await listImports(db)).filter(({ status }) => status !== 'applying')
  const parts = await Promise.all(resting.map(({ importId }) => partKeys(db, importId)))
  const unconfirmed = resting.filter(({ status }) => status === 'chosen')
  return [...parts.flat(), ...unconfirmed.map(({ importId }) => peopleImportKey(importId))]
}

async function partKeys(db: Database, importId: ImportId): Promise<Key[]> {
  const rows = await queryAll(db, importPartKey(importId, '', 0).pk, { consistent: true })
  return rows.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }))
}

async function deleteParts(
  db: Database,
  importId: ImportId,
  isGoing: (sk: string) => boolean,
): Promise<void> {
  for (const key of await partKeys(db, importId)) {
    if (!isGoing(key.sk)) continue
    await db.client.send(new DeleteItemCommand({ TableName: db.tables.records, Key: marshall({ ...key }) }))
  }
}

type Kept = Pick<StoredImport, 'importId' | 'expiresAt'>

async function putParts(
  db: Database,
  stored: Kept,
  what: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<number> {
  let part = 0
  for (let start = 0; start < bytes.byteLength; start += PART_BYTES) {
    await putPart(db, stored, what, part, bytes.slice(start, start + PART_BYTES))
    part += 1
  }
  return part
}

async function putPart(
  db: Database,
  { importId, expiresAt }: Kept,
  what: string,
  part: number,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  // The table's own expiry comes last, should whoever lets go of it have failed for a week.
  const ttl = Math.ceil(Date.parse(expiresAt) / 1000) + 7 * 86_400
  const row: Row = { ...importPartKey(importId, what, part), bytes, ttl }
  await db.client.send(new PutItemCommand({ TableName: db.tables.records, Item: toItem(row) }))
}

async function readParts(
  db: Database,
  importId: ImportId,
  what: string,
  count: number,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts = await Promise.all(
    Array.from({ length: count }, (_, part) => getRow(db, importPartKey(importId, what, part))),
  )
  const chunks = parts.flatMap((row) => (row?.bytes instanceof Uint8Array ? new Uint8Array(row.bytes) : []))
  if (chunks.length < count || count === 0) return undefined
  return gunzip(new Uint8Array(await new Blob(chunks).arrayBuffer()), maxBytes)
}
