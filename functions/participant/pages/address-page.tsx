import type { Concern } from '../../domain/concern.ts'
import { Button, ButtonLink, ButtonRow } from '../../layout/button.tsx'
import { RadioGroup } from '../../layout/choice.tsx'
import { TextArea } from '../../layout/field.tsx'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { ErrorSummary, Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { Words } from '../../layout/words.tsx'

/** Says that mail goes to the wrong address, or to the wrong person. */
export function AddressPage(props: {
  /** Whom the link is for. */
  name: string
  told: readonly Concern[]
  helpContact: string
  typed: { what?: string | undefined; words?: string }
  errors: FieldErrors
}) {
  const { name, told, typed, errors } = props
  return (
    <>
      <ErrorSummary errors={errors} />
      <p class="lead">
        These pages are for <bdi>{name}</bdi>. Tell HR if that is not you, or if the e-mails should go
        elsewhere.
      </p>
      <p>HR looks at it and changes the address. If it is urgent, ask {props.helpContact}.</p>
      {told.length > 0 && (
        <Notice kind="info" title="You have told HR already">
          <ul>
            {told.map(({ concernId, kind, words }) => (
              <li key={concernId}>
                {kind === 'not-me' ? 'That this is not you' : 'That the address is wrong'}
                {words && <Words>{words}</Words>}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <PostForm action="/my/address" label="What is wrong" keepsWords>
        <RadioGroup
          name="what"
          label="What is wrong?"
          value={typed.what}
          error={errors.what}
          options={[
            { value: 'wrong-address', label: 'It is me, but the e-mail address is wrong' },
            {
              value: 'not-me',
              label: 'This is not me',
              hint: 'Please read nothing here, and delete the e-mail afterwards.',
            },
          ]}
        />
        <TextArea
          name="words"
          label="The right address, or what HR should know"
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
