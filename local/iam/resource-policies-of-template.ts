import { ofType, type Plan, type PlannedResource } from '../template/plan.ts'
import { account, arn } from '../template/resource-type.ts'
import {
  bucketPolicyProperties,
  permissionProperties,
  queuePolicyProperties,
  topicPolicyProperties,
} from '../template/types/rights.ts'
import { globalTableProperties, keyProperties } from '../template/types/storage.ts'
import { compilePolicy, type Statement } from './policy.ts'

/**
 * The policies that resources of the app carry, by the ARN of the table, bucket, queue, topic, key or function.
 * @throws CannotStart for a policy that cannot be judged here
 */
export function resourcePoliciesOfTemplate(plan: Plan): Map<string, Statement[]> {
  const policies = new Map<string, Statement[]>()
  const add = (owner: string, document: unknown, { logicalId, stack }: PlannedResource): void => {
    const statements = compilePolicy(document, 'resource', `The policy of ${logicalId} of stack ${stack}`)
    policies.set(owner, [...(policies.get(owner) ?? []), ...statements])
  }
  for (const { resource, properties } of ofType(plan, 'AWS::DynamoDB::GlobalTable', globalTableProperties)) {
    const document = properties.Replicas[0]?.ResourcePolicy?.PolicyDocument
    if (document !== undefined) add(resource.arn ?? '', document, resource)
  }
  for (const { resource, properties } of ofType(plan, 'AWS::KMS::Key', keyProperties)) {
    add(resource.arn ?? '', properties.KeyPolicy ?? leftToTheAccount, resource)
  }
  for (const { resource, properties } of ofType(plan, 'AWS::S3::BucketPolicy', bucketPolicyProperties)) {
    add(`arn:aws:s3:::${properties.Bucket}`, properties.PolicyDocument, resource)
  }
  for (const { resource, properties } of ofType(plan, 'AWS::SQS::QueuePolicy', queuePolicyProperties)) {
    for (const url of properties.Queues) {
      add(arn('sqs', url.slice(url.lastIndexOf('/') + 1)), properties.PolicyDocument, resource)
    }
  }
  for (const { resource, properties } of ofType(plan, 'AWS::SNS::TopicPolicy', topicPolicyProperties)) {
    for (const topicArn of properties.Topics) add(topicArn, properties.PolicyDocument, resource)
  }
  for (const { resource, properties } of ofType(plan, 'AWS::Lambda::Permission', permissionProperties)) {
    const { Action, FunctionName, Principal, SourceArn, SourceAccount } = properties
    const functionArn = FunctionName.startsWith('arn:')
      ? FunctionName
      : arn('lambda', `function:${FunctionName}`)
    const Condition = {
      // As Lambda itself writes a permission into the function's policy.
      ...(SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': SourceArn } }),
      ...(SourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
    }
    const isService = Principal.endsWith('.amazonaws.com')
    const statement = {
      Effect: 'Allow',
      Action,
      Resource: functionArn,
      Principal: Principal === '*' ? '*' : isService ? { Service: Principal } : { AWS: Principal },
      Condition,
    }
    add(functionArn, { Statement: statement }, resource)
  }
  return policies
}

/** A key that is made without a policy gets this one. */
const leftToTheAccount = {
  Statement: {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'kms:*',
    Resource: '*',
  },
}

/** The ARN of what carries the policy for a resource: the bucket of an object, the table of an index. */
export function policyOwner(resource: string): string {
  if (resource.startsWith('arn:aws:s3:::')) return resource.split('/', 1)[0] ?? resource
  return resource.replace(/(:table\/[^/]+)\/index\/.*$/, '$1')
}
