import { incompleteness } from '../domain/incompleteness.ts'
import { computeScore, needsJustification } from '../domain/rating.ts'
import { type PeerSummary, summarizePeers } from '../domain/record.ts'
import { SETTLED } from '../domain/step.ts'
import type { Database } from '../store/database.ts'
import { findWords, listPeerWords, type Words } from '../store/words.ts'
import type { OwnForm } from './own-step.ts'
import type { RatingMaterialProps } from './pages/rating-material.tsx'

/** What stands beside a supervisor's form; nothing for other roles. `draft` is the one that is stored. */
export async function gatherRatingMaterial(
  db: Database,
  { cycle, review, step, form, role }: OwnForm,
  draft: Words | undefined,
): Promise<RatingMaterialProps | undefined> {
  if (role !== 'supervisor') return undefined
  const selfLine = review.steps.find((line) => line.kind === 'selfAssessment')
  const [self, peers] = await Promise.all([
    selfLine && findWords(db, review.reviewId, selfLine.stepId),
    peersOf(db, { cycle, review }),
  ])
  const score = draft && computeScore(form, draft.answers).score
  const rating = draft?.proposedRating ?? null
  const selfAnswers = self?.answers ?? null
  return {
    form,
    revieweeName: step.revieweeName,
    selfAssessment: selfAnswers,
    peers,
    threshold: cycle.peers.threshold,
    remarks: [
      incompleteness(review, cycle.timeZone),
      review.notRated &&
        `${review.notRated} So there is no rating of record: what you choose overall is not shown to anybody, your levels and words are.`,
    ].filter((remark) => remark !== undefined),
    computedScore: score,
    needsReason:
      score !== undefined &&
      rating !== null &&
      needsJustification(score, rating) &&
      draft?.justification.trim() === '',
    beside: besideItems(step.revieweeName, selfAnswers, peers),
  }
}

/** Null until every peer's step is settled: a sum that grows by one answer gives that answer away. */
async function peersOf(
  db: Database,
  { cycle, review }: Pick<OwnForm, 'cycle' | 'review'>,
): Promise<PeerSummary | null> {
  const lines = review.steps.filter((line) => line.kind === 'peerInput')
  if (!lines.every((line) => SETTLED.includes(line.state))) return null
  return summarizePeers(lines.length, cycle.peers.threshold, await listPeerWords(db, review.reviewId))
}

function besideItems(
  name: string,
  self: Words['answers'] | null,
  peers: PeerSummary | null,
): Record<string, string> {
  const beside = new Map<string, string[]>()
  const add = (itemId: string, sentence: string) =>
    beside.set(itemId, [...(beside.get(itemId) ?? []), sentence])
  for (const [itemId, answer] of Object.entries(self ?? {})) {
    if ('level' in answer) add(itemId, `${name} gave ${answer.level}.`)
  }
  for (const { itemId, mean } of peers?.items ?? []) {
    if (mean !== null) add(itemId, `Peers gave ${mean.toFixed(2)} on average.`)
  }
  return Object.fromEntries([...beside].map(([itemId, sentences]) => [itemId, sentences.join(' ')]))
}
