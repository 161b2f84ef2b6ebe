import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { ERASED_NAME } from '../domain/erased.ts'
import type { CycleId, PersonId, ReviewId } from '../domain/ids.ts'
import { type Participant, participantSchema } from '../domain/participant.ts'
import type { Review } from '../domain/review.ts'
import { type ReviewStep, reviewStepSchema } from '../domain/step.ts'
import { digestOf } from '../trail/digest.ts'
import { concernErasures } from './concerns.ts'
import { markChanged } from './counts.ts'
import { listCycles } from './cycles.ts'
import { type Database, getRows, queryAll, type Row, toItem } from './database.ts'
import type { ErasureStroke } from './erasures.ts'
import {
  asideKey,
  COUNT_SHARDS,
  codeKey,
  draftKey,
  type Key,
  participantKey,
  reviewKey,
  revisionKey,
  stepKey,
  wordsKey,
} from './keys.ts'
import { mailTroubleEnd } from './mail-trouble.ts'
import { findOpening, listEventsAbout, openingDelete } from './openings.ts'
import { listImportTraces } from './people-imports.ts'
import { recordErasure } from './released-records.ts'
import { EVERY_REVIEW, listReviews } from './reviews.ts'
import { wordsSchema } from './words.ts'

/** A transaction takes 100 writes; an erasure's own and those of its notes come on top. */
const STROKE = 80

/** A cycle that somebody has a part in, and their part. */
interface Participation {
  participant: Participant
  /** Reviews of them, by them, or with them as a colleague. */
  reviews: Review[]
}

/**
 * All that is left of a person, as the strokes that erase it; nothing when nothing is left. What tells where something lies
 * goes after it: a colleague's words in one stroke with the only row that leads to them.
 * @param erasedAt ISO instant that the remains carry.
 */
export async function* tracesOf(
  db: Database,
  personId: PersonId,
  erasedAt: string,
): AsyncGenerator<ErasureStroke> {
  for await (const { participant, reviews } of participationsOf(db, personId)) {
    // First the doors: from here on nobody comes in who could write something new.
    if (participant.erasedAt === undefined) {
      yield stroke([
        participantErasure(db, participant, erasedAt),
        mailTroubleEnd(db, participant.cycleId, personId),
      ])
    }
    const isOwn = ({ revieweeId }: Review) => revieweeId === personId
    for (const review of reviews.filter(isOwn)) yield* ownReview(db, review, erasedAt)
    yield* partsInOthers(
      db,
      personId,
      reviews.filter((review) => !isOwn(review)),
    )
    const ownReviews = reviews.filter(isOwn).map(({ reviewId }) => reviewId)
    yield* strokes(await concernErasures(db, { cycleId: participant.cycleId, personId, ownReviews }))
  }
  yield* strokes((await doorsOf(db, personId)).map((key) => rowDelete(db, key)))
  yield* strokes(await revisionsOf(db, personId))
  // Nobody can tell whether they stand in a people file that somebody has uploaded, so it goes, and is chosen again.
  yield* strokes((await listImportTraces(db)).map((key) => rowDelete(db, key)))
  yield* openings(db, personId)
}

/** What was changed about them, and what it was before. */
async function revisionsOf(db: Database, personId: PersonId): Promise<TransactWriteItem[]> {
  const rows = await queryAll(db, revisionKey(personId, 0).pk, { skPrefix: 'CHANGE#', consistent: true })
  return rows.map((row) => rowDelete(db, keyOf(row)))
}

/** Every cycle is looked at by its key: an index could be behind. */
export async function* participationsOf(db: Database, personId: PersonId): AsyncGenerator<Participation> {
  const cycles = await listCycles(db)
  const rows = await getRows(
    db,
    cycles.map(({ cycleId }) => participantKey(cycleId, personId)),
  )
  for (const row of rows) {
    const participant = participantSchema.parse(row)
    const { reviews } = await listReviews(db, participant.cycleId, EVERY_REVIEW)
    yield { participant, reviews: reviews.filter((review) => hasPart(review, personId)) }
  }
}

/** Its steps, and those that were done anew since. */
const stepsEver = ({ steps, earlier = [] }: Pick<Review, 'steps' | 'earlier'>) => [
  ...steps,
  ...earlier.flatMap((record) => record.steps),
]

const hasPart = (
  { revieweeId, ratingSupervisorId, formerRaters, steps, earlier }: Review,
  personId: PersonId,
) =>
  revieweeId === personId ||
  ratingSupervisorId === personId ||
  formerRaters?.some((former) => former.personId === personId) ||
  stepsEver({ steps, earlier }).some(({ assigneeId }) => assigneeId === personId)

function participantErasure(
  db: Database,
  { mailTrouble: _, stateReason: __, returnOn: ___, ...participant }: Participant,
  erasedAt: string,
): TransactWriteItem {
  const erased: Participant = {
    ...participant,
    name: ERASED_NAME,
    timeZone: 'UTC',
    state: 'withdrawn',
    linkGeneration: participant.linkGeneration + 1,
    mailed: {},
    erasedAt,
  }
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...participantKey(erased.cycleId, erased.personId), ...erased }),
      ConditionExpression: 'linkGeneration = :generation',
      ExpressionAttributeValues: marshall({ ':generation': participant.linkGeneration }),
    },
  }
}

/** Everything that was written in a review of this person, by whomever: it is about them. */
async function* ownReview(db: Database, review: Review, erasedAt: string): AsyncGenerator<ErasureStroke> {
  const rows = await queryAll(db, `REVIEW#${review.reviewId}`, { consistent: true })
  yield* strokes(rows.flatMap((row) => ownRow(db, review.reviewId, row, erasedAt)))
  if (review.erasedAt === undefined) {
    const values = {
      revieweeName: ERASED_NAME,
      computedScore: null,
      proposedRating: null,
      ratingOfRecord: null,
      erasedAt,
    }
    yield* reviewChanges(db, [review], values, ['notRated', 'endReason', 'refusalWitness'])
  }
}

/** Changes of reviews of one cycle, each stroke with the marks that tell whoever keeps these reviews. */
function* reviewChanges(
  db: Database,
  reviews: readonly Review[],
  values: Row,
  removed: readonly string[] = [],
): Generator<ErasureStroke> {
  const most = STROKE - COUNT_SHARDS
  for (let start = 0; start < reviews.length; start += most) {
    const group = reviews.slice(start, start + most)
    const [first] = group
    if (first === undefined) continue
    yield stroke([
      ...group.map(({ cycleId, reviewId, version }) =>
        rowChange(db, reviewKey(cycleId, reviewId), version, values, removed),
      ),
      ...markChanged(
        db,
        first.cycleId,
        group.map(({ reviewId }) => reviewId),
      ),
    ])
  }
}

function ownRow(db: Database, reviewId: ReviewId, row: Row, erasedAt: string): TransactWriteItem[] {
  const key = keyOf(row)
  if (/^(DRAFT|ASIDE|WORDS|PEERWORDS)#/.test(key.sk)) return [rowDelete(db, key)]
  if (key.sk.startsWith('RECORD#')) {
    const version = Number(key.sk.slice('RECORD#'.length))
    return row.canonical === undefined ? [] : [recordErasure(db, reviewId, version, erasedAt)]
  }
  // That there was a dispute, a decision or a reopening stays, with who of HR acted; why goes.
  if (/^(DISPUTE|REOPENING)#/.test(key.sk)) {
    const told = ['reason', 'text', 'newRating'].filter((name) => row[name] !== undefined)
    return told.length === 0 ? [] : [rowChange(db, key, Number(row.version), {}, told)]
  }
  // Ids and instants of a workflow.
  if (key.sk.startsWith('START#')) return []
  // Rather stop than leave something behind that nobody has thought of.
  if (!isStep(row)) throw new Error(`No erasure knows what becomes of a row like ${key.sk}`)
  const step = reviewStepSchema.parse(row)
  return step.revieweeName === ERASED_NAME && step.extensionReason === undefined
    ? []
    : [stepErasure(db, step, { revieweeName: ERASED_NAME })]
}

/** What somebody wrote in the reviews of others goes, and their name; what others signed stays as they signed it. */
async function* partsInOthers(
  db: Database,
  personId: PersonId,
  reviews: readonly Review[],
): AsyncGenerator<ErasureStroke> {
  const own = reviews.flatMap((review) =>
    stepsEver(review)
      .filter(({ assigneeId }) => assigneeId === personId)
      .map(({ stepId }) => ({ reviewId: review.reviewId, stepId })),
  )
  const rows = await getRows(
    db,
    reviews
      .flatMap(({ reviewId, formerRaters }) =>
        (formerRaters ?? [])
          .filter((former) => former.personId === personId)
          .map(({ stepId }) => asideKey(reviewId, stepId, personId)),
      )
      .concat(
        own.flatMap(({ reviewId, stepId }) => [
          stepKey(reviewId, stepId),
          draftKey(reviewId, stepId),
          wordsKey(reviewId, stepId),
        ]),
      ),
  )
  const steps = rows.filter(isStep).map((row) => reviewStepSchema.parse(row))
  const rated = reviews.filter(
    ({ ratingSupervisorId, ratingSupervisorName }) =>
      ratingSupervisorId === personId && ratingSupervisorName !== ERASED_NAME,
  )
  yield* reviewChanges(db, rated, { ratingSupervisorName: ERASED_NAME })
  // Who rates as well has no other name here: whoever rates countersigns.
  const countersigned = reviews.filter(
    ({ countersigner }) => countersigner?.personId === personId && countersigner.name !== ERASED_NAME,
  )
  yield* reviewChanges(db, countersigned, { countersigner: { personId, name: ERASED_NAME } })
  yield* strokes([
    ...rows.filter((row) => !isStep(row)).map((row) => rowDelete(db, keyOf(row))),
    ...steps
      .filter(({ extensionReason }) => extensionReason !== undefined)
      .map((step) => stepErasure(db, step, {})),
  ])
  for (const step of steps) if (step.kind === 'peerInput') yield* wordsAsPeer(db, personId, step)
}

const isStep = ({ sk }: Row) => String(sk).startsWith('STEP#')

/**
 * Only the fingerprint in the vault leads from a colleague to their words, so both go in one stroke. The event is not noted: a
 * list of one person's events that named it would join, for every reader of the log, the colleague's entries with the others.
 */
async function* wordsAsPeer(
  db: Database,
  personId: PersonId,
  { reviewId, receipt }: ReviewStep,
): AsyncGenerator<ErasureStroke> {
  const fields = receipt && (await findOpening(db, receipt.eventId, personId))
  if (receipt === undefined || fields === undefined) return
  const words = await queryAll(db, `REVIEW#${reviewId}`, { skPrefix: 'PEERWORDS#', consistent: true })
  // Two colleagues may have sent the very same words; then it does not matter whose row goes first.
  const theirs = words.find((row) => digestOf(wordsSchema.parse(row)) === fields[PEERS_FIELD]?.value)
  yield stroke([
    openingDelete(db, receipt.eventId, personId),
    ...(theirs === undefined ? [] : [rowDelete(db, keyOf(theirs))]),
  ])
}

/** Only the entry of a colleague's input commits to this. */
const PEERS_FIELD = 'words'

/** Links, sessions and codes: whatever lets this person in, or holds their name while they are in. */
async function doorsOf(db: Database, personId: PersonId): Promise<Key[]> {
  const indexed = (skPrefix: string) =>
    queryAll(db, `PERSON#${personId}`, {
      index: 'byAssignee',
      names: { pk: 'gsi1pk', sk: 'gsi1sk' },
      skPrefix,
    })
  const rows = await Promise.all([
    indexed('LINK#'),
    indexed('SESSION#'),
    queryAll(db, codeKey(personId, '' as CycleId).pk, { consistent: true }),
  ])
  return rows.flat().map(keyOf)
}

/** The salts and values behind the log's commitments. */
async function* openings(db: Database, personId: PersonId): AsyncGenerator<ErasureStroke> {
  const events = await listEventsAbout(db, personId)
  for (let start = 0; start < events.length; start += STROKE) {
    const found = await Promise.all(
      events.slice(start, start + STROKE).map(async (eventId) => {
        const fields = await findOpening(db, eventId, personId)
        return fields === undefined ? [] : [{ eventId, isPeers: fields[PEERS_FIELD] !== undefined }]
      }),
    )
    const there = found.flat()
    if (there.length === 0) continue
    yield {
      items: there.map(({ eventId }) => openingDelete(db, eventId, personId)),
      events: there.flatMap(({ eventId, isPeers }) => (isPeers ? [] : [eventId])),
    }
  }
}

const keyOf = ({ pk, sk }: Row): Key => ({ pk: String(pk), sk: String(sk) })

const stroke = (items: readonly TransactWriteItem[]): ErasureStroke => ({ items, events: [] })

function* strokes(items: readonly TransactWriteItem[]): Generator<ErasureStroke> {
  for (let start = 0; start < items.length; start += STROKE) yield stroke(items.slice(start, start + STROKE))
}

const rowDelete = (db: Database, key: Key): TransactWriteItem => ({
  Delete: { TableName: db.tables.records, Key: marshall({ pk: key.pk, sk: key.sk }) },
})

/** HR's reason for more time is about the person whose review or step it is. */
const stepErasure = (db: Database, step: ReviewStep, values: Row) =>
  rowChange(db, stepKey(step.reviewId, step.stepId), step.version, values, ['extensionReason'])

/** Changes some attributes of a row whose writes are counted, so that nobody's older copy of it comes back. */
function rowChange(
  db: Database,
  key: Key,
  version: number,
  values: Row,
  removed: readonly string[] = [],
): TransactWriteItem {
  const names = Object.keys(values)
  const gone = removed.map((_, index) => `#r${index}`)
  const set = ['version = :next', ...names.map((_, index) => `#v${index} = :v${index}`)]
  return {
    Update: {
      TableName: db.tables.records,
      Key: marshall(key),
      UpdateExpression: `SET ${set.join(', ')}${gone.length === 0 ? '' : ` REMOVE ${gone.join(', ')}`}`,
      ConditionExpression: 'version = :version',
      ...(names.length + gone.length === 0
        ? {}
        : {
            ExpressionAttributeNames: Object.fromEntries([
              ...names.map((name, index) => [`#v${index}`, name]),
              ...removed.map((name, index) => [`#r${index}`, name]),
            ]),
          }),
      ExpressionAttributeValues: marshall({
        ':version': version,
        ':next': version + 1,
        ...Object.fromEntries(Object.values(values).map((value, index) => [`:v${index}`, value])),
      }),
    },
  }
}
