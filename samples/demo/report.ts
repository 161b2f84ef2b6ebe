import type { Cost } from './cost.ts'
import type { VerifiedLog } from './verify-log.ts'

/** What a run shows. Every figure is counted, none is assumed. */
export interface Report {
  people: number
  reviews: { total: number; sealed: number; others: Record<string, number> }
  /** How many reviews have exactly 1 self, the planned peers, 1 supervisor and 2 signatures. */
  complete: number
  steps: { submitted: number; signed: number }
  mails: { total: number; mostPerPersonAndOccasion: number; codes: number }
  trail: { chains: number; entries: number; broken: string[] }
  log: VerifiedLog
  workflow: {
    transitionsPerReview: { most: number; mean: number }
    eventsPerReview: { most: number; mean: number }
  }
  dynamodb: { writeUnits: number; readUnits: number; perReview: { writeUnits: number; readUnits: number } }
  cost: Cost
  restarts: number
  cloudTime: { from: string; to: string }
  wallSeconds: number
  problems: string[]
  data: string
}

/** For reading; `--json` gives the same figures to programs. */
export function inWords(report: Report): string {
  const { reviews, mails, trail, log, workflow, dynamodb, cost } = report
  const dollars = (amount: number) => `$${amount.toFixed(6)}`
  const round = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 1 })
  const lines = [
    ['People in the company', round(report.people)],
    [
      'Reviews',
      `${reviews.sealed} of ${reviews.total} sealed${Object.keys(reviews.others).length > 0 ? `, others: ${JSON.stringify(reviews.others)}` : ''}`,
    ],
    ['Complete', `${report.complete} with 1 self-assessment, all peers, 1 rating, 2 signatures`],
    ['Forms sent, signing acts', `${round(report.steps.submitted)}, ${round(report.steps.signed)}`],
    [
      'Mails',
      `${round(mails.total)} (${mails.codes} codes), at most ${mails.mostPerPersonAndOccasion} per person and occasion`,
    ],
    [
      'Trail',
      `${round(trail.entries)} entries in ${round(trail.chains)} chains, ${trail.broken.length === 0 ? 'all verify' : `${trail.broken.length} broken`}`,
    ],
    [
      'Log',
      `${round(log.size)} entries, ${round(log.checkpoints)} checkpoints, ${log.problems.length === 0 ? 'verified' : `${log.problems.length} problems`}`,
    ],
    ['  published within', `${round(log.longestMergeDelaySeconds)} s of the entry, at the longest`],
    ['  its directory', log.directory],
    ['  its key', log.vkey],
    [
      'Workflow, per review',
      `${workflow.transitionsPerReview.most} transitions, ${workflow.eventsPerReview.most} history events at most`,
    ],
    [
      'DynamoDB, per review',
      `${round(dynamodb.perReview.writeUnits)} write and ${round(dynamodb.perReview.readUnits)} read units`,
    ],
    ...Object.entries(cost.byService).map(([service, amount]) => [`  ${service}`, dollars(amount)]),
    ['Cost per review', `${dollars(cost.perReview)} (list prices of ${cost.pricesAsOf})`],
    ['Cloud restarted', `${report.restarts} times`],
    ['Time in the cloud', `${report.cloudTime.from} to ${report.cloudTime.to}`],
    ['Time here', `${round(report.wallSeconds)} s`],
    ['Kept in', report.data],
  ]
  const width = Math.max(...lines.map(([label = '']) => label.length))
  const table = lines.map(([label = '', value = '']) => `${label.padEnd(width)}  ${value}`).join('\n')
  const problems = report.problems.map((problem) => `! ${problem}`).join('\n')
  return problems === '' ? table : `${table}\n\n${problems}`
}
