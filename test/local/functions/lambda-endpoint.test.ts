import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cloud, startCloud } from '../../../local/cloud.ts'
import { functionResource, writeAssembly } from '../template/write-assembly.ts'

const code = `
const { appendFileSync } = require('node:fs')
exports.double = async (n) => n * 2
exports.failing = async ({ file }) => { appendFileSync(file, new Date().toISOString() + '\\n'); throw new Error('no') }
exports.noting = async ({ file }) => { appendFileSync(file, 'seen\\n') }
`
let cloud: Cloud
const directory = mkdtempSync(join(tmpdir(), 'lambda-'))
const invoke = (name: string, body: string, type = 'RequestResponse') =>
  fetch(`${cloud.awsUrl}/lambda/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, {
    method: 'POST',
    body,
    headers: { 'x-amz-invocation-type': type },
  })

beforeAll(async () => {
  cloud = await startCloud({
    assembly: writeAssembly({
      Work: {
        template: {
          Resources: {
            Double: functionResource('code', { Handler: 'index.double', FunctionName: 'double' }),
            Noting: functionResource('code', { Handler: 'index.noting' }),
            Failing: functionResource('code', {
              Handler: 'index.failing',
              DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
            }),
            Dead: { Type: 'AWS::SQS::Queue' },
          },
        },
        assets: { code: { 'index.js': code } },
      },
    }),
    dataDir: join(directory, 'data'),
    port: 0,
  })
})
afterAll(() => cloud.stop())

describe('Invoke', () => {
  it.each(['double', 'Double', 'arn:aws:lambda:eu-central-1:000000000000:function:double'])(
    'runs %s',
    async (name) => {
      const answer = await invoke(name, '21')
      expect([answer.status, await answer.json()]).toEqual([200, 42])
      expect(answer.headers.get('x-amz-executed-version')).toBe('$LATEST')
      expect(answer.headers.has('x-amz-function-error')).toBe(false)
    },
  )

  it('tells a function’s failure in a header', async () => {
    const answer = await invoke('Failing', JSON.stringify({ file: join(directory, 'sync') }))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('x-amz-function-error')).toBe('Unhandled')
    expect(await answer.json()).toMatchObject({ errorType: 'Error', errorMessage: 'no' })
  })

  it.each([
    ['nobody', '{}', 404, 'ResourceNotFoundException'],
    ['double', '{', 400, 'InvalidRequestContentException'],
    ['double', JSON.stringify('x'.repeat(6 * 1024 * 1024)), 413, 'RequestTooLargeException'],
  ])('refuses %s', async (name, body, status, type) => {
    const answer = await invoke(name, body)
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([status, type])
  })

  it('refuses what it does not do, by name', async () => {
    const answer = await fetch(`${cloud.awsUrl}/lambda/2015-03-31/functions/`)
    expect(answer.status).toBe(501)
  })

  it('answers no browser', async () => {
    const answer = await fetch(`${cloud.awsUrl}/lambda/2015-03-31/functions/double/invocations`, {
      method: 'POST',
      headers: { origin: 'http://evil.example' },
    })
    expect(answer.status).toBe(404)
  })
})

describe('an event', () => {
  it('is accepted at once and tried three times, then it goes to the dead letters', async () => {
    const file = join(directory, 'events')
    const event = JSON.stringify({ file })
    expect((await invoke('Failing', event, 'Event')).status).toBe(202)
    await cloud.clock.settle()
    await cloud.clock.advance({ by: 10 * 60_000 })
    const [first = 0, second = 0, third = 0, ...more] = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map(Date.parse)
    expect(more).toEqual([])
    expect(Math.round((second - first) / 60_000)).toBe(1)
    expect(Math.round((third - second) / 60_000)).toBe(2)
    const answer = await fetch(`${cloud.awsUrl}/sqs`, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSQS.ReceiveMessage', 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ QueueUrl: `${cloud.awsUrl}/sqs/000000000000/Work-Dead` }),
    })
    expect(await answer.json()).toMatchObject({ Messages: [{ Body: event }] })
  })
})
