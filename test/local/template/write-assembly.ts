import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface FixtureStack {
  template: Record<string, unknown>
  /** Files of each asset directory: asset name → file name → content. */
  assets?: Record<string, Record<string, string>>
  dependsOn?: string[]
}

/** Writes stacks as `cdk synth` would lay them out and gives the directory. An asset `x` has the object key `x.zip`. */
export function writeAssembly(stacks: Record<string, FixtureStack>): string {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'))
  const artifacts: Record<string, unknown> = {}
  for (const [name, { template, assets = {}, dependsOn = [] }] of Object.entries(stacks)) {
    const files: Record<string, unknown> = {}
    for (const [asset, content] of Object.entries(assets)) {
      const path = `asset.${asset}`
      mkdirSync(join(directory, path), { recursive: true })
      for (const [file, text] of Object.entries(content)) writeFileSync(join(directory, path, file), text)
      files[asset] = {
        source: { path, packaging: 'zip' },
        destinations: { here: { bucketName: 'assets', objectKey: `${asset}.zip` } },
      }
    }
    writeFileSync(join(directory, `${name}.assets.json`), JSON.stringify({ version: '1', files }))
    writeFileSync(join(directory, `${name}.template.json`), JSON.stringify(template))
    artifacts[`${name}.assets`] = { type: 'cdk:asset-manifest', properties: { file: `${name}.assets.json` } }
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      properties: { templateFile: `${name}.template.json` },
      dependencies: [...dependsOn, `${name}.assets`],
    }
  }
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ version: '1', artifacts }))
  return directory
}

/** A function's resource with what every function needs. */
export function functionResource(asset: string, properties: Record<string, unknown> = {}) {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Bucket: 'assets', S3Key: `${asset}.zip` },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: 'role',
      ...properties,
    },
  }
}

/** A role that a service may use and that may do everything. */
export function roleResource(service: string) {
  const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' }
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [statement] },
      Policies: [
        { PolicyName: 'Everything', PolicyDocument: { Version: '2012-10-17', Statement: everything } },
      ],
    },
  }
}

/** An HTTP API whose routes (by key) lead to functions (logical ids) of the same stack. */
export function httpApiResources(
  routes: Record<string, string>,
  stage: Record<string, unknown> = {},
): Record<string, unknown> {
  const resources: Record<string, unknown> = {
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'Site', ProtocolType: 'HTTP' } },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true, ...stage },
    },
  }
  for (const [index, [key, target]] of Object.entries(routes).entries()) {
    resources[`Integration${index}`] = {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': [target, 'Arn'] },
        PayloadFormatVersion: '2.0',
      },
    }
    resources[`Permission${index}`] = {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': [target, 'Arn'] },
        Principal: 'apigateway.amazonaws.com',
      },
    }
    resources[`Route${index}`] = {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey: key,
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: `Integration${index}` }]] },
      },
    }
  }
  return resources
}
