import { Button, ButtonLink } from '../../../layout/button.tsx'
import { RadioGroup } from '../../../layout/choice.tsx'
import { EmptyState } from '../../../layout/empty-state.tsx'
import { DateField, Select, TextField, TimeField } from '../../../layout/field.tsx'
import type { FieldErrors, TypedForm } from '../../../layout/field-errors.ts'
import { ErrorSummary } from '../../../layout/notice.tsx'
import { PostForm } from '../../../layout/post-form.tsx'
import { timeZoneOptions } from '../time-zone-options.ts'
import { typedText } from '../typed-text.ts'
import { fieldOf } from './plan-fields.tsx'

export interface NewCyclePageProps {
  cycleId: string
  /** The name of the cycle that is copied; undefined where a template is chosen. */
  copyOf: string | undefined
  templates: readonly { templateId: string; name: string; about: string; savedAt?: string }[]
  typed: TypedForm
  errors: FieldErrors
  hasPeople: boolean
}

/** The start of a plan: a template and a launch. Everything else follows from them, and can be changed afterwards. */
export function NewCyclePage(props: NewCyclePageProps) {
  const { typed } = props
  if (!props.hasPeople) {
    return (
      <EmptyState title="There is nobody to review yet">
        <p>Import the people of your company first, with their supervisors.</p>
        <ButtonLink href="/hr/people/import">Import people</ButtonLink>
      </EmptyState>
    )
  }
  return (
    <>
      <ErrorSummary errors={props.errors} />
      <p class="lead">
        A draft tells nobody anything. You see its calendar next, change what does not fit, and rehearse it
        before anybody gets a mail.
      </p>
      <PostForm action="/hr/cycles">
        <input type="hidden" name="cycleId" value={props.cycleId} />
        {props.copyOf === undefined ? (
          <RadioGroup
            {...fieldOf(props, 'template')}
            label="Start from"
            options={props.templates.map(({ templateId, name, about }) => ({
              value: templateId,
              label: name,
              hint: about,
            }))}
          />
        ) : (
          <p>
            A copy of <strong>{props.copyOf}</strong>: its people, peers and reminders, and its days counted
            from the new launch.
            <input type="hidden" name="copyOf" value={typedText(typed, 'copyOf')} />
          </p>
        )}
        <TextField
          {...fieldOf(props, 'name')}
          value={
            typedText(typed, 'nameTyped') || (props.copyOf === undefined ? '' : typedText(typed, 'name'))
          }
          label="Name of the cycle"
          hint="Left empty, it is named for its template and the days that it judges."
          maxLength={120}
          optional
        />
        <Select
          {...fieldOf(props, 'timeZone')}
          label="Time zone"
          options={timeZoneOptions(typedText(typed, 'timeZone'))}
        />
        <DateField {...fieldOf(props, 'launchOn')} label="Launch day" hint="The first e-mails go out." />
        <TimeField {...fieldOf(props, 'launchTime')} label="Launch time" />
        <Button>Make the draft</Button>
      </PostForm>
      {props.templates.some(({ savedAt }) => savedAt !== undefined) && (
        <details>
          <summary>Templates of your own</summary>
          <ul>
            {props.templates
              .filter(({ savedAt }) => savedAt !== undefined)
              .map(({ templateId, name }) => (
                <li key={templateId}>
                  {name}
                  <PostForm action={`/hr/cycle-templates/${templateId}/delete`} label={`Delete ${name}`}>
                    <Button kind="quiet">Delete this template</Button>
                  </PostForm>
                </li>
              ))}
          </ul>
        </details>
      )}
    </>
  )
}
