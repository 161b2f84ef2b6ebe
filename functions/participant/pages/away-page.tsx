import type { Concern } from '../../domain/concern.ts'
import { Button, ButtonLink, ButtonRow } from '../../layout/button.tsx'
import { DateField, TextArea } from '../../layout/field.tsx'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { Day } from '../../layout/moment.tsx'
import { ErrorSummary, Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { Words } from '../../layout/words.tsx'

/** Says from when to when somebody is away. */
export function AwayPage(props: {
  /** What they have told already and nobody has answered. */
  told: readonly Concern[]
  helpContact: string
  typed: { from?: string; to?: string; words?: string }
  errors: FieldErrors
}) {
  const { told, typed, errors } = props
  return (
    <>
      <ErrorSummary errors={errors} />
      <p class="lead">
        Tell HR from when to when you cannot answer. They decide what it means for your dates.
      </p>
      <p>
        Nothing moves by itself, and nothing that you have written is lost. You need not say why. If it is
        urgent, ask {props.helpContact}.
      </p>
      {told.length > 0 && (
        <Notice kind="info" title="You have told HR already">
          <ul>
            {told.map(({ concernId, absence, words }) => (
              <li key={concernId}>
                {absence && (
                  <>
                    Away from <Day date={absence.from} /> to <Day date={absence.to} />
                  </>
                )}
                {words && <Words>{words}</Words>}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <PostForm action="/my/away" label="I am away" keepsWords>
        <DateField name="from" label="First day away" value={typed.from} error={errors.from} />
        <DateField name="to" label="Last day away" value={typed.to} error={errors.to} />
        <TextArea
          name="words"
          label="Anything that HR should know"
          hint="Only HR reads it. Leave out what is nobody’s business."
          optional
          rows={3}
          value={typed.words}
          error={errors.words}
        />
        <ButtonRow>
          <Button>Tell HR</Button>
          <ButtonLink kind="quiet" href="/my">
            Go back without telling
          </ButtonLink>
        </ButtonRow>
      </PostForm>
    </>
  )
}
