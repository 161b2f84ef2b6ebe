import type { ComponentChildren } from 'preact'
import { type FormVersion, type Item, sectionsForRole } from '../../domain/form.ts'
import type { RaterRole } from '../../domain/rater-role.ts'
import { Button, ButtonLink, ButtonRow } from '../../layout/button.tsx'
import { Checkbox } from '../../layout/choice.tsx'
import { fieldId } from '../../layout/field.tsx'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { ErrorSummary, Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { Words } from '../../layout/words.tsx'
import { itemField } from '../../web/read-answers.ts'
import { levelInWords, ratingInWords } from './level-in-words.ts'
import type { FilledForm } from './step-page.tsx'

export interface CheckPageProps {
  form: FormVersion
  raterRole: RaterRole
  /** The stored draft, which is what is sent. */
  draft: FilledForm & { version: number }
  /** For supervisors: the weighted mean of the levels; null where nothing is rated. */
  computedScore?: number | null
  /** The sentence that sending it in agrees to. */
  statement: string
  /** Who reads it, and when. */
  next: string
  stepHref: string
  sendHref: string
  /** What is missing, by the field of the form; while there is any, it cannot be sent. */
  missing: FieldErrors
  errors?: FieldErrors
  /** The draft is not the one that was looked over before. */
  hasChanged: boolean
}

/** What is about to be sent, word for word, each with the way back to it. */
export function CheckPage(props: CheckPageProps) {
  const { form, raterRole, draft, stepHref, missing } = props
  const isReady = Object.keys(missing).length === 0
  return (
    <>
      {props.errors && <ErrorSummary errors={props.errors} />}
      {props.hasChanged && (
        <Notice kind="attention" title="The draft has changed since you looked">
          <p>It was saved in another window meanwhile. Nothing was sent. This is how it stands now.</p>
        </Notice>
      )}
      {isReady ? (
        <p class="lead">This is what you are about to send, word for word. Nothing has been sent yet.</p>
      ) : (
        <Missing missing={missing} stepHref={stepHref} />
      )}
      {sectionsForRole(form, raterRole).map((section) => (
        <section key={section.sectionId}>
          <h2>{section.title}</h2>
          {section.items.map((item) => (
            <CheckedItem key={item.itemId} item={item} {...props} />
          ))}
        </section>
      ))}
      {raterRole === 'supervisor' && (
        <section>
          <h2>Overall</h2>
          <Checked field="proposedRating" title="The overall rating that you propose" stepHref={stepHref}>
            <p>
              {ratingInWords(form, draft.proposedRating)}
              {props.computedScore !== undefined && (
                <span class="quiet">
                  {' '}
                  Computed score:{' '}
                  {props.computedScore === null ? 'none, nothing is rated' : props.computedScore.toFixed(2)}
                </span>
              )}
            </p>
          </Checked>
          <Checked field="justification" title="Reason for the overall rating" stepHref={stepHref}>
            {draft.justification.trim() === '' ? (
              <p class="quiet">Nothing written.</p>
            ) : (
              <Words>{draft.justification}</Words>
            )}
          </Checked>
        </section>
      )}
      {isReady && (
        <PostForm action={props.sendHref} label="Send it in">
          <h2>Send it in</h2>
          <p>{props.next} Once sent it cannot be changed, and you get a receipt.</p>
          <input type="hidden" name="draftVersion" value={String(draft.version)} />
          <Checkbox name="agreed" label={props.statement} error={props.errors?.agreed} />
          <ButtonRow>
            <Button>Send it in</Button>
            <ButtonLink kind="secondary" href={stepHref}>
              Go back and change it
            </ButtonLink>
          </ButtonRow>
        </PostForm>
      )}
    </>
  )
}

function Missing(props: { missing: FieldErrors; stepHref: string }) {
  return (
    <Notice kind="attention" title="Something is still missing">
      <ul>
        {Object.entries(props.missing).map(([field, message]) => (
          <li key={field}>
            <a href={field === 'form' ? props.stepHref : `${props.stepHref}#${fieldId(field)}`}>{message}</a>
          </li>
        ))}
      </ul>
      <p>Nothing has been sent. Your draft is kept.</p>
    </Notice>
  )
}

function CheckedItem({ item, form, draft, stepHref }: CheckPageProps & { item: Item }) {
  const answer = draft.answers[item.itemId]
  const chosen = answer !== undefined && 'level' in answer ? answer.level : undefined
  const anchor = item.kind === 'scale' ? item.anchors.find(({ level }) => level === chosen) : undefined
  return (
    <Checked field={itemField(item.itemId)} title={item.title} stepHref={stepHref}>
      {item.kind === 'scale' ? (
        <p>
          {levelInWords(form, answer)}
          {anchor && <span class="quiet"> {anchor.behaviour}</span>}
        </p>
      ) : answer !== undefined && 'text' in answer ? (
        <Words>{answer.text}</Words>
      ) : (
        <p class="quiet">Nothing written.</p>
      )}
    </Checked>
  )
}

function Checked(props: { field: string; title: string; stepHref: string; children: ComponentChildren }) {
  return (
    <div class="checked">
      <h3>{props.title}</h3>
      {props.children}
      <p class="checked-change">
        <a href={`${props.stepHref}#${fieldId(props.field)}`}>
          Change<span class="visually-hidden"> {props.title}</span>
        </a>
      </p>
    </div>
  )
}
