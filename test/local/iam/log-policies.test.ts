import { describe, expect, test } from 'vitest'
import { auditors, deploy } from './deployment.ts'

const sequencer = 'Countersign-Sequencer'
const [participant, erasePeople] = ['Countersign-Participant', 'Countersign-ErasePeople']
const recorders = [
  'Countersign-AskTheDisputeRow',
  'Countersign-AskTheRevieweeToSign',
  'Countersign-AskTheStepRow',
  'Countersign-AskTheSupervisorToCountersign',
  'Countersign-CloseTheCycle',
  erasePeople,
  'Countersign-Hr',
  'Countersign-ImportPeople',
  'Countersign-OpenTheCycle',
  'Countersign-OpenTheSupervisorRating',
  participant,
  'Countersign-ReleaseTheNewRecord',
  'Countersign-ReleaseTheResults',
  'Countersign-RunSeries',
  'Countersign-SealTheReview',
  sequencer,
  'Countersign-WaitForTheRelease',
].sort()
const verifier = 'Countersign-Verifier'

/** What a log object's path begins with, and what may stand in a request that writes it for the first time. */
const first = { 's3:if-none-match': '*' }
const replacing = { 's3:if-match': '"1"' }

describe.each([
  ['development', {}],
  ['production', { stage: 'production' }],
  [
    'a log that another account keeps',
    { logAccount: '444444444444', appAccount: '000000000000', logBucketName: 'log' },
  ],
])('in %s', (_stage, context) => {
  const app = deploy(context)
  const log = app.arn('AWS::S3::Bucket', 'Log')
  const path = (key: string) => `${log}/${key}`
  const tiles = ['tile/0/000', 'tile/0/x001/067.p/8', 'tile/entries/000', 'checkpoint-history/15'].map(path)
  const everything = [...tiles, path('checkpoint')]

  describe('the log’s bucket', () => {
    test('takes new objects from the sequencer alone', () => {
      for (const object of everything) expect(app.whoMay('s3:PutObject', object, first)).toEqual([sequencer])
    })

    test('takes a checkpoint in the place of the one that was read, from the sequencer alone', () => {
      expect(app.whoMay('s3:PutObject', path('checkpoint'), replacing)).toEqual([sequencer])
    })

    test('takes from nobody what does not say that it must be new, or what it replaces', () => {
      for (const object of tiles) {
        expect(app.whoMay('s3:PutObject', object)).toEqual([])
        expect(app.whoMay('s3:PutObject', object, replacing)).toEqual([])
      }
      expect(app.whoMay('s3:PutObject', path('checkpoint'))).toEqual([])
    })

    test('takes from nobody what is no part of a log', () => {
      for (const key of ['x', 'checkpoint2', 'checkpoints/1', 'tiles/0/000', 'TILE/0/000', ' tile/0/000'])
        expect(app.whoMay('s3:PutObject', path(key), first), key).toEqual([])
    })

    test.each([
      's3:DeleteObject',
      's3:DeleteObjectVersion',
      's3:PutObjectRetention',
      's3:PutObjectLegalHold',
      's3:BypassGovernanceRetention',
      's3:PutObjectTagging',
      's3:DeleteObjectTagging',
      's3:PutObjectAcl',
      's3:PutObjectVersionAcl',
      's3:PutObjectVersionTagging',
      's3:DeleteObjectVersionTagging',
      's3:ReplicateObject',
      's3:ReplicateDelete',
    ])('lets nobody do %s', (action) => {
      for (const object of everything) expect(app.whoMay(action, object)).toEqual([])
    })

    test('lets nobody clean it up by rule, or remove it or its policy', () => {
      for (const action of ['s3:PutLifecycleConfiguration', 's3:DeleteBucket', 's3:DeleteBucketPolicy'])
        expect(app.whoMay(action, log), action).toEqual([])
    })

    test('lets nobody change by hand how long what comes is locked', () => {
      for (const action of ['s3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning'])
        expect(app.whoMay(action, log), action).toEqual([])
    })

    test('is read by those who prove and verify, by the administrator, and by the auditors’ account', () => {
      const readers = [sequencer, verifier, participant, 'AuditorRole']
      for (const [action, resource] of [
        ['s3:GetObject', path('checkpoint')],
        ['s3:GetObject', path('tile/entries/000')],
        ['s3:ListBucket', log],
      ] as const)
        expect(app.whoMay(action, resource).sort()).toEqual(
          [...readers, 'Administrator', `${auditors}:Witness`].sort(),
        )
    })

    test('has a policy that nobody of the app’s account changes, where another account keeps it', () => {
      const isElsewhere = 'logAccount' in context
      expect(app.whoMay('s3:PutBucketPolicy', log)).toEqual(isElsewhere ? [] : ['Administrator'])
    })

    test('is read through a secure connection only', () => {
      expect(app.whoMay('s3:GetObject', path('checkpoint'), { 'aws:securetransport': 'false' })).toEqual([])
    })
  })

  describe('the key that signs', () => {
    const key = app.arn('AWS::KMS::Key', 'SigningKey')
    const way = { 'kms:signingalgorithm': 'ED25519_SHA_512', 'kms:messagetype': 'RAW' }

    test('signs for the sequencer, in the one way', () => {
      expect(app.whoMay('kms:Sign', key, way)).toEqual([sequencer])
    })

    test.each([
      ['of digests', { ...way, 'kms:messagetype': 'DIGEST' }],
      ['pre-hashed', { ...way, 'kms:signingalgorithm': 'ED25519_PH_SHA_512' }],
      [
        'pre-hashed, of digests',
        { 'kms:signingalgorithm': 'ED25519_PH_SHA_512', 'kms:messagetype': 'DIGEST' },
      ],
      ['that do not say how', {}],
    ])('makes no signatures %s', (_what, other) => {
      expect(app.whoMay('kms:Sign', key, other)).toEqual([])
    })

    test('is lent to nobody and deleted by nobody', () => {
      for (const action of ['kms:CreateGrant', 'kms:ScheduleKeyDeletion'])
        expect(app.whoMay(action, key)).toEqual([])
    })

    test('shows its public half to the sequencer and the administrator', () => {
      expect(app.whoMay('kms:GetPublicKey', key)).toEqual([sequencer, 'Administrator'])
    })

    test('stays under the administrator’s care', () => {
      expect(app.whoMay('kms:DisableKey', key)).toEqual(['Administrator'])
    })
  })

  describe('the trail’s table', () => {
    const table = app.arn('AWS::DynamoDB::GlobalTable', 'Trail')
    const on = (row: string, enclosing?: string) => ({
      'dynamodb:leadingkeys': [row],
      ...(enclosing === undefined ? {} : { 'dynamodb:enclosingoperation': enclosing }),
    })
    const happened = ['ENTRY#00ff', 'INDEX#00ff', 'BATCH', 'CHECKPOINT', 'QUARANTINE']

    test.each(['UpdateItem', 'DeleteItem'])(
      'lets nobody %s what has happened, in a transaction or alone',
      (write) => {
        for (const row of happened)
          for (const enclosing of [undefined, 'TransactWriteItems'])
            expect(app.whoMay(`dynamodb:${write}`, table, on(row, enclosing)), row).toEqual([])
      },
    )

    test('lets the sequencer take entries out of the outbox, and move the head', () => {
      expect(app.whoMay('dynamodb:DeleteItem', table, on('OUTBOX', 'TransactWriteItems'))).toEqual([
        sequencer,
      ])
      expect(app.whoMay('dynamodb:UpdateItem', table, on('LOG', 'TransactWriteItems'))).toEqual([sequencer])
      expect(app.whoMay('dynamodb:UpdateItem', table, on('CHAIN#00ff', 'TransactWriteItems'))).toEqual([
        sequencer,
      ])
      expect(app.whoMay('dynamodb:DeleteItem', table, on('CHAIN#00ff'))).toEqual([])
      expect(app.whoMay('dynamodb:UpdateItem', table, on('OUTBOX'))).toEqual([])
      expect(app.whoMay('dynamodb:DeleteItem', table, on('LOG'))).toEqual([])
    })

    test('takes places, batches, checkpoints and the log’s state from the sequencer alone, and findings from the verifier alone', () => {
      for (const row of ['INDEX#00ff', 'BATCH', 'CHECKPOINT', 'QUARANTINE', 'LOG'])
        expect(app.whoMay('dynamodb:PutItem', table, on(row)), row).toEqual([sequencer])
      expect(app.whoMay('dynamodb:PutItem', table, on('VERIFICATION'))).toEqual([verifier])
    })

    test('takes entries in transactions only, from the functions whose acts they record and nobody else', () => {
      for (const row of ['ENTRY#00ff', 'OUTBOX']) {
        expect(app.whoMay('dynamodb:PutItem', table, on(row))).toEqual([])
        const recording = app.whoMay('dynamodb:PutItem', table, on(row, 'TransactWriteItems'))
        expect(recording.sort()).toEqual(recorders)
      }
    })

    test('is written by nobody in ways that name no single row', () => {
      for (const write of ['BatchWriteItem', 'PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete'])
        expect(app.whoMay(`dynamodb:${write}`, table, on('LOG'))).toEqual([])
    })

    test('shows the participants’ function what a proof needs and nothing more', () => {
      const reads = (row: string) => app.whoMay('dynamodb:GetItem', table, on(row)).includes(participant)
      expect(['ENTRY#1', 'INDEX#1', 'CHECKPOINT', 'LOG'].filter(reads)).toHaveLength(4)
      expect(['OUTBOX', 'BATCH', 'QUARANTINE', 'ENTRY'].filter(reads)).toEqual([])
      for (const index of ['bySubject', 'byDay']) {
        const asked = on('a-subject')
        expect(app.whoMay('dynamodb:Query', `${table}/index/${index}`, asked)).not.toContain(participant)
        expect(app.whoMay('dynamodb:Query', `${table}/index/${index}`, asked)).toContain('AuditorRole')
      }
    })
  })

  test('the vault is emptied by erasures alone', () => {
    const vault = app.arn('AWS::DynamoDB::GlobalTable', 'Vault')
    expect(app.whoMay('dynamodb:DeleteItem', vault, { 'dynamodb:leadingkeys': ['EVENT#1'] })).toEqual([
      erasePeople,
      'Administrator',
    ])
  })
})
