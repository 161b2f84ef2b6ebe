import type { ComponentChildren } from 'preact'
import type { CycleStatus } from '../../../domain/cycle.ts'
import { Button, ButtonRow } from '../../../layout/button.tsx'
import type { FieldErrors } from '../../../layout/field-errors.ts'
import { ErrorSummary, Notice } from '../../../layout/notice.tsx'
import { PostForm } from '../../../layout/post-form.tsx'
import { Table } from '../../../layout/table.tsx'
import type { PlanSectionName } from '../../plan-section.ts'
import { PlanSteps } from './plan-steps.tsx'

/** Where two people changed the same part: what is stored now, and what this person typed. */
export interface PlanConflict {
  field: string
  theirs: string
  yours: string
}

export interface SectionPageProps {
  cycleId: string
  status: CycleStatus
  section: PlanSectionName
  lead: string
  /** On which state of this part the form builds. */
  asOf: string
  errors: FieldErrors
  wrong: readonly PlanSectionName[]
  conflicts: readonly PlanConflict[]
  isSaved: boolean
  refusal: string | undefined
  isLast: boolean
  /** What the button that only looks is called; none where there is nothing to look at. */
  look: string | undefined
  fields: ComponentChildren
  /** True where dates can be worked out from working days. */
  canCount: boolean
  /** Below the form: what the part means as it is typed now. */
  preview: ComponentChildren
}

/** One part of a plan: its form, and what it means. */
export function SectionPage(props: SectionPageProps) {
  const path = `/hr/cycles/${props.cycleId}/plan/${props.section}`
  return (
    <>
      <PlanSteps cycleId={props.cycleId} here={props.section} wrong={props.wrong} />
      <ErrorSummary errors={props.errors} />
      {props.refusal !== undefined && (
        <Notice kind="attention" title="That was not saved">
          <p>{props.refusal}</p>
        </Notice>
      )}
      {props.isSaved && <Notice kind="success" title="Saved" />}
      {props.conflicts.length > 0 && <Conflicts path={path} conflicts={props.conflicts} />}
      <p class="lead">{props.lead}</p>
      {props.status === 'scheduled' && (
        <Notice kind="info" title="This cycle is scheduled">
          <p>It launches by itself with what is saved here. Nobody has been told anything yet.</p>
        </Notice>
      )}
      <PostForm action={path}>
        <input type="hidden" name="asOf" value={props.asOf} />
        {props.fields}
        <ButtonRow>
          {/* First, so that the enter key saves and stays. */}
          <Button name="do" value="save">
            {props.conflicts.length > 0 ? 'Save mine instead' : 'Save'}
          </Button>
          {!props.isLast && (
            <Button name="do" value="next" kind="secondary">
              Save and go on
            </Button>
          )}
          {props.look !== undefined && (
            <Button name="do" value="look" kind="secondary">
              {props.look}
            </Button>
          )}
          {props.canCount && (
            <Button name="do" value="count" kind="secondary">
              Work out the dates
            </Button>
          )}
        </ButtonRow>
      </PostForm>
      {props.preview}
    </>
  )
}

function Conflicts({ path, conflicts }: { path: string; conflicts: readonly PlanConflict[] }) {
  return (
    <Notice kind="attention" title="Somebody else has changed this part meanwhile">
      <p>
        Nothing of yours is lost: it stands in the form below. Compare, then save yours instead, or{' '}
        <a href={path}>take theirs</a>.
      </p>
      <Table
        caption="What differs"
        captionHidden
        columns={[
          { heading: 'Field', namesTheRow: true, cell: (row) => row.field },
          { heading: 'Saved by somebody else', cell: (row) => <bdi>{row.theirs}</bdi> },
          { heading: 'Typed by you', cell: (row) => <bdi>{row.yours}</bdi> },
        ]}
        rows={conflicts}
        rowKey={(row) => row.field}
      />
    </Notice>
  )
}
