import type { Answers } from '../../domain/answers.ts'
import { type FormVersion, sectionsForRole } from '../../domain/form.ts'
import type { RaterRole } from '../../domain/rater-role.ts'
import type { ReviewStep } from '../../domain/step.ts'
import { minutesInWords, minutesNeeded } from '../../domain/time-needed.ts'
import { Button, ButtonRow } from '../../layout/button.tsx'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { Moment } from '../../layout/moment.tsx'
import { ErrorSummary, Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { declineHref } from '../own-step.ts'
import { Due } from './due.tsx'
import { formParts } from './form-parts.ts'
import { ItemField } from './item-field.tsx'
import { OtherDraft } from './other-draft.tsx'
import { Outline } from './outline.tsx'
import { OverallRating } from './overall-rating.tsx'
import { ComputedScore, RatingMaterial, type RatingMaterialProps } from './rating-material.tsx'

/** What stands in the fields: a draft, or what was typed just now. */
export interface FilledForm {
  answers: Answers
  proposedRating: number | null
  justification: string
}

export interface StepPageProps {
  step: ReviewStep
  form: FormVersion
  raterRole: RaterRole
  timeZone: string
  now: string
  /** Where the form is sent. */
  action: string
  filled: FilledForm
  /** The stored draft that this page shows or has compared with; 0 for none. */
  draftVersion: number
  /** When the draft was saved; ISO instant. */
  savedAt?: string | undefined
  justSaved?: boolean
  errors?: FieldErrors
  /** Saved in another window since this one was opened: shown beside what was typed here. */
  otherDraft?: (FilledForm & { savedAt: string }) | undefined
  /** For supervisors: what the rating can rest on. */
  material?: RatingMaterialProps | undefined
}

export function StepPage(props: StepPageProps) {
  const { step, form, raterRole, otherDraft, material } = props
  const parts = formParts(form, raterRole, props.filled)
  return (
    <>
      {props.errors && <ErrorSummary errors={props.errors} />}
      {otherDraft && <OtherDraft savedAt={otherDraft.savedAt} timeZone={props.timeZone} />}
      {props.justSaved && <Notice kind="success" title="Your draft is saved" />}
      <div class="answering-intro">
        <p class="lead">{introduction[raterRole](step.revieweeName)}</p>
        <p>
          Takes {minutesInWords(minutesNeeded(step.kind))},{' '}
          <Due {...step} timeZone={props.timeZone} now={props.now} />. You can stop at any time and come back
          by the link in the e-mail.
          {raterRole === 'peer' && (
            <>
              {' '}
              If you cannot say anything about {step.revieweeName}, <a href={declineHref(step)}>say so</a>.
            </>
          )}
        </p>
      </div>
      {material && <ComputedScore {...material} />}
      <div class={material === undefined ? 'answering' : 'answering with-material'}>
        <div class="answering-side">
          <Outline parts={parts} />
          {material && <RatingMaterial {...material} />}
        </div>
        <PostForm action={props.action} label="Your answers" behaviour="answers">
          <input type="hidden" name="draftVersion" value={String(props.draftVersion)} />
          {sectionsForRole(form, raterRole).map((section) => (
            <section key={section.sectionId}>
              <h2>{section.title}</h2>
              {section.introduction && <p>{section.introduction}</p>}
              {section.items.map((item) => (
                <ItemField key={item.itemId} item={item} {...props} />
              ))}
            </section>
          ))}
          {raterRole === 'supervisor' && <OverallRating {...props} />}
          <div class="form-bar">
            <Answered parts={parts} />
            <p class="saved" data-saved>
              {props.savedAt && !otherDraft ? (
                <>
                  Draft of <Moment at={props.savedAt} timeZone={props.timeZone} />
                </>
              ) : (
                'Not saved yet'
              )}
            </p>
            <ButtonRow>
              {/* First in the form: what the Enter key does must not lead on. */}
              <Button kind="secondary" name="intent" value="save">
                Save the draft
              </Button>
              <Button name="intent" value="check">
                Check and send
              </Button>
            </ButtonRow>
          </div>
        </PostForm>
      </div>
    </>
  )
}

function Answered({ parts }: { parts: readonly { isOptional: boolean; isAnswered: boolean }[] }) {
  const needed = parts.filter(({ isOptional }) => !isOptional)
  const done = needed.filter(({ isAnswered }) => isAnswered).length
  return (
    <p class="answered-count">
      <progress value={done} max={needed.length} aria-label="Answered" data-answered-bar />
      <span data-answered-count>
        {done} of {needed.length} answered
      </span>
    </p>
  )
}

const introduction: Record<RaterRole, (name: string) => string> = {
  self: () =>
    'Look back on your own work in the review period. Your supervisor reads what you write before they rate.',
  peer: (name) =>
    `Say how you see working with ${name}. Your name is kept apart from your words, and they are shown only together with those of others.`,
  supervisor: (name) =>
    `Rate the work of ${name}. They see your rating and your words once results are released.`,
}
