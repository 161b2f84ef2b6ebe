import type { SNSEvent } from 'aws-lambda'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../../functions/domain/person.ts'
import { recordMailEvents } from '../../../functions/reactions/record-mail-events.ts'
import { findParticipant, listParticipants } from '../../../functions/store/participants.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { type SmallCycle, startSmallCycle } from '../participant/small-cycle.ts'

const AT = '2027-01-11T09:00:40.000Z'

let database: TestDatabase
let small: SmallCycle
let logged: string[]

beforeAll(async () => {
  database = await startTestDatabase()
}, 60_000)
afterAll(() => database.close())
beforeEach(async () => {
  small = await startSmallCycle(database.db)
  logged = []
})

const PERMANENT = { eventType: 'Bounce', bounce: { bounceType: 'Permanent', bounceSubType: 'General' } }
const UNKNOWN = { eventType: 'Bounce', bounce: { bounceType: 'Undetermined' } }
const TRANSIENT = { eventType: 'Bounce', bounce: { bounceType: 'Transient', bounceSubType: 'MailboxFull' } }
const COMPLAINT = { eventType: 'Complaint', complaint: { complaintFeedbackType: 'abuse' } }
const REJECT = { eventType: 'Reject', reject: { reason: 'Bad content' } }
const DELIVERY = { eventType: 'Delivery', delivery: { smtpResponse: '250 ok' } }

/** As SES writes it to its topic. Source: “Examples of event data that Amazon SES publishes to Amazon SNS”. */
const said = (what: object, tags: Record<string, string[]>) => ({
  ...what,
  mail: {
    timestamp: '2027-01-11T09:00:00.000Z',
    messageId: '0000',
    destination: ['somebody@example.com'],
    tags: { 'ses:operation': ['SendEmail'], ...tags },
  },
})
const about = (what: object, who: Person) =>
  said(what, { cycleId: [small.cycle.cycleId], personId: [who.personId] })

async function record(events: readonly object[], at = AT): Promise<void> {
  const Records = events.map((event) => ({ Sns: { Message: JSON.stringify(event) } }))
  await recordMailEvents(
    {
      db: small.db,
      now: () => at,
      log: (message, facts) => logged.push(`${message} ${JSON.stringify(facts)}`),
    },
    { Records } as unknown as SNSEvent,
  )
}

const troubleOf = async (who: Person) =>
  (await findParticipant(small.db, small.cycle.cycleId, who.personId))?.mailTrouble
const everybody = () => listParticipants(small.db, small.cycle.cycleId)

describe('what SES says of a mail', () => {
  test.each([
    ['that came back for good', PERMANENT, 'bounced'],
    ['that came back, nobody knows why', UNKNOWN, 'bounced'],
    ['that it would not send', REJECT, 'bounced'],
    ['that was called unwanted', COMPLAINT, 'complained'],
  ])('%s is noted with its person, and with nobody else', async (_name, what, kind) => {
    await record([about(what, small.people.rita)])
    expect(await troubleOf(small.people.rita)).toEqual({ kind, at: AT })
    const others = (await everybody()).filter(({ personId }) => personId !== small.people.rita.personId)
    expect(others.map(({ mailTrouble }) => mailTrouble)).toEqual(others.map(() => undefined))
  })

  test.each([
    ['that SES goes on trying to deliver', TRANSIENT],
    ['that arrived', DELIVERY],
  ])('%s changes nothing', async (_name, what) => {
    const before = await everybody()
    await record([about(what, small.people.rita)])
    expect(await everybody()).toEqual(before)
  })
})

test('a mail with tags of others, or none, changes nothing and says so without an address', async () => {
  const before = await everybody()
  const stranger = { ...small.people.rita, personId: small.db.mint.personId() }
  await record([
    said(PERMANENT, {}),
    said(PERMANENT, { cycleId: ['another app'], personId: ['42'] }),
    said(PERMANENT, { cycleId: [small.cycle.cycleId] }),
    about(PERMANENT, stranger),
  ])
  expect(await everybody()).toEqual(before)
  expect(logged).toHaveLength(3)
  expect(logged.join()).not.toContain('@')
})

test('events of a batch each count, and coming twice is coming once', async () => {
  const events = [about(PERMANENT, small.people.rita), about(COMPLAINT, small.people.omar)]
  await record(events)
  const once = await everybody()
  await record(events)
  expect(await everybody()).toEqual(once)
  expect(await troubleOf(small.people.rita)).toEqual({ kind: 'bounced', at: AT })
  expect(await troubleOf(small.people.omar)).toEqual({ kind: 'complained', at: AT })
})
