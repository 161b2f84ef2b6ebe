import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newApp } from '../../infra/countersign.ts'
import { witness } from '../../infra/witness.ts'
import { type Resource, temporaryDirectory } from './synthesized-app.ts'

const vkey = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx'
const needed = { logBucket: 'their-log', logVkey: vkey, witnessName: 'auditor.example.com/witness' }

function synthesizeWitness(context: Record<string, unknown> = needed) {
  const dist = temporaryDirectory()
  mkdirSync(join(dist, 'witness'))
  writeFileSync(join(dist, 'witness', 'index.js'), '')
  const app = newApp({ outdir: temporaryDirectory(), context })
  witness(app, dist)
  const stacks = app.synth().stacks
  const resources = stacks.flatMap((stack) => {
    const template: { Resources: Record<string, Resource> } = stack.template
    return Object.entries(template.Resources).map(([id, resource]) => ({ ...resource, id }))
  })
  const of = (type: string) => resources.filter(({ Type }) => Type === type)
  return { stacks, of, one: (type: string, id: string) => of(type).find((each) => each.id.startsWith(id)) }
}
const whole = synthesizeWitness()
const words = (value: unknown) => JSON.stringify(value)

test('given no settings, each one that is missing is told with what it is for', () => {
  expect(() => synthesizeWitness({})).toThrow(
    /logBucket: is missing.+\n.+logVkey: is missing.+\n.+witnessName: is missing.+\ndocs\/witness\.md/,
  )
  expect(() => synthesizeWitness({ ...needed, logVkey: 'a key' })).toThrow(
    /logVkey: must be a verification key/,
  )
  expect(() => synthesizeWitness({ ...needed, firstCheckpoint: '/no/such/file' })).toThrow(
    /firstCheckpoint: must be a file that exists/,
  )
})

test('given the settings, one stack by a name of one’s own, protected from deletion', () => {
  const { stacks, one } = synthesizeWitness({ ...needed, witnessStack: 'Witness-Of-Example' })
  expect(stacks.map(({ stackName, terminationProtection }) => [stackName, terminationProtection])).toEqual([
    ['Witness-Of-Example', true],
  ])
  expect(one('AWS::IAM::Role', 'WatchLogRole')?.Properties.RoleName).toBe('Witness-Of-Example')
  expect(one('AWS::Lambda::Function', 'WatchLog')?.Properties.Environment.Variables).toEqual({
    LOG_BUCKET: 'their-log',
    LOG_VKEY: vkey,
    WITNESS_NAME: 'auditor.example.com/witness',
    SIGNING_KEY_ARN: expect.anything(),
    MEMORY_TABLE: expect.anything(),
    EVIDENCE_BUCKET: expect.anything(),
  })
})

test('given a checkpoint to begin with, the function gets the note itself', () => {
  const file = join(temporaryDirectory(), 'checkpoint')
  writeFileSync(file, 'a\n1\nb\n\n— c d\n')
  const { one } = synthesizeWitness({ ...needed, firstCheckpoint: file })
  expect(one('AWS::Lambda::Function', 'WatchLog')?.Properties.Environment.Variables).toMatchObject({
    FIRST_CHECKPOINT: 'a\n1\nb\n\n— c d\n',
  })
})

test('given the witness’s role, it reads checkpoint and tiles, keeps evidence, remembers, signs, and no more', () => {
  const statements = whole
    .of('AWS::IAM::Policy')
    .filter(({ id }) => id.startsWith('WatchLog'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
  const actions = statements.flatMap(({ Action }: { Action: string | string[] }) => Action)
  expect([...new Set(actions)].sort()).toEqual([
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'kms:GetPublicKey',
    'kms:Sign',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    's3:GetObject',
    's3:ListBucket',
    's3:PutObject',
  ])
  const ofTheLog = statements.filter((statement: unknown) => words(statement).includes('their-log'))
  expect(words(ofTheLog)).not.toContain('s3:PutObject')
  // Hashes only; what the entries say is none of the witness's business.
  expect(words(ofTheLog)).toMatch(/their-log\/checkpoint.+their-log\/tile\/\?\/\*/)
})

test('given key, bucket and table, nobody but the witness writes or signs, and nobody removes', () => {
  const denied = (policy: { Statement: { Sid?: string; Effect: string }[] }) =>
    policy.Statement.filter(({ Effect }) => Effect === 'Deny').map(({ Sid }) => Sid)
  expect(denied(whole.one('AWS::KMS::Key', 'Key')?.Properties.KeyPolicy)).toEqual([
    'NobodyElseSigns',
    'WithThisAlgorithmOnly',
    'WholeMessagesOnly',
    'NeverLentNorDeleted',
  ])
  expect(denied(whole.of('AWS::S3::BucketPolicy')[0]?.Properties.PolicyDocument)).toEqual(
    expect.arrayContaining(['OnlyTheWitnessWrites', 'WrittenOnce', 'NeverRemovedNorLoosened']),
  )
  const [replica] = whole.of('AWS::DynamoDB::GlobalTable')[0]?.Properties.Replicas ?? []
  expect(denied(replica.ResourcePolicy.PolicyDocument)).toEqual([
    'OnlyTheWitnessRemembers',
    'NothingIsForgotten',
  ])
  for (const type of ['AWS::S3::Bucket', 'AWS::DynamoDB::GlobalTable'])
    for (const { DeletionPolicy } of whole.of(type)) expect(DeletionPolicy).toBe('Retain')
})

test('given the stage, evidence is locked for a day, or for years that nobody can shorten', () => {
  const lockOf = ({ of }: typeof whole) =>
    of('AWS::S3::Bucket')[0]?.Properties.ObjectLockConfiguration.Rule.DefaultRetention
  expect(lockOf(whole)).toEqual({ Mode: 'GOVERNANCE', Days: 1 })
  expect(lockOf(synthesizeWitness({ ...needed, stage: 'production', evidenceYears: '12' }))).toEqual({
    Mode: 'COMPLIANCE',
    Days: 4383,
  })
})

test('given any alarm, it says in a sentence what it means and reaches the auditors', () => {
  const alarms = whole.of('AWS::CloudWatch::Alarm')
  expect(alarms.map(({ id }) => id.slice(0, -8)).sort()).toEqual([
    'LogRefused',
    'LogSilent',
    'LogUnreachable',
    'WitnessFails',
    'WitnessStands',
  ])
  for (const { id, Properties } of alarms) {
    expect(Properties.AlarmDescription, id).toMatch(/^[A-Z].+; .+\.$/)
    expect(Properties.AlarmActions, id).toEqual([{ Ref: expect.stringMatching(/^Auditors/) }])
  }
})

test('given the same settings, two synths give the same templates', () => {
  expect(synthesizeWitness().stacks.map(({ template }) => template)).toEqual(
    whole.stacks.map(({ template }) => template),
  )
})
