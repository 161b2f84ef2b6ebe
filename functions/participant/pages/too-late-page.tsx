import type { FormVersion } from '../../domain/form.ts'
import type { RaterRole } from '../../domain/rater-role.ts'
import { ButtonLink } from '../../layout/button.tsx'
import { Words } from '../../layout/words.tsx'
import { AnswersView } from './answers-view.tsx'
import type { FilledForm } from './step-page.tsx'

/** A step that takes no answer (any more, or yet): why, and what was typed, so that it can be copied. */
export function TooLatePage(props: {
  message: string
  form: FormVersion
  raterRole: RaterRole
  /** What was typed or saved and is not going to be sent. */
  unsent?: FilledForm | undefined
  receiptHref?: string | undefined
}) {
  const { unsent } = props
  return (
    <>
      <p class="lead">{props.message}</p>
      {unsent && (
        <>
          <h2>What you wrote and did not send</h2>
          <p>It is here for you to read and to copy. It has not been sent to anybody.</p>
          <AnswersView form={props.form} raterRole={props.raterRole} answers={unsent.answers} />
          {unsent.justification !== '' && <Words by="Reason">{unsent.justification}</Words>}
        </>
      )}
      {props.receiptHref && (
        <p>
          <a href={props.receiptHref}>See the receipt of what was sent</a>
        </p>
      )}
      <ButtonLink href="/my">See what waits for you</ButtonLink>
    </>
  )
}
