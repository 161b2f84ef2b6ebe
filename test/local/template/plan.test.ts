import { describe, expect, it } from 'vitest'
import { planCloud } from '../../../local/template/plan.ts'
import { readAssembly } from '../../../local/template/read-assembly.ts'
import { resourceTypes } from '../../../local/template/resource-types.ts'
import { type FixtureStack, functionResource, roleResource, writeAssembly } from './write-assembly.ts'

const addresses = {
  publicUrl: 'http://127.0.0.1:8700',
  awsUrl: 'http://127.0.0.1:9000',
  issuerUrl: 'http://127.0.0.1:8700/issuer',
}

const planOf = (stacks: Record<string, FixtureStack>) =>
  planCloud(readAssembly(writeAssembly(stacks)), addresses)
const one = (resources: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  planOf({ Reviews: { template: { Resources: resources, ...more } } })
const find = (plan: ReturnType<typeof planOf>, logicalId: string) =>
  plan.resources.find((resource) => resource.logicalId === logicalId)

describe('planning what runs here', () => {
  it('resolves values across stacks, whichever stands first', () => {
    const plan = planOf({
      Web: {
        dependsOn: ['Records'],
        template: {
          Resources: {
            Pages: functionResource('pages', {
              Environment: { Variables: { QUEUE: { 'Fn::ImportValue': 'Records:Queue' } } },
            }),
          },
        },
      },
      Records: {
        template: {
          Resources: { Queue: { Type: 'AWS::SQS::Queue' } },
          Outputs: { Out: { Value: { Ref: 'Queue' }, Export: { Name: 'Records:Queue' } } },
        },
      },
    })
    expect(plan.resources.map(({ logicalId }) => logicalId)).toEqual(['Queue', 'Pages'])
    expect(find(plan, 'Pages')?.properties).toMatchObject({
      Environment: { Variables: { QUEUE: 'http://127.0.0.1:9000/sqs/000000000000/Records-Queue' } },
    })
  })

  it('gives the local address where the template puts an address of AWS together', () => {
    const plan = one({
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'Site', ProtocolType: 'HTTP' } },
      Pool: { Type: 'AWS::Cognito::UserPool' },
      Pages: functionResource('pages', {
        Environment: {
          Variables: {
            SITE: { 'Fn::Sub': `https://\${Api}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/hr` },
            ISSUER: { 'Fn::Sub': `https://cognito-idp.\${AWS::Region}.amazonaws.com/\${Pool}` },
            ENDPOINT: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] },
          },
        },
      }),
    })
    expect(find(plan, 'Pages')?.properties.Environment).toEqual({
      Variables: {
        SITE: 'http://127.0.0.1:8700/hr',
        ISSUER: 'http://127.0.0.1:8700/issuer',
        ENDPOINT: 'http://127.0.0.1:8700',
      },
    })
  })

  it('leaves out resources whose condition does not hold, and takes parameters from their defaults', () => {
    const plan = one(
      {
        Yes: { Type: 'AWS::SQS::Queue', Condition: 'InTest', Properties: { DelaySeconds: 1 } },
        No: { Type: 'AWS::SQS::Queue', Condition: 'InLive' },
      },
      {
        Parameters: { Stage: { Type: 'String', Default: 'test' } },
        Conditions: {
          InTest: { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] },
          InLive: { 'Fn::Not': [{ Condition: 'InTest' }] },
        },
      },
    )
    expect(plan.resources.map(({ logicalId }) => logicalId)).toEqual(['Yes'])
  })

  it('says of every type in its table what becomes of it', () => {
    for (const type of Object.values(resourceTypes)) expect(type.how).not.toBe('')
  })
})

describe('what cannot run here stops the start with one sentence', () => {
  it.each([
    [
      'a type that is not in the table',
      { Cache: { Type: 'AWS::ElastiCache::CacheCluster' } },
      'Cache of stack Reviews is of type AWS::ElastiCache::CacheCluster, which this cloud cannot run.',
    ],
    [
      'a property that is not honoured',
      { Pages: functionResource('pages', { Layers: ['arn'] }) },
      'Pages (AWS::Lambda::Function) of stack Reviews sets Layers, which this cloud cannot honour.',
    ],
    [
      'a property below another one',
      {
        Stage: {
          Type: 'AWS::ApiGatewayV2::Stage',
          Properties: {
            ApiId: 'a',
            StageName: '$default',
            AutoDeploy: true,
            DefaultRouteSettings: { Caching: true },
          },
        },
      },
      'Stage (AWS::ApiGatewayV2::Stage) of stack Reviews sets DefaultRouteSettings.Caching, which this cloud cannot honour.',
    ],
    [
      'a value that is not honoured',
      { Pages: functionResource('pages', { Runtime: 'python3.13' }) },
      'Pages (AWS::Lambda::Function) of stack Reviews sets Runtime to "python3.13", which this cloud cannot honour: only Node.js functions run here.',
    ],
    [
      'a property that is missing',
      {
        Pages: {
          Type: 'AWS::Lambda::Function',
          Properties: { Code: { ZipFile: '' }, Runtime: 'nodejs24.x' },
        },
      },
      'Pages (AWS::Lambda::Function) of stack Reviews does not set Handler, which this cloud needs.',
    ],
    [
      'an intrinsic that is not known',
      { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Cidr': [] } } } },
      'Queue (AWS::SQS::Queue) of stack Reviews cannot be resolved: Fn::Cidr is not an intrinsic that this cloud knows.',
    ],
    [
      'an attribute that is not known',
      {
        Role: roleResource('lambda.amazonaws.com'),
        Pages: functionResource('pages', { FunctionName: { 'Fn::GetAtt': ['Role', 'Age'] } }),
      },
      'Pages (AWS::Lambda::Function) of stack Reviews cannot be resolved: AWS::IAM::Role has no attribute Age in this cloud (asked of Role).',
    ],
    [
      'a circle',
      {
        Queue: {
          Type: 'AWS::SQS::Queue',
          Properties: { QueueName: { 'Fn::GetAtt': ['Queue', 'QueueName'] } },
        },
      },
      'Queue (AWS::SQS::Queue) of stack Reviews cannot be resolved: Queue.QueueName needs itself.',
    ],
  ])('%s', (_what, resources, sentence) => {
    expect(() => one(resources)).toThrow(expect.objectContaining({ name: 'CannotStart', message: sentence }))
  })

  it('a transform', () => {
    expect(() => one({}, { Transform: 'AWS::Serverless-2016-10-31' })).toThrow(
      'Stack Reviews uses the transform "AWS::Serverless-2016-10-31", which this cloud cannot honour.',
    )
  })

  it('a directory without a synthesized app', () => {
    expect(() => readAssembly('/nonexistent')).toThrow(/no synthesized app in \/nonexistent.*npm run synth/)
  })
})
