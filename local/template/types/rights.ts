import * as z from 'zod'
import { account, type ResourceType, tags, withoutEffect } from '../resource-type.ts'

/** A policy's words are compiled, strictly, where rights are checked (local/iam). */
const document = z.record(z.string(), z.unknown())

export const roleProperties = z.strictObject({
  RoleName: z.string().optional(),
  AssumeRolePolicyDocument: document,
  Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: document })).optional(),
  ManagedPolicyArns: z.array(z.string()).optional(),
  Path: z.literal('/').optional(),
  Description: withoutEffect('for people'),
  MaxSessionDuration: withoutEffect('nothing here holds a session'),
  Tags: tags,
})

export const policyProperties = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: document,
  Roles: z.array(z.string()).optional(),
})

export const managedPolicyProperties = z.strictObject({
  ManagedPolicyName: z.string().optional(),
  PolicyDocument: document,
  Roles: z.array(z.string()).optional(),
  Path: z.literal('/').optional(),
  Description: withoutEffect('for people'),
  Tags: tags,
})

export const queuePolicyProperties = z.strictObject({ PolicyDocument: document, Queues: z.array(z.string()) })
export const topicPolicyProperties = z.strictObject({ PolicyDocument: document, Topics: z.array(z.string()) })
export const bucketPolicyProperties = z.strictObject({ PolicyDocument: document, Bucket: z.string() })

export const permissionProperties = z.strictObject({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
})

const how = 'its words are checked on every call of a role'

export const rightsTypes: Record<string, ResourceType> = {
  'AWS::IAM::Role': {
    here: 'runs',
    how: 'who calls is told from whom by it, and its policies are checked',
    properties: roleProperties,
    nameProperty: 'RoleName',
    attributes: {
      Arn: ({ name }) => `arn:aws:iam::${account}:role/${name}`,
      RoleId: ({ name }) => name,
    },
  },
  'AWS::IAM::Policy': { here: 'runs', how, properties: policyProperties, nameProperty: 'PolicyName' },
  'AWS::IAM::ManagedPolicy': {
    here: 'runs',
    how,
    properties: managedPolicyProperties,
    nameProperty: 'ManagedPolicyName',
    ref: ({ name }) => `arn:aws:iam::${account}:policy/${name}`,
  },
  'AWS::SQS::QueuePolicy': { here: 'runs', how, properties: queuePolicyProperties },
  'AWS::SNS::TopicPolicy': { here: 'runs', how, properties: topicPolicyProperties },
  'AWS::S3::BucketPolicy': { here: 'runs', how, properties: bucketPolicyProperties },
  'AWS::Lambda::Permission': {
    here: 'runs',
    how: 'says which services may invoke a function',
    properties: permissionProperties,
  },
}
