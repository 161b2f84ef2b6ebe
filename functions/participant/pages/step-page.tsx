import type { Answers } from '../../domain/answers.ts'
import { type FormVersion, type Item, sectionsForRole } from '../../domain/form.ts'
import type { RaterRole } from '../../domain/rater-role.ts'
import type { ReviewStep } from '../../domain/step.ts'
import { minutesInWords, minutesNeeded } from '../../domain/time-needed.ts'
import { Button, ButtonRow } from '../../layout/button.tsx'
import { RadioGroup, RadioScale } from '../../layout/choice.tsx'
import { TextArea } from '../../layout/field.tsx'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { Moment } from '../../layout/moment.tsx'
import { ErrorSummary, Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { Words as Quoted } from '../../layout/words.tsx'
import { itemField, NOT_RATED } from '../step-form.ts'
import { Due } from './due.tsx'
import { levelInWords, ratingInWords } from './level-in-words.ts'
import { RatingMaterial, type RatingMaterialProps } from './rating-material.tsx'

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
  /** The sentence that sending it in agrees to. */
  statement: string
  /** For supervisors: what the rating can rest on. */
  material?: RatingMaterialProps | undefined
}

export function StepPage(props: StepPageProps) {
  const { step, form, raterRole, otherDraft } = props
  return (
    <>
      {props.errors && <ErrorSummary errors={props.errors} />}
      {otherDraft && <OtherDraft savedAt={otherDraft.savedAt} timeZone={props.timeZone} />}
      {props.justSaved && <Notice kind="success" title="Your draft is saved" />}
      <p class="lead">{introduction[raterRole](step.revieweeName)}</p>
      <p>
        Takes {minutesInWords(minutesNeeded(step.kind))},{' '}
        <Due {...step} timeZone={props.timeZone} now={props.now} />.
      </p>
      {props.savedAt && !otherDraft && (
        <p class="quiet">
          Draft of <Moment at={props.savedAt} timeZone={props.timeZone} />. You can close this page and come
          back by the link in the e-mail.
        </p>
      )}
      {props.material && <RatingMaterial {...props.material} />}
      <PostForm action={props.action} label="Your answers">
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
        <h2>Send it in</h2>
        <p>
          Once sent it cannot be changed, and you get a receipt. With sending it in you say: “
          {props.statement}”
        </p>
        <ButtonRow>
          {/* First in the form: what the Enter key does must not be the final thing. */}
          <Button kind="secondary" name="intent" value="save">
            Save the draft
          </Button>
          <Button name="intent" value="submit">
            Send it in
          </Button>
        </ButtonRow>
      </PostForm>
    </>
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

function OtherDraft(props: { savedAt: string; timeZone: string }) {
  return (
    <Notice kind="attention" title="This was also changed in another window">
      <p>
        Other words were saved on <Moment at={props.savedAt} timeZone={props.timeZone} />. Nothing is lost:
        the fields hold what you typed here, and the other words stand below each field where they differ.
        Take over what you want to keep, then save or send.
      </p>
    </Notice>
  )
}

function ItemField(props: StepPageProps & { item: Item }) {
  const { item, form, filled, errors, otherDraft, material } = props
  const answer = filled.answers[item.itemId]
  const other = otherDraft?.answers[item.itemId]
  const differs = otherDraft !== undefined && JSON.stringify(other) !== JSON.stringify(answer)
  const name = itemField(item.itemId)
  const error = errors?.[name]
  const common = { name, label: item.title, error, optional: !item.required }
  return (
    <>
      {item.kind === 'scale' ? (
        <RadioScale
          {...common}
          hint={[item.prompt, material?.beside[item.itemId]].filter(Boolean).join(' ')}
          value={answer === undefined ? undefined : 'level' in answer ? String(answer.level) : NOT_RATED}
          levels={item.anchors.map(({ level, behaviour }) => ({
            value: String(level),
            label: `${level} – ${form.scale.levels[level - 1]?.name ?? ''}`,
            anchor: behaviour,
          }))}
          apart={{ value: NOT_RATED, label: form.scale.notRated.name, hint: form.scale.notRated.meaning }}
        />
      ) : (
        <TextArea
          {...common}
          hint={`${item.prompt} ${lengthsInWords(item.minWords, item.maxCharacters)}`}
          value={answer !== undefined && 'text' in answer ? answer.text : ''}
        />
      )}
      {differs && (
        <Quoted by="Saved in another window">
          {other === undefined ? 'no answer' : levelInWords(form, other)}
        </Quoted>
      )}
    </>
  )
}

function lengthsInWords(minWords: number, maxCharacters: number): string {
  return minWords > 1
    ? `At least ${minWords} words, at most ${maxCharacters} characters.`
    : `At most ${maxCharacters} characters.`
}

function OverallRating({ form, filled, errors, otherDraft }: StepPageProps) {
  return (
    <section>
      <h2>Overall</h2>
      <RadioGroup
        name="proposedRating"
        label="The overall rating that you propose"
        hint="It may differ from the computed score. If it is a full level away, or 1 or 5, give your reason below."
        error={errors?.proposedRating}
        value={filled.proposedRating === null ? undefined : String(filled.proposedRating)}
        options={form.scale.levels.map(({ level, name, meaning }) => ({
          value: String(level),
          label: `${level} – ${name}`,
          hint: meaning,
        }))}
      />
      {otherDraft && otherDraft.proposedRating !== filled.proposedRating && (
        <Quoted by="Saved in another window">{ratingInWords(form, otherDraft.proposedRating)}</Quoted>
      )}
      <TextArea
        name="justification"
        label="Reason for the overall rating"
        hint="What it rests on. The reviewee reads it."
        optional
        error={errors?.justification}
        value={filled.justification}
      />
      {otherDraft && otherDraft.justification !== filled.justification && (
        <Quoted by="Saved in another window">
          {otherDraft.justification === '' ? 'no answer' : otherDraft.justification}
        </Quoted>
      )}
    </section>
  )
}
