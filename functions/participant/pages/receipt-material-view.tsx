import type { Answers } from '../../domain/answers.ts'
import type { FormVersion } from '../../domain/form.ts'
import { ROLE_OF } from '../../domain/rater-submission.ts'
import { Day } from '../../layout/moment.tsx'
import { Words } from '../../layout/words.tsx'
import { AnswersView } from './answers-view.tsx'
import { ratingInWords } from './level-in-words.ts'
import { RecordView, type RecordViewProps } from './record-view.tsx'

/** The words or the record that a receipt is for. */
export type ReceiptMaterial =
  | {
      kind: 'selfAssessment' | 'supervisorRating'
      words: { answers: Answers; proposedRating: number | null; justification: string }
    }
  | ({ kind: 'record' } & Omit<RecordViewProps, 'form'>)
  /** It was erased, with the person whom it was about. `at`: ISO instant. */
  | { kind: 'erased'; what: 'record' | 'words'; at: string }

export function ReceiptMaterialView(props: {
  material: ReceiptMaterial | undefined
  /** They were shown the record and did not sign it. */
  isRefused: boolean
  form: FormVersion
}) {
  const { material, isRefused, form } = props
  const theRecord = isRefused ? 'The record that you refused to sign' : 'The record that you signed'
  if (material === undefined) return null
  if (material.kind === 'erased') {
    return (
      <section>
        <h2>{material.what === 'record' ? theRecord : 'What you sent in'}</h2>
        <p>
          It was erased on <Day date={material.at.slice(0, 10)} />, with the person whom it was about.{' '}
          {material.what === 'words'
            ? 'That you sent it in, and when, stays in the trail.'
            : `Your ${isRefused ? 'refusal' : 'signature'} and its time stay in the trail.`}
        </p>
      </section>
    )
  }
  if (material.kind === 'record') {
    return (
      <section>
        <h2>{theRecord}</h2>
        <RecordView {...material} form={form} />
      </section>
    )
  }
  const { kind, words } = material
  return (
    <section>
      <h2>What you sent in</h2>
      {kind === 'supervisorRating' && (
        <p>
          <strong>Overall rating</strong>: {ratingInWords(form, words.proposedRating)}
        </p>
      )}
      {words.justification !== '' && <Words by="Reason">{words.justification}</Words>}
      <AnswersView form={form} raterRole={ROLE_OF[kind]} answers={words.answers} />
    </section>
  )
}
