import { costOf, sumOf } from './cost.ts'
import type { Inbox } from './inbox.ts'
import type { LocalCloud } from './local-cloud.ts'
import type { Report } from './report.ts'
import { type DownloadedChain, problemIn } from './verify-chain.ts'
import { verifyLog } from './verify-log.ts'

/** The limits that the product promises for a review of 1 self, 4 peers, 1 supervisor and 2 signatures. */
const MOST_TRANSITIONS = 16
const MOST_EVENTS = 100
/** The log's stated maximum merge delay, and how long a cloud that was killed may need to be back and to catch up. */
const MOST_MERGE_SECONDS = 60
const RESTART_SECONDS = 60

interface Sources {
  cloud: LocalCloud
  inbox: Inbox
  /** Reads what the auditor's console offers to programs. */
  auditor: { read(path: string): Promise<unknown> }
  cycleId: string
  company: number
  expected: number
  from: string
  startedAt: number
  data: string
}

interface AuditedReview extends DownloadedChain {
  reviewId: string
}

/** Counts everything again from what the auditor downloads and the cloud metered, and says what is not as it must be. */
export async function compileReport(sources: Sources): Promise<Report> {
  const { cloud, inbox, cycleId, expected } = sources
  const log = await verifyLog(cloud, sources.auditor, sources.data, sources.from)
  const { cycle, reviews } = await download(sources, cycleId)
  const usage = await cloud.usage()
  const executions = (await cloud.executions()).filter((one) => one.name.startsWith('rev_'))
  const broken = [cycle, ...reviews].flatMap((chain) => {
    const problem = problemIn(chain)
    return problem === undefined ? [] : [`${chain.subjectRef}: ${problem}`]
  })
  const others: Record<string, number> = {}
  for (const { entries } of reviews) {
    const last = eventTypes(entries).at(-1) ?? 'nothing'
    if (last !== 'review.sealed') others[last] = (others[last] ?? 0) + 1
  }
  const complete = reviews.filter((review) => isComplete(review.entries)).length
  const transitions = executions.map((one) => one.transitions)
  const events = executions.map((one) => one.events)
  const writeUnits = sumOf(usage, 'dynamodb', 'writeUnits')
  const readUnits = sumOf(usage, 'dynamodb', 'readUnits')
  const deeds = [...inbox.people.values()].map((person) => person.deeds)
  const report: Report = {
    people: sources.company,
    reviews: { total: reviews.length, sealed: reviews.length - total(Object.values(others)), others },
    complete,
    steps: {
      submitted: total(deeds.map((one) => one.submitted)),
      signed: total(deeds.map((one) => one.signed)),
    },
    mails: {
      total: inbox.total,
      mostPerPersonAndOccasion: mostOf(inbox.invitations, inbox.digests),
      codes: inbox.codes,
    },
    trail: {
      chains: reviews.length + 1,
      entries: total([cycle, ...reviews].map((chain) => chain.entries.length)),
      broken,
    },
    log,
    workflow: { transitionsPerReview: spread(transitions), eventsPerReview: spread(events) },
    dynamodb: {
      writeUnits,
      readUnits,
      perReview: {
        writeUnits: writeUnits / Math.max(1, reviews.length),
        readUnits: readUnits / Math.max(1, reviews.length),
      },
    },
    cost: costOf(usage, reviews.length),
    restarts: cloud.restarts,
    cloudTime: { from: sources.from, to: await cloud.now() },
    wallSeconds: (Date.now() - sources.startedAt) / 1000,
    problems: [
      ...inbox.problems,
      ...broken.map((one) => `A chain is broken: ${one}`),
      ...log.problems.map((one) => `The log does not verify: ${one}`),
    ],
    data: sources.data,
  }
  const must = (holds: boolean, sentence: string) => {
    if (!holds) report.problems.push(sentence)
  }
  must(reviews.length === expected, `${expected} reviews were planned, ${reviews.length} exist`)
  must(report.reviews.sealed === expected, `${expected - report.reviews.sealed} reviews are not sealed`)
  must(complete === expected, `${expected - complete} reviews lack a step or a signature`)
  must(executions.length === expected, `${expected} workflows were planned, ${executions.length} ran`)
  must(
    executions.every((one) => one.status === 'SUCCEEDED'),
    'Some workflows did not succeed',
  )
  must(
    report.workflow.eventsPerReview.most <= MOST_EVENTS,
    `A review has more than ${MOST_EVENTS} history events`,
  )
  must(
    // A task that a crash cut off is tried again, which is one transition more.
    report.workflow.transitionsPerReview.most <= MOST_TRANSITIONS + cloud.restarts,
    `A review took more than ${MOST_TRANSITIONS} transitions${cloud.restarts > 0 ? ` and ${cloud.restarts} for restarts` : ''}`,
  )
  must(
    // A crash between sending an invitation and noting it sends it once more, so that none is lost.
    mostOf(inbox.invitations) <= 1 + cloud.restarts,
    'Somebody was invited to one thing more often than once and once for each restart',
  )
  must(
    log.size >= report.trail.entries,
    `The trail has ${report.trail.entries} entries, the log only ${log.size}`,
  )
  must(
    log.longestMergeDelaySeconds <= MOST_MERGE_SECONDS + cloud.restarts * RESTART_SECONDS,
    `An entry waited ${log.longestMergeDelaySeconds} s for the log; at most ${MOST_MERGE_SECONDS} s are promised`,
  )
  must(mostOf(inbox.digests) <= 1, 'Somebody got a reminder, or word of new work, twice in a day')
  return report
}

async function download({ auditor }: Sources, cycleId: string) {
  const reviews: AuditedReview[] = []
  let cycle: DownloadedChain | undefined
  for (let after: string | undefined, first = true; first || after !== undefined; first = false) {
    const query = after === undefined ? '' : `?after=${after}`
    const page = (await auditor.read(`/audit/cycles/${cycleId}/entries.json${query}`)) as {
      cycle: DownloadedChain
      reviews: AuditedReview[]
      next?: string
    }
    cycle ??= page.cycle
    reviews.push(...page.reviews)
    after = page.next
  }
  if (cycle === undefined) throw new Error('The auditor found no cycle')
  return { cycle, reviews }
}

/** 1 self-assessment, 4 peers, 1 rating, 2 signatures, one seal, each exactly once. */
function isComplete(entries: readonly string[]): boolean {
  const times = new Map<string, number>()
  for (const type of eventTypes(entries)) times.set(type, (times.get(type) ?? 0) + 1)
  return (
    times.get('self-assessment.submitted') === 1 &&
    times.get('peer-input.submitted') === 4 &&
    times.get('supervisor-rating.submitted') === 1 &&
    times.get('record.signed-by-reviewee') === 1 &&
    times.get('record.countersigned') === 1 &&
    times.get('review.sealed') === 1
  )
}

function eventTypes(entries: readonly string[]): string[] {
  return entries.map((raw) => (JSON.parse(raw) as { eventType: string }).eventType)
}

const mostOf = (...counted: ReadonlyMap<string, number>[]) =>
  Math.max(0, ...counted.flatMap((each) => [...each.values()]))

const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0)

function spread(numbers: readonly number[]): { most: number; mean: number } {
  return { most: Math.max(0, ...numbers), mean: total(numbers) / Math.max(1, numbers.length) }
}
