import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { namedRoleArn, roleArn } from './named-role.ts'

/** Partition keys of the trail's rows, as the keys of functions/store spell them. */
export const trailRows = {
  entries: 'ENTRY#*',
  outbox: 'OUTBOX',
  indices: 'INDEX#*',
  chains: 'CHAIN#*',
  batches: 'BATCH',
  checkpoints: 'CHECKPOINT',
  quarantine: 'QUARANTINE',
  log: 'LOG',
  verification: 'VERIFICATION',
} as const

/**
 * What the trail's table denies to everyone, administrators included, whatever their own policies allow:
 *
 * - to change or delete what has happened: entries, their places in the log, batches, checkpoints, quarantined entries;
 * - to put an entry outside the transaction that makes the change it tells of, or as anybody but a role whose acts it records;
 * - to give an entry its place, or to write the log's own rows, unless one is the sequencer;
 * - to note what a verification found, unless one is the verifier, which can write nothing else;
 * - to write in ways that name no single row, which no condition on keys could judge.
 *
 * An entry's key is its hash, so that one that is put over another shows; DynamoDB has no condition to deny that.
 * @param appenders names of the roles whose acts the trail records.
 */
export function trailPolicy(scope: Construct, appenders: readonly string[]): PolicyDocument {
  const sequencer = namedRoleArn(scope, 'sequencer')
  const verifier = namedRoleArn(scope, 'verifier')
  const below = (...rows: string[]) => ({ 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': rows } })
  const { entries, outbox, indices, chains, batches, checkpoints, quarantine, log, verification } = trailRows
  return new PolicyDocument({
    statements: [
      deny('WhatHappenedIsNeverRewritten', ['UpdateItem', 'DeleteItem'], {
        ...below(entries, indices, batches, checkpoints, quarantine),
      }),
      deny('OnlyTheSequencerMovesTheLog', ['UpdateItem', 'DeleteItem'], {
        ArnNotEquals: { 'aws:PrincipalArn': sequencer },
      }),
      deny('RowByRowOnly', ['BatchWriteItem', 'PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete']),
      deny('EntriesComeWithTheirChange', ['PutItem'], {
        ...below(entries, outbox),
        StringNotEquals: { 'dynamodb:EnclosingOperation': 'TransactWriteItems' },
      }),
      deny('OnlyThoseWhoActAddEntries', ['PutItem'], {
        ...below(entries, outbox),
        ArnNotEquals: { 'aws:PrincipalArn': appenders.map((name) => roleArn(scope, name)) },
      }),
      deny('OnlyTheSequencerGivesPlaces', ['PutItem'], {
        ...below(indices, chains, batches, checkpoints, quarantine, log),
        ArnNotEquals: { 'aws:PrincipalArn': sequencer },
      }),
      deny('OnlyTheVerifierNotesItsFinding', ['PutItem'], {
        ...below(verification),
        ArnNotEquals: { 'aws:PrincipalArn': verifier },
      }),
    ],
  })
}

function deny(sid: string, operations: string[], conditions?: Record<string, unknown>): PolicyStatement {
  return new PolicyStatement({
    sid,
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: operations.map((operation) => `dynamodb:${operation}`),
    resources: ['*'],
    ...(conditions === undefined ? {} : { conditions }),
  })
}
