import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type AttributeValue,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import {
  GetPublicKeyCommand,
  KMSClient,
  type MessageType,
  SignCommand,
  type SigningAlgorithmSpec,
} from '@aws-sdk/client-kms'
import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectRetentionCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ServedCloud, serve } from '../serve-child.ts'
import { auditors, deploy, strangers } from './deployment.ts'

/**
 * The whole app with empty functions, so that nobody but these tests writes the log. What the stage changes and what the other
 * account changes do not touch each other; log-policies.test.ts asks each by itself.
 */
describe.each([
  ['development', {}],
  [
    'production, with a log that another account keeps',
    { stage: 'production', logAccount: '444444444444', appAccount: '000000000000', logBucketName: 'log' },
  ],
])('in %s', (_stage, context) => {
  const app = deploy(context)
  const dataDir = mkdtempSync(join(tmpdir(), 'log-rights-'))
  let cloud: ServedCloud
  beforeAll(async () => {
    cloud = await serve(app.assembly, dataDir)
  }, 60_000)
  afterAll(async () => {
    await cloud?.end('SIGTERM')
    rmSync(dataDir, { recursive: true, force: true })
  }, 30_000)

  /** Clients of a function, told by its logical id as its own code's are, or of any other access key. */
  function clientsOf(who: string) {
    const accessKeyId = app.functions.find((id) => id.replace(/[0-9A-F]{8}$/, '') === who) ?? who
    const settings = (service: string) => ({
      endpoint: `${cloud.awsUrl}/${service}`,
      region: 'eu-central-1',
      credentials: { accessKeyId, secretAccessKey: 'local' },
      maxAttempts: 1,
    })
    return {
      db: new DynamoDBClient(settings('dynamodb')),
      kms: new KMSClient(settings('kms')),
      s3: new S3Client({ ...settings('s3'), forcePathStyle: true }),
    }
  }
  const everybodyElse = () => [
    ...app.functions.map((id) => id.replace(/[0-9A-F]{8}$/, '')).filter((name) => name !== 'SealTrail'),
    'somebody',
    `${auditors}:Witness`,
    `${strangers}:Countersign-Sequencer`,
  ]

  const Bucket = app.name('AWS::S3::Bucket', 'Log')
  const put = (who: string, Key: string, more: Partial<PutObjectCommandInput> = {}, Body = 'tile') =>
    clientsOf(who).s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
  const asNew = { IfNoneMatch: '*' }

  describe('the log’s bucket', () => {
    test('takes the log from the sequencer: objects once, the checkpoint over the one that was read', async () => {
      for (const key of ['tile/0/000.p/8', 'tile/entries/000.p/8', 'checkpoint-history/8'])
        await put('SealTrail', key, asNew)
      const { ETag } = await put('SealTrail', 'checkpoint', asNew, '8')
      await put('SealTrail', 'checkpoint', { IfMatch: ETag }, '9')
      await broken(put('SealTrail', 'checkpoint', { IfMatch: ETag }, '7'), 'PreconditionFailed')
      await broken(put('SealTrail', 'checkpoint', asNew, '7'), 'PreconditionFailed')
      expect(await textOf('SealTrail', 'checkpoint')).toBe('9')
    })

    test('keeps an object as it was written first, whatever is tried', async () => {
      const key = 'tile/0/x001/067'
      const { VersionId } = await put('SealTrail', key, asNew, 'first')
      await broken(put('SealTrail', key, asNew, 'second'), 'PreconditionFailed')
      await denied(put('SealTrail', key, {}, 'second'))
      await denied(put('SealTrail', key, { IfMatch: '*' }, 'second'))
      const until = (days: number) => new Date(Date.now() + days * 86_400_000)
      const loosened = (Mode: 'GOVERNANCE' | 'COMPLIANCE', days: number, BypassGovernanceRetention = false) =>
        new PutObjectRetentionCommand({
          Bucket,
          Key: key,
          Retention: { Mode, RetainUntilDate: until(days) },
          ...(BypassGovernanceRetention ? { BypassGovernanceRetention } : {}),
        })
      for (const who of ['SealTrail', 'somebody', 'VerifyLog', `${auditors}:Witness`]) {
        const { s3 } = clientsOf(who)
        await denied(s3.send(new DeleteObjectCommand({ Bucket, Key: key })))
        await denied(s3.send(new DeleteObjectCommand({ Bucket, Key: key, VersionId })))
        await denied(
          s3.send(new DeleteObjectCommand({ Bucket, Key: key, VersionId, BypassGovernanceRetention: true })),
        )
        await denied(
          s3.send(
            new DeleteObjectsCommand({
              Bucket,
              Delete: { Objects: [{ Key: key }, { Key: key, VersionId }] },
            }),
          ),
        )
        await denied(s3.send(loosened('GOVERNANCE', 0.1)))
        await denied(s3.send(loosened('GOVERNANCE', 0.1, true)))
        await denied(s3.send(loosened('COMPLIANCE', 9999)))
        await denied(
          s3.send(new PutObjectLegalHoldCommand({ Bucket, Key: key, LegalHold: { Status: 'ON' } })),
        )
      }
      expect(await textOf('SealTrail', key)).toBe('first')
      const { Versions, DeleteMarkers } = await clientsOf('somebody').s3.send(
        new ListObjectVersionsCommand({ Bucket, Prefix: key }),
      )
      expect(Versions).toHaveLength(1)
      expect(DeleteMarkers).toBeUndefined()
    })

    test('holds what is written for as long as the stage says', async () => {
      await put('SealTrail', 'tile/1/000.p/1', asNew)
      const { Retention } = await clientsOf('somebody').s3.send(
        new GetObjectRetentionCommand({ Bucket, Key: 'tile/1/000.p/1' }),
      )
      const days = ((Retention?.RetainUntilDate?.getTime() ?? 0) - Date.now()) / 86_400_000
      expect([Retention?.Mode, Math.round(days)]).toEqual(
        'stage' in context ? ['COMPLIANCE', 3653] : ['GOVERNANCE', 1],
      )
    })

    test('takes nothing from the sequencer that is no part of a log, or says how long it is kept', async () => {
      for (const key of ['x', 'checkpoint2', 'manifests/1']) await denied(put('SealTrail', key, asNew))
      await denied(put('SealTrail', 'checkpoint', {}))
      await denied(put('SealTrail', 'tile/0/001', { ...asNew, ObjectLockLegalHoldStatus: 'OFF' }))
      await denied(
        put('SealTrail', 'tile/0/001', {
          ...asNew,
          ObjectLockMode: 'GOVERNANCE',
          ObjectLockRetainUntilDate: new Date(Date.now() + 60_000),
        }),
      )
      await denied(put('SealTrail', 'tile/0/001', { ...asNew, Tagging: 'a=b' }))
      const parts = new CreateMultipartUploadCommand({ Bucket, Key: 'tile/0/001' })
      await refused(clientsOf('SealTrail').s3.send(parts), /which rights POST object uploads of S3 needs/)
    })

    test('takes nothing from anybody else', async () => {
      expect(everybodyElse().length).toBeGreaterThan(25)
      for (const who of everybodyElse())
        for (const key of ['tile/0/002', 'checkpoint', 'checkpoint-history/2', 'x'])
          await denied(put(who, key, asNew))
    })

    test('lets the auditors’ account read, and no third one', async () => {
      const read = (who: string) => [
        clientsOf(who).s3.send(new GetObjectCommand({ Bucket, Key: 'checkpoint' })),
        clientsOf(who).s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'tile/' })),
      ]
      await Promise.all(read(`${auditors}:Witness`))
      const notAdmitted = /because no resource-based policy allows the s3:(GetObject|ListBucket) action/
      await Promise.all(read(`${strangers}:Witness`).map((call) => refused(call, notAdmitted)))
      // Nothing else of the app is theirs to read.
      const manifests = app.name('AWS::S3::Bucket', 'Bucket')
      await refused(
        clientsOf(`${auditors}:Witness`).s3.send(
          new GetObjectCommand({ Bucket: manifests, Key: 'manifests/1' }),
        ),
      )
      const trail = app.name('AWS::DynamoDB::GlobalTable', 'Trail')
      await refused(
        clientsOf(`${auditors}:Witness`).db.send(
          new GetItemCommand({ TableName: trail, Key: key('LOG', 'HEAD') }),
        ),
      )
    })

    async function textOf(who: string, Key: string): Promise<string | undefined> {
      const { Body } = await clientsOf(who).s3.send(new GetObjectCommand({ Bucket, Key }))
      return Body?.transformToString()
    }
  })

  describe('the key that signs', () => {
    const KeyId = app.arn('AWS::KMS::Key', 'SigningKey')
    const sign = (
      who: string,
      SigningAlgorithm: SigningAlgorithmSpec = 'ED25519_SHA_512',
      MessageType: MessageType = 'RAW',
    ) => {
      const Message = MessageType === 'RAW' ? Buffer.from('a checkpoint') : Buffer.alloc(64)
      return clientsOf(who).kms.send(new SignCommand({ KeyId, Message, MessageType, SigningAlgorithm }))
    }

    test('signs whole messages for the sequencer', async () => {
      expect((await sign('SealTrail')).Signature).toHaveLength(64)
      expect(
        (await clientsOf('SealTrail').kms.send(new GetPublicKeyCommand({ KeyId }))).PublicKey,
      ).toHaveLength(44)
    })

    test('signs nothing else for the sequencer', async () => {
      await denied(sign('SealTrail', 'ED25519_SHA_512', 'DIGEST'))
      await denied(sign('SealTrail', 'ED25519_PH_SHA_512', 'DIGEST'))
      await denied(sign('SealTrail', 'ED25519_PH_SHA_512', 'RAW'))
      await denied(sign('SealTrail', 'ECDSA_SHA_256'))
    })

    test('signs nothing for anybody else', async () => {
      for (const who of everybodyElse()) await denied(sign(who))
    })
  })

  describe('the trail’s table', () => {
    const TableName = app.name('AWS::DynamoDB::GlobalTable', 'Trail')
    const change = { UpdateExpression: 'SET a = :a', ExpressionAttributeValues: { ':a': { S: 'changed' } } }
    const Put = (pk: string) => ({ Put: { TableName, Item: key(pk) } })
    const Delete = (pk: string) => ({ Delete: { TableName, Key: key(pk) } })
    const Update = (pk: string, sk?: string) => ({ Update: { TableName, Key: key(pk, sk), ...change } })
    const transact = (who: string, ...TransactItems: TransactWriteItem[]) =>
      clientsOf(who).db.send(new TransactWriteItemsCommand({ TransactItems }))

    test('lets the sequencer give places in one transaction', async () => {
      await transact('Hr', Put('ENTRY#00ff'), Put('OUTBOX'))
      await transact('SealTrail', Update('LOG', 'HEAD'), Put('BATCH'), Delete('OUTBOX'), Put('INDEX#00ff'))
      const { db } = clientsOf('SealTrail')
      for (const pk of ['CHECKPOINT', 'QUARANTINE', 'LOG'])
        await db.send(new PutItemCommand({ TableName, Item: key(pk) }))
      await transact('SealTrail', Put('ENTRY#of-its-own'), Put('OUTBOX'))
      const isMissing = (pk: string) => ({
        ConditionCheck: { TableName, Key: key(pk), ConditionExpression: 'attribute_not_exists(pk)' },
      })
      await transact(
        'SealTrail',
        Put('QUARANTINE'),
        Delete('OUTBOX'),
        isMissing('ENTRY#9'),
        isMissing('INDEX#9'),
      )
      await clientsOf('VerifyLog').db.send(
        new PutItemCommand({ TableName, Item: key('VERIFICATION', 'VERIFICATION') }),
      )
    })

    test('lets nobody change or remove what has happened, the sequencer included', async () => {
      for (const who of ['SealTrail', 'VerifyLog', 'ErasePeople', 'Hr', 'somebody']) {
        const { db } = clientsOf(who)
        for (const pk of ['ENTRY#00ff', 'INDEX#00ff', 'BATCH', 'CHECKPOINT', 'QUARANTINE']) {
          await denied(db.send(new UpdateItemCommand({ TableName, Key: key(pk), ...change })))
          await denied(db.send(new DeleteItemCommand({ TableName, Key: key(pk) })))
          await denied(transact(who, Update(pk)))
          await denied(transact(who, Delete(pk)))
          // Nor in the company of what is allowed.
          if (who === 'SealTrail') await denied(transact(who, Put('INDEX#11'), Delete('OUTBOX'), Delete(pk)))
          for (const request of [{ DeleteRequest: { Key: key(pk) } }, { PutRequest: { Item: key(pk) } }])
            await denied(db.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: [request] } })))
        }
      }
      const { Item } = await clientsOf('SealTrail').db.send(
        new GetItemCommand({ TableName, Key: key('ENTRY#00ff') }),
      )
      expect(Item).toEqual(key('ENTRY#00ff'))
    })

    test('lets nobody but the sequencer empty the outbox or write the log’s rows', async () => {
      for (const who of everybodyElse()) {
        const { db } = clientsOf(who)
        await refused(db.send(new DeleteItemCommand({ TableName, Key: key('OUTBOX') })))
        await refused(db.send(new UpdateItemCommand({ TableName, Key: key('LOG', 'HEAD'), ...change })))
        for (const pk of ['INDEX#00ff', 'BATCH', 'CHECKPOINT', 'QUARANTINE', 'LOG']) {
          await refused(db.send(new PutItemCommand({ TableName, Item: key(pk) })))
          await refused(transact(who, Put(pk)))
        }
        if (who !== 'VerifyLog')
          await refused(db.send(new PutItemCommand({ TableName, Item: key('VERIFICATION', 'VERIFICATION') })))
      }
    })

    test('takes entries from functions of the app, in transactions only', async () => {
      for (const who of [...everybodyElse(), 'SealTrail'])
        await refused(clientsOf(who).db.send(new PutItemCommand({ TableName, Item: key('ENTRY#22') })))
      await denied(transact('somebody', Put('ENTRY#22')))
      await refused(transact('Auditor', Put('ENTRY#22')))
      await transact('Participant', Put('ENTRY#22'), Put('OUTBOX'))
    })
  })
})

function key(pk: string, sk = '#'): Record<string, AttributeValue> {
  return { pk: { S: pk }, sk: { S: sk } }
}

async function thrownBy(call: Promise<unknown>): Promise<unknown> {
  return await call.then(
    () => new Error('The call was answered.'),
    (thrown: unknown) => thrown,
  )
}

/** Refused for the lack of a right, with AWS's sentence. */
async function refused(
  call: Promise<unknown>,
  words: RegExp = /is not authorized to perform/,
): Promise<void> {
  expect(await thrownBy(call)).toMatchObject({
    name: expect.stringMatching(/^AccessDenied/),
    message: expect.stringMatching(words),
  })
}

/** Refused by the table, the bucket or the key itself, whatever the caller's own policies say. */
async function denied(call: Promise<unknown>): Promise<void> {
  await refused(call, /with an explicit deny in a resource-based policy$/)
}

async function broken(call: Promise<unknown>, name: string): Promise<void> {
  expect(await thrownBy(call)).toMatchObject({ name })
}
