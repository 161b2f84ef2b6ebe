import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { afterEach, describe, expect, it } from 'vitest'
import { type ServedCloud, serve } from './serve-child.ts'
import { functionResource, roleResource, writeAssembly } from './template/write-assembly.ts'

const hour = 3600_000
const note = `
const { appendFileSync } = require('node:fs')
const note = (what) => appendFileSync(process.env.NOTES, new Date().toISOString() + ' ' + what + '\\n')
`
const code = `${note}
exports.sweep = async () => note('sweep')
exports.step = async (event) => { note(event.what); return event }
`

/** A machine that waits a day and two hours between its three steps. */
const machine = {
  QueryLanguage: 'JSONata',
  StartAt: 'Begin',
  States: {
    Begin: step('begin', { Next: 'Wait a day' }),
    'Wait a day': { Type: 'Wait', Seconds: 24 * 3600, Next: 'Middle' },
    Middle: step('middle', { Next: 'Wait two hours' }),
    'Wait two hours': { Type: 'Wait', Seconds: 2 * 3600, Next: 'End' },
    End: step('end', { End: true }),
  },
}

function step(what: string, next: object) {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: `\${Step}`, Payload: { what } },
    ...next,
  }
}

const directory = mkdtempSync(join(tmpdir(), 'time-'))
const notes = join(directory, 'notes')
const withNotes = { Environment: { Variables: { NOTES: notes } } }
const assembly = writeAssembly({
  Work: {
    template: {
      Resources: {
        Sweep: functionResource('code', { Handler: 'index.sweep', ...withNotes }),
        Step: functionResource('code', { Handler: 'index.step', ...withNotes }),
        MachineRole: roleResource('states.amazonaws.com'),
        ScheduleRole: roleResource('scheduler.amazonaws.com'),
        Machine: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            RoleArn: { 'Fn::GetAtt': ['MachineRole', 'Arn'] },
            DefinitionString: JSON.stringify(machine),
            DefinitionSubstitutions: { Step: { 'Fn::GetAtt': ['Step', 'Arn'] } },
          },
        },
        Group: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'launches' } },
        EveryMinute: {
          Type: 'AWS::Scheduler::Schedule',
          Properties: {
            ScheduleExpression: 'rate(1 minutes)',
            FlexibleTimeWindow: { Mode: 'OFF' },
            Target: {
              Arn: { 'Fn::GetAtt': ['Sweep', 'Arn'] },
              RoleArn: { 'Fn::GetAtt': ['ScheduleRole', 'Arn'] },
            },
          },
        },
      },
    },
    assets: { code: { 'index.js': code } },
  },
})
let cloud: ServedCloud
afterEach(async () => {
  if (cloud.child.exitCode === null) await cloud.end('SIGKILL')
})

const post = async (path: string, body: object) =>
  (await fetch(cloud.url + path, { method: 'POST', body: JSON.stringify(body) })).json()
const nowOf = async () => Date.parse((await (await fetch(`${cloud.url}/local/clock.json`)).json()).now)
const executions = async () => (await fetch(`${cloud.url}/local/executions.json?machine=Machine`)).json()

/** Launches the machine at an instant, as HR does: by a schedule that starts it. */
async function launchAt(at: number) {
  const client = new SchedulerClient({
    endpoint: `${cloud.awsUrl}/scheduler`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  await client.send(
    new CreateScheduleCommand({
      Name: 'cycle-1',
      GroupName: 'launches',
      ScheduleExpression: `at(${new Date(at).toISOString().slice(0, 19)})`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution',
        RoleArn: 'arn:aws:iam::000000000000:role/Work-ScheduleRole',
        Input: JSON.stringify({
          StateMachineArn: 'arn:aws:states:eu-central-1:000000000000:stateMachine:Work-Machine',
          Name: 'cycle-1',
          Input: '{}',
        }),
      },
    }),
  )
}

function whatHappened(since: number) {
  return readFileSync(notes, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, what]) => what !== 'sweep')
    .map(([at = '', what]) => [what, Math.round((Date.parse(at) - since) / hour)])
}

describe('a journey through a launch that waits, with a sweep every minute', () => {
  it('stops at every step in its time', async () => {
    cloud = await serve(assembly, join(directory, 'one'))
    const start = await nowOf()
    await launchAt(start + 3 * hour)
    await post('/local/clock/advance', { by: 'P2D' })
    expect(whatHappened(start)).toEqual([
      ['begin', 3],
      ['middle', 27],
      ['end', 29],
    ])
    expect(await executions()).toMatchObject([{ name: 'cycle-1', status: 'SUCCEEDED' }])
  })

  it('goes on where it was when the cloud is killed in between', async () => {
    const dataDir = join(directory, 'two')
    cloud = await serve(assembly, dataDir)
    const start = await nowOf()
    await launchAt(start + 3 * hour)
    await cloud.end('SIGKILL')
    cloud = await serve(assembly, dataDir)
    await post('/local/clock/advance', { to: 'next' })
    expect(await executions()).toMatchObject([{ name: 'cycle-1', status: 'RUNNING' }])
    await cloud.end('SIGKILL')
    cloud = await serve(assembly, dataDir)
    await post('/local/clock/advance', { to: 'next' })
    await post('/local/clock/advance', { to: 'next' })
    expect(whatHappened(start).slice(-3)).toEqual([
      ['begin', 3],
      ['middle', 27],
      ['end', 29],
    ])
    expect(await executions()).toMatchObject([{ name: 'cycle-1', status: 'SUCCEEDED' }])
  })
})
