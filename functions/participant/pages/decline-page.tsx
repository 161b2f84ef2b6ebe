import { CONCERN_WORDS_LIMIT } from '../../domain/concern.ts'
import { Button, ButtonLink, ButtonRow } from '../../layout/button.tsx'
import { TextArea } from '../../layout/field.tsx'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { ErrorSummary } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'

/** Says no to giving input about a colleague. */
export function DeclinePage(props: {
  name: string
  action: string
  stepHref: string
  words: string
  errors: FieldErrors
}) {
  const { name, errors } = props
  return (
    <>
      <ErrorSummary errors={errors} />
      <p class="lead">
        You need not give input about {name} if you cannot say anything fair. Nobody holds it against you.
      </p>
      <p>
        HR may ask somebody else. {name} and their supervisor are not told that you were asked. What you may
        have written so far is not sent to anybody, and this cannot be taken back by you.
      </p>
      <PostForm action={props.action} label="Decline" keepsWords>
        <TextArea
          name="words"
          label="Why can you not give input?"
          hint="Only HR reads it: “We have hardly worked together”, for example."
          rows={3}
          value={props.words}
          error={errors.words}
          counts={{ maxCharacters: CONCERN_WORDS_LIMIT }}
        />
        <ButtonRow>
          <ButtonLink kind="secondary" href={props.stepHref}>
            Go back and give input
          </ButtonLink>
          <Button kind="danger">Decline</Button>
        </ButtonRow>
      </PostForm>
    </>
  )
}
