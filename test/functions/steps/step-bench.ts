import { S3Client } from '@aws-sdk/client-s3'
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { ReviewCycle } from '../../../functions/domain/cycle.ts'
import { draftCycle } from '../../../functions/domain/cycle-plan.ts'
import type { CycleId, PersonId } from '../../../functions/domain/ids.ts'
import type { Review } from '../../../functions/domain/review.ts'
import { plainEvent } from '../../../functions/domain/workflow-event.ts'
import { mailRequestSchema } from '../../../functions/mail/mail-queue.ts'
import type { Step, StepDependencies } from '../../../functions/steps/step.ts'
import { commitCycleChange } from '../../../functions/store/cycles.ts'
import type { Database } from '../../../functions/store/database.ts'
import { savePeople } from '../../../functions/store/people.ts'
import { EVERY_REVIEW, listReviews } from '../../../functions/store/reviews.ts'
import { listEntries } from '../../../functions/store/trail.ts'
import { verifyChain } from '../../../functions/trail/chain.ts'
import { createObjectStore } from '../../../local/services/object-store.ts'
import { createQueues } from '../../../local/services/queues.ts'
import { PLAN, PLANNED_AT, personId, team } from '../../fixtures/cycle.ts'
import { clientSettings, createTestCloud, createTestInvoker } from '../../local/services/test-cloud.ts'
import { startTestDatabase } from '../database.ts'

/** Persons 2 and 3 are reviewed, by person 1, with four peers each out of the team of five. */
export const REVIEWEES: readonly PersonId[] = [personId(2), personId(3)]

/** Tables, queue and bucket of this machine, and steps that may be broken off between any two of their writes. */
export interface StepBench {
  db: Database
  /** Runs a step; `writes` breaks it off before the write after so many. */
  run<Input>(step: Step<Input>, input: unknown, broken?: { afterWrites: number }): Promise<unknown>
  /** A scheduled cycle about `REVIEWEES`. */
  scheduleCycle(): Promise<CycleId>
  reviews(cycleId: CycleId): Promise<Review[]>
  /** Types of the entries of a chain; throws when the chain does not hold. */
  entriesOf(of: Pick<ReviewCycle | Review, 'chain'>): Promise<string[]>
  /** Takes what waits in the mail queue: `person occasion`, each once, in order. */
  takeMails(cycleId: CycleId): Promise<string[]>
  close(): Promise<void>
}

export class BrokenOff extends Error {}

export async function startStepBench(): Promise<StepBench> {
  const database = await startTestDatabase()
  const { db } = database
  const cloud = createTestCloud()
  let queueEndpoint = ''
  const queues = createQueues(cloud.ground('sqs'), {
    queues: [{ queueName: 'Mail', properties: { VisibilityTimeout: 60 } }],
    invoker: createTestInvoker({}),
    baseUrl: () => queueEndpoint,
  })
  queueEndpoint = await cloud.serve(queues.endpoint)
  const objects = createObjectStore(cloud.ground('s3'), {
    buckets: [{ bucketName: 'manifests', properties: {} }],
  })
  const sqs = new SQSClient(clientSettings(queueEndpoint))
  const s3 = new S3Client({ ...clientSettings(await cloud.serve(objects.endpoint)), forcePathStyle: true })
  const url = queues.queueUrl('Mail')
  await savePeople(db, team(5))

  const dependencies = (allow: () => void): StepDependencies => ({
    db: { ...db, client: counted(db.client, allow) },
    now: () => '2027-01-11T08:00:00.000Z',
    manifests: async () => ({ client: counted(s3, allow), bucket: 'manifests' }),
    mailQueue: async () => ({ client: counted(sqs, allow), url }),
    remainingMs: () => 300_000,
  })
  return {
    db,
    run(step, input, broken) {
      let left = broken?.afterWrites ?? Number.POSITIVE_INFINITY
      const allow = () => {
        if (left-- <= 0) throw new BrokenOff('The function was ended here')
      }
      return step.run(dependencies(allow), step.input.parse(input))
    },
    async scheduleCycle() {
      const plan = { ...PLAN, selection: { by: 'hand' as const, personIds: [...REVIEWEES] } }
      const draft = draftCycle(plan, {
        cycleId: db.mint.cycleId(),
        subjectRef: Buffer.from(db.randomBytes(16)).toString('hex'),
        at: PLANNED_AT,
        by: 'hr',
      })
      const scheduled = { ...draft, status: 'scheduled' as const }
      const event = plainEvent('cycle.scheduled', 'scheduled', { at: PLANNED_AT })
      await commitCycleChange(db, draft, scheduled, event)
      return draft.cycleId
    },
    reviews: async (cycleId) => (await listReviews(db, cycleId, EVERY_REVIEW)).reviews,
    async entriesOf({ chain }) {
      const verdict = verifyChain(await listEntries(db, chain.subjectRef), chain.subjectRef, chain)
      if (!verdict.holds) throw new Error(verdict.problem)
      return verdict.entries.map((entry) => entry.eventType)
    },
    async takeMails(cycleId) {
      const mails = new Set<string>()
      for (;;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }),
        )
        if (Messages.length === 0) return [...mails].sort()
        for (const { Body = '', ReceiptHandle } of Messages) {
          const request = mailRequestSchema.parse(JSON.parse(Body))
          if (request.cycleId === cycleId && request.kind === 'waiting') {
            mails.add(`${request.personId} ${request.occasion}`)
          }
          await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }))
        }
      }
    },
    async close() {
      sqs.destroy()
      s3.destroy()
      await queues.stop()
      await cloud.close()
      cloud.remove()
      await database.close()
    },
  }
}

const WRITES = /^(Put|Update|TransactWrite|SendMessage)/

/** The same client, which asks before each write whether the function still runs. */
function counted<Client extends object>(client: Client, allow: () => void): Client {
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      if (name !== 'send') return value.bind(target)
      return async (command: object) => {
        if (WRITES.test(command.constructor.name)) allow()
        return value.call(target, command)
      }
    },
  })
}

/**
 * Breaks a step off before its first write, then after one, two …, each time on a subject of its own, and lets it run
 * again; ends when the step has fewer writes than that.
 * @returns how often it could be broken off.
 */
export async function breakOffEverywhere<Input, Subject>(
  bench: StepBench,
  step: Step<Input>,
  prepare: () => Promise<{ subject: Subject; input: unknown }>,
  check: (subject: Subject) => Promise<void>,
): Promise<number> {
  for (let afterWrites = 0; ; afterWrites += 1) {
    const { subject, input } = await prepare()
    const result = await bench.run(step, input, { afterWrites }).catch((error: unknown) => error)
    if (result instanceof Error && !(result instanceof BrokenOff)) throw result
    await bench.run(step, input)
    await check(subject)
    if (!(result instanceof BrokenOff)) return afterWrites
  }
}
