import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { afterEach, describe, expect, it } from 'vitest'
import { type Cloud, startCloud } from '../../../local/cloud.ts'
import { functionResource, roleResource, writeAssembly } from '../template/write-assembly.ts'

const may = (...statements: object[]) => ({
  PolicyName: 'Own',
  PolicyDocument: { Version: '2012-10-17', Statement: statements },
})
const role = (service: string, ...statements: object[]) => {
  const whole = roleResource(service)
  return {
    ...whole,
    Properties: { ...whole.Properties, Policies: statements.length === 0 ? [] : [may(...statements)] },
  }
}
const allow = (action: string, resource: unknown) => ({ Effect: 'Allow', Action: action, Resource: resource })
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] })

const machineArn = (name: string) => `arn:aws:states:eu-central-1:000000000000:stateMachine:Work-${name}`
const machine = (roleId: string, state: object) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    RoleArn: arnOf(roleId),
    DefinitionString: JSON.stringify({
      QueryLanguage: 'JSONata',
      StartAt: 'Do it',
      States: { 'Do it': { Type: 'Task', End: true, ...state } },
    }),
    DefinitionSubstitutions: { Step: arnOf('Step') },
  },
})
const invoke = { Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: `\${Step}` } }
const startOther = {
  Resource: 'arn:aws:states:::aws-sdk:sfn:startExecution',
  Arguments: { StateMachineArn: machineArn('Other') },
}
const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'lists' } }
const readList = {
  Type: 'Map',
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSON' },
    Arguments: { Bucket: 'lists', Key: 'list.json' },
  },
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'Pass',
    States: { Pass: { Type: 'Pass', End: true } },
  },
}
const mapRights = [
  allow('states:StartExecution', machineArn('Machine')),
  allow('states:*', 'arn:aws:states:eu-central-1:000000000000:execution:Work-Machine/*'),
]

let cloud: Cloud
afterEach(async () => cloud?.stop())

async function start(resources: object): Promise<Cloud> {
  const assembly = writeAssembly({
    Work: {
      template: { Resources: { Step: functionResource('code'), ...resources } },
      assets: { code: { 'index.js': 'exports.handler = async () => 1' } },
    },
  })
  cloud = await startCloud({ assembly, dataDir: mkdtempSync(join(tmpdir(), 'roles-')), port: 0 })
  return cloud
}

/** Runs `Machine` to its end. */
async function run(): Promise<{ status?: string; error?: string; cause?: string }> {
  const client = new SFNClient({
    endpoint: `${cloud.awsUrl}/sfn`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  const { executionArn } = await client.send(
    new StartExecutionCommand({ stateMachineArn: machineArn('Machine') }),
  )
  await cloud.clock.settle()
  const { status, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn }))
  return { ...(status && { status }), ...(error && { error }), ...(cause && { cause }) }
}

describe('a state machine', () => {
  it('invokes a function that its role may invoke, and no other', async () => {
    await start({
      MachineRole: role('states.amazonaws.com', allow('lambda:InvokeFunction', arnOf('Step'))),
      Machine: machine('MachineRole', invoke),
    })
    expect(await run()).toEqual({ status: 'SUCCEEDED' })
    await cloud.stop()
    await start({ MachineRole: role('states.amazonaws.com'), Machine: machine('MachineRole', invoke) })
    expect(await run()).toMatchObject({
      status: 'FAILED',
      error: 'Lambda.AWSLambdaException',
      cause: expect.stringMatching(
        /^User: arn:aws:sts::000000000000:assumed-role\/Work-MachineRole\/.* perform: lambda:InvokeFunction on resource: arn:aws:lambda:.*Work-Step because .*AccessDeniedException/,
      ),
    })
  })

  it('starts another machine only if its role may', async () => {
    const rest = {
      OtherRole: role('states.amazonaws.com', allow('lambda:*', '*')),
      Other: machine('OtherRole', invoke),
      Machine: machine('MachineRole', startOther),
    }
    await start({
      MachineRole: role('states.amazonaws.com', allow('states:StartExecution', arnOf('Other'))),
      ...rest,
    })
    expect(await run()).toEqual({ status: 'SUCCEEDED' })
    await cloud.stop()
    await start({ MachineRole: role('states.amazonaws.com'), ...rest })
    expect(await run()).toMatchObject({
      error: 'Sfn.SfnException',
      cause: expect.stringContaining('states:StartExecution'),
    })
  })

  it('reads the items of a map only if its role may', async () => {
    await start({
      Lists: bucket,
      MachineRole: role('states.amazonaws.com', ...mapRights),
      Machine: machine('MachineRole', readList),
    })
    expect(await run()).toMatchObject({
      error: 'States.ItemReaderFailed',
      cause: expect.stringContaining('perform: s3:GetObject on resource: arn:aws:s3:::lists/list.json'),
    })
  })
})

describe('a schedule', () => {
  const schedule = {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      ScheduleExpression: 'rate(1 minutes)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: arnOf('Step'), RoleArn: arnOf('ScheduleRole') },
    },
  }

  it('calls what its role may call', async () => {
    await start({
      ScheduleRole: role('scheduler.amazonaws.com', allow('lambda:InvokeFunction', arnOf('Step'))),
      Schedule: schedule,
    })
  })

  it('of the template whose role may not stops the start', async () => {
    await expect(
      start({ ScheduleRole: role('scheduler.amazonaws.com'), Schedule: schedule }),
    ).rejects.toThrow(
      /^The schedule Schedule of stack Work would not work on AWS: User: .*Work-ScheduleRole.* lambda:InvokeFunction/,
    )
    await expect(
      start({ ScheduleRole: role('lambda.amazonaws.com', allow('lambda:*', '*')), Schedule: schedule }),
    ).rejects.toThrow(/The role Work-ScheduleRole does not let scheduler.amazonaws.com use it/)
  })
})
