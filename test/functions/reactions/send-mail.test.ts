import type { IncomingMessage, ServerResponse } from 'node:http'
import { SESClient } from '@aws-sdk/client-ses'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { digestOf, LAUNCH, type Occasion, RELEASE } from '../../../functions/domain/participant.ts'
import type { Person } from '../../../functions/domain/person.ts'
import { isRefusal } from '../../../functions/domain/refusal.ts'
import { extendStep } from '../../../functions/domain/step.ts'
import { sendMail } from '../../../functions/reactions/send-mail.ts'
import { findParticipant, markMailed, unmarkMailed } from '../../../functions/store/participants.ts'
import { commitStepChange } from '../../../functions/store/reviews.ts'
import { createMail, type Mail } from '../../../local/services/mail.ts'
import { clientSettings, createTestCloud, type TestCloud } from '../../local/services/test-cloud.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { type SmallCycle, startSmallCycle } from '../participant/small-cycle.ts'

const TUESDAY = digestOf('2027-01-12')
const WEDNESDAY = digestOf('2027-01-13')

let database: TestDatabase
let cloud: TestCloud
let mail: Mail
let ses: SESClient
let small: SmallCycle
/** How many requests the mail endpoint still answers with an error. */
let failures = 0

beforeAll(async () => {
  database = await startTestDatabase()
  cloud = createTestCloud()
  mail = createMail(cloud.ground('ses'), {
    resources: [{ type: 'AWS::SES::ConfigurationSet', id: 'Set', properties: { Name: 'countersign' } }],
    publish: async () => {},
  })
  const { endpoint } = mail
  const sometimes = {
    ...endpoint,
    handle: async (request: IncomingMessage, response: ServerResponse, path: string) => {
      if (failures === 0) return endpoint.handle(request, response, path)
      failures -= 1
      request.resume()
      response.writeHead(400, { 'content-type': 'text/xml' })
      response.end(
        '<ErrorResponse><Error><Type>Sender</Type><Code>MessageRejected</Code><Message>Not now</Message></Error></ErrorResponse>',
      )
    },
  }
  ses = new SESClient(clientSettings(await cloud.serve(sometimes)))
}, 60_000)
afterAll(async () => {
  ses.destroy()
  await mail.stop()
  await cloud.close()
  cloud.remove()
  await database.close()
})
beforeEach(async () => {
  small = await startSmallCycle(database.db)
  failures = 0
})

async function send(who: Person, occasion: Occasion): Promise<SQSBatchResponse> {
  const body = JSON.stringify({
    kind: 'waiting',
    cycleId: small.cycle.cycleId,
    personId: who.personId,
    occasion,
  })
  return sendMail(
    {
      db: small.db,
      mailer: { client: ses, from: 'Reviews <reviews@example.com>', configurationSet: 'countersign' },
      publicUrl: 'https://reviews.example.com',
      now: () => small.clock.now.toISOString(),
      log: () => {},
    },
    { Records: [{ messageId: 'one', body }] } as unknown as SQSEvent,
  )
}

const SENT = { batchItemFailures: [] }
const FAILED = { batchItemFailures: [{ itemIdentifier: 'one' }] }

const participant = async (who: Person) => {
  const found = await findParticipant(small.db, small.cycle.cycleId, who.personId)
  if (found === undefined) throw new Error(`${who.name} takes no part`)
  return found
}
/** Mailboxes are kept over the tests of this file; each looks at what came since it began. */
let seen = 0
const newMails = () => {
  const all = mail.list({}).map(({ subject, to }) => `${to.join()} ${subject}`)
  const fresh = all.slice(seen)
  seen = all.length
  return fresh
}
beforeEach(() => {
  seen = mail.list({}).length
})
const at = (instant: string) => {
  small.clock.now = new Date(instant)
}

describe('a mail endpoint that fails once', () => {
  test('a digest goes back to the queue unclaimed, is sent by the next try, and then never again', async () => {
    const { rita } = small.people
    await small.ask(small.rita, 'selfAssessment')
    failures = 1
    expect(await send(rita, TUESDAY)).toEqual(FAILED)
    expect((await participant(rita)).mailed).toEqual({})
    expect(newMails()).toEqual([])
    expect(await send(rita, TUESDAY)).toEqual(SENT)
    expect(newMails()).toHaveLength(1)
    expect(await send(rita, TUESDAY)).toEqual(SENT)
    expect(newMails()).toEqual([])
  })

  test('an invitation is not counted as sent either', async () => {
    const { rita } = small.people
    failures = 1
    expect(await send(rita, LAUNCH)).toEqual(FAILED)
    expect((await participant(rita)).mailed).toEqual({})
    expect(await send(rita, LAUNCH)).toEqual(SENT)
    expect(newMails()).toHaveLength(1)
  })

  test('only the claim of this very try is taken back', async () => {
    const rita = await participant(small.people.rita)
    await markMailed(small.db, rita, TUESDAY, '2027-01-12T08:00:00.000Z')
    await unmarkMailed(small.db, rita, TUESDAY, '2027-01-12T07:59:59.000Z')
    expect((await participant(small.people.rita)).mailed[TUESDAY]).toBe('2027-01-12T08:00:00.000Z')
  })
})

describe('what a digest calls itself', () => {
  test('what the invitation named is a reminder, also when it opened a moment after it', async () => {
    const { rita } = small.people
    await send(rita, LAUNCH)
    at('2027-01-11T09:00:05.000Z')
    await small.ask(small.rita, 'selfAssessment')
    at('2027-01-12T08:00:00.000Z')
    await send(rita, TUESDAY)
    expect(newMails()).toEqual([
      `${rita.email} Spring review: your self-assessment`,
      `${rita.email} Spring review: reminder, your self-assessment, until Friday, 22 January 2027`,
    ])
  })

  test('what opened since the last mail is new once', async () => {
    const { sam } = small.people
    at('2027-01-12T07:30:00.000Z')
    await small.ask(small.rita, 'supervisorRating')
    at('2027-01-12T08:00:00.000Z')
    await send(sam, TUESDAY)
    at('2027-01-13T08:00:00.000Z')
    await send(sam, WEDNESDAY)
    expect(newMails().map((line) => line.slice(sam.email.length + 1))).toEqual([
      'Spring review: new, your rating of one person, until Friday, 5 February 2027',
      'Spring review: reminder, your rating of one person, until Friday, 5 February 2027',
    ])
  })

  test('more time since the last mail is told once', async () => {
    const { rita } = small.people
    await small.ask(small.rita, 'selfAssessment')
    await send(rita, LAUNCH)
    newMails()
    const change = extendStep(await small.step(small.rita, 'selfAssessment'), {
      at: '2027-01-11T15:00:00.000Z',
      dueAt: '2027-01-26T22:59:59.000Z',
      graceUntil: '2027-01-28T22:59:59.000Z',
      reason: 'Ill for a week.',
    })
    if (isRefusal(change)) throw new Error(change.message)
    await commitStepChange(small.db, change)
    at('2027-01-12T08:00:00.000Z')
    await send(rita, TUESDAY)
    at('2027-01-13T08:00:00.000Z')
    await send(rita, WEDNESDAY)
    const [first, second] = newMails()
    expect(first).toContain('more time, your self-assessment, until Tuesday, 26 January 2027')
    expect(second).toContain('reminder, your self-assessment')
  })

  test('a signature that no release mail named reads as a release; one that was named, as a reminder', async () => {
    const { rita, omar } = small.people
    at('2027-02-10T08:00:00.000Z')
    await send(omar, RELEASE)
    at('2027-02-11T07:00:00.000Z')
    await small.ask(small.rita, 'revieweeSignature')
    await small.ask(small.omar, 'revieweeSignature')
    at('2027-02-11T08:00:00.000Z')
    await send(rita, digestOf('2027-02-11'))
    await send(omar, digestOf('2027-02-11'))
    expect(newMails()).toEqual([
      `${omar.email} Spring review: your review to read and sign`,
      `${rita.email} Spring review: your review to read and sign`,
      `${omar.email} Spring review: reminder, your review to read and sign, until Friday, 19 February 2027`,
    ])
  })
})
