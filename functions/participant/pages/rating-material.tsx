import type { Answers } from '../../domain/answers.ts'
import { type FormVersion, inFormOrder } from '../../domain/form.ts'
import type { PeerSummary } from '../../domain/record.ts'
import { Notice } from '../../layout/notice.tsx'
import { Words } from '../../layout/words.tsx'
import { AnswersView } from './answers-view.tsx'

/** What a supervisor's rating can rest on: the reviewee's own view and what peers said together. */
export interface RatingMaterialProps {
  form: FormVersion
  revieweeName: string
  /** Null when there is none: it was bypassed. */
  selfAssessment: Answers | null
  /** Null while some peers may still answer: results appear once, or differences would give somebody away. */
  peers: PeerSummary | null
  threshold: number
  /** From the stored draft; undefined before one is saved, null when nothing in it is rated. */
  computedScore: number | null | undefined
  needsReason: boolean
  /** What is particular about this review: joined late, no rating of record. */
  remarks: readonly string[]
  /** By item, one sentence: what the reviewee and the peers gave. */
  beside: Readonly<Record<string, string>>
}

export function RatingMaterial(props: RatingMaterialProps) {
  return (
    <section class="material" aria-label="What your rating can rest on">
      {props.remarks.length > 0 && (
        <Notice kind="attention" title="Before you rate">
          <p>{props.remarks.join(' ')}</p>
        </Notice>
      )}
      <h2>What your rating can rest on</h2>
      <details open>
        <summary>What {props.revieweeName} wrote</summary>
        {props.selfAssessment === null ? (
          <p>There is no self-assessment: its time passed without one. Rate what you know yourself.</p>
        ) : (
          <AnswersView form={props.form} raterRole="self" answers={props.selfAssessment} />
        )}
      </details>
      <details open>
        <summary>What peers say</summary>
        <PeerSummaryView form={props.form} peers={props.peers} threshold={props.threshold} />
      </details>
    </section>
  )
}

/** The score of the stored draft, in its own place so that scripts can keep it current. */
export function ComputedScore({ computedScore, needsReason }: RatingMaterialProps) {
  return (
    <section class="notice info" aria-label="Computed score">
      <p class="notice-title" data-computed-score>
        {computedScore === null || computedScore === undefined
          ? 'No computed score yet: nothing in your draft is rated'
          : `Computed score of your draft: ${computedScore.toFixed(2)}`}
      </p>
      <p>
        It is the weighted mean of the levels that you gave. What you could not rate is left out.
        {needsReason && ' Your overall rating needs a reason: write at least a sentence.'}
      </p>
    </section>
  )
}

/** Peers' input as a sum: means and texts in no order, or why there is none to see. */
export function PeerSummaryView(props: { form: FormVersion; peers: PeerSummary | null; threshold?: number }) {
  const { form, peers } = props
  if (peers === null) return <p>Some peers may still answer. Their input appears here when all is in.</p>
  if (peers.asked === 0) return <p>No peers were asked.</p>
  if (peers.answered === null) {
    return (
      <p>
        {props.threshold === undefined
          ? 'Too few peers answered, so that it is not shown: it could give away who wrote what.'
          : `Fewer than ${props.threshold} peers answered. It is not shown, so that nobody can tell who wrote what.`}
      </p>
    )
  }
  const items = new Map(form.sections.flatMap((section) => section.items).map((item) => [item.itemId, item]))
  return (
    <>
      <p>
        {peers.answered} of {peers.asked} peers answered.
      </p>
      {inFormOrder(form, peers.items).map(({ itemId, mean, texts }) => {
        const item = items.get(itemId)
        return (
          <div key={itemId}>
            <p>
              <strong>{item?.title ?? itemId}</strong>
              {item?.kind !== 'text' && (
                <>: {mean === null ? 'too few levels to show a mean' : `${mean.toFixed(2)} on average`}</>
              )}
            </p>
            {texts.map((text, index) => (
              <Words key={`${itemId}-${index}`}>{text}</Words>
            ))}
          </div>
        )
      })}
    </>
  )
}
