import {
  GetSendQuotaCommand,
  SESClient,
  SendEmailCommand,
  type SendEmailCommandInput,
  SendRawEmailCommand,
} from '@aws-sdk/client-ses'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMail, type Mail } from '../../../local/services/mail.ts'
import { clientSettings, createTestCloud, type TestCloud } from './test-cloud.ts'

interface Published {
  eventType: string
  mail: { messageId: string; destination: string[]; tags: Record<string, string[]> }
  bounce?: { bounceType: string; bounceSubType: string; bouncedRecipients: { emailAddress: string }[] }
  complaint?: { complainedRecipients: { emailAddress: string }[] }
}

let cloud: TestCloud
let mail: Mail
let client: SESClient
let published: Published[]

async function start(directory?: string, maximumPerSecond?: number): Promise<void> {
  cloud = createTestCloud(directory)
  mail = createMail(cloud.ground('ses'), {
    resources: [
      { type: 'AWS::SES::ConfigurationSet', id: 'Set', properties: { Name: 'countersign' } },
      {
        type: 'AWS::SES::ConfigurationSetEventDestination',
        id: 'Destination',
        properties: {
          ConfigurationSetName: 'countersign',
          EventDestination: {
            Enabled: true,
            MatchingEventTypes: ['send', 'delivery', 'bounce', 'complaint'],
            SnsDestination: { TopicARN: 'arn:aws:sns:eu-central-1:000000000000:MailEvents' },
          },
        },
      },
    ],
    publish: async (_topic, message) => {
      published.push(JSON.parse(message))
    },
    ...(maximumPerSecond === undefined ? {} : { maximumPerSecond }),
  })
  client = new SESClient({ ...clientSettings(await cloud.serve(mail.endpoint)), maxAttempts: 1 })
}

async function stop(): Promise<void> {
  client.destroy()
  await mail.stop()
  await cloud.close()
}

beforeEach(async () => {
  published = []
  await start()
})
afterEach(async () => {
  await stop()
  cloud.remove()
})

const send = (to: string, more: Partial<SendEmailCommandInput> = {}) =>
  client.send(
    new SendEmailCommand({
      Source: 'Countersign <reviews@example.com>',
      Destination: { ToAddresses: [to] },
      Message: {
        Subject: { Data: 'Ihre Bewertung – Grüße & <mehr>' },
        Body: { Text: { Data: 'Öffnen Sie https://example.com/my/x' }, Html: { Data: '<p>Öffnen</p>' } },
      },
      ConfigurationSetName: 'countersign',
      Tags: [{ Name: 'purpose', Value: 'invitation' }],
      ...more,
    }),
  )
const types = (): string[] => published.map((event) => event.eventType)

describe('a mail', () => {
  test('stands in the inbox, readable, with everything that was in it', async () => {
    const { MessageId } = await send('Ana <Ana@Example.com>')
    const [entry] = mail.list({ to: 'ana@example.com' })
    expect(entry?.messageId).toBe(MessageId)
    const read = await mail.read(entry?.id ?? 0)
    expect(read?.subject).toBe('Ihre Bewertung – Grüße & <mehr>')
    expect(read?.text).toContain('Öffnen Sie https://example.com/my/x')
    expect(read?.html).toContain('<p>Öffnen</p>')
    expect(read?.headers.some((header) => header.name === 'Message-ID')).toBe(true)
    expect(cloud.metered.get('ses mail recipients')).toBe(1)
  })

  test('is found after the last one that was seen, also after a restart', async () => {
    await send('ana@example.com')
    const seen = mail.list({}).at(-1)?.id ?? 0
    await stop()
    await start(cloud.directory)
    await send('ben@example.com')
    expect(mail.list({ after: seen }).map((entry) => entry.to)).toEqual([['ben@example.com']])
    expect(mail.list({ to: 'ana@example.com', after: seen })).toEqual([])
    expect(mail.list({ to: 'ana@example.com' })).toHaveLength(1)
  })

  test('may be given raw', async () => {
    const raw = ['From: reviews@example.com', 'To: ana@example.com', 'Subject: Raw', '', 'Hello', ''].join(
      '\r\n',
    )
    await client.send(new SendRawEmailCommand({ RawMessage: { Data: Buffer.from(raw) } }))
    const read = await mail.read(mail.list({ to: 'ana@example.com' })[0]?.id ?? 0)
    expect(read?.subject).toBe('Raw')
    expect(read?.text.trim()).toBe('Hello')
  })
})

describe('what became of a mail', () => {
  test('is published for its configuration set: sent and delivered', async () => {
    const { MessageId } = await send('ana@example.com')
    await cloud.clock.settle()
    expect(types()).toEqual(['Send', 'Delivery'])
    expect(published[1]?.mail.messageId).toBe(MessageId)
    expect(published[1]?.mail.tags.purpose).toEqual(['invitation'])
  })

  test('without a configuration set nothing is published', async () => {
    await send('ana@example.com', { ConfigurationSetName: undefined })
    await cloud.clock.settle()
    expect(published).toEqual([])
  })

  test('a mail that comes back suppresses its address: the next one is accepted and not sent', async () => {
    await send('gone@example.com')
    mail.bounce(mail.list({})[0]?.id ?? 0)
    await cloud.clock.settle()
    expect(published.at(-1)?.bounce?.bouncedRecipients[0]?.emailAddress).toBe('gone@example.com')
    await send('gone@example.com')
    await cloud.clock.settle()
    expect(mail.list({}).map((entry) => entry.state)).toEqual(['bounced', 'suppressed'])
    expect(published.at(-1)?.bounce?.bounceSubType).toBe('OnAccountSuppressionList')
    mail.unsuppress('gone@example.com')
    await send('gone@example.com')
    expect(mail.list({}).at(-1)?.state).toBe('delivered')
  })

  test('a complaint is told', async () => {
    await send('ana@example.com')
    mail.complain(mail.list({})[0]?.id ?? 0)
    await cloud.clock.settle()
    expect(published.at(-1)?.complaint?.complainedRecipients[0]?.emailAddress).toBe('ana@example.com')
    expect(mail.suppressed()).toMatchObject([{ address: 'ana@example.com', reason: 'COMPLAINT' }])
  })

  test('the simulator addresses do what they do on AWS', async () => {
    await send('bounce+1@simulator.amazonses.com')
    await send('complaint@simulator.amazonses.com')
    await cloud.clock.settle()
    expect(types()).toEqual(['Send', 'Bounce', 'Send', 'Delivery', 'Complaint'])
    expect(mail.suppressed()).toEqual([])
  })
})

describe('a refusal has its name', () => {
  test('an unknown operation, at once', async () => {
    const refused = client.send(new GetSendQuotaCommand({}))
    await expect(refused).rejects.toMatchObject({ name: 'InvalidAction' })
  })

  test('an unknown configuration set and an address that is none', async () => {
    await expect(send('ana@example.com', { ConfigurationSetName: 'other' })).rejects.toMatchObject({
      name: 'ConfigurationSetDoesNotExistException',
    })
    await expect(send('nobody')).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  })

  test('too many at once', async () => {
    await stop()
    await start(cloud.directory, 1)
    const results = await Promise.allSettled([1, 2, 3, 4].map(() => send('ana@example.com')))
    const refused = results.filter((result) => result.status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    expect(refused[0]?.reason).toMatchObject({ name: 'Throttling' })
  })
})
