import { ERASURE_REASON_LENGTH, type Erasure, type ErasureIn } from '../../domain/erasure.ts'
import { Button } from '../../layout/button.tsx'
import { Checkbox } from '../../layout/choice.tsx'
import { TextArea } from '../../layout/field.tsx'
import type { FieldErrors, TypedForm } from '../../layout/field-errors.ts'
import { Moment } from '../../layout/moment.tsx'
import { ErrorSummary, Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import type { TraceCounts } from '../../store/trace-counts.ts'
import { typedText } from './typed-text.ts'
import { WhatGoes } from './what-goes.tsx'

export interface ErasurePageProps {
  personId: string
  name: string
  erasure: Erasure | undefined
  /** What keeps it from being asked for, confirmed or begun, in sentences. */
  obstacles: readonly string[]
  /** Undefined once the person is gone. */
  counts: TraceCounts | undefined
  /** The account that looks: it cannot confirm what it has asked itself. */
  viewer: string
  timeZone: string
  done: 'withdrawn' | undefined
  refusal: string | undefined
  typed: TypedForm
  errors: FieldErrors
}

export function ErasurePage(props: ErasurePageProps) {
  const { erasure, counts } = props
  return (
    <>
      <ErrorSummary errors={props.errors} />
      {props.refusal && (
        <Notice kind="attention" title="That was not done">
          <p>{props.refusal}</p>
        </Notice>
      )}
      {props.done === 'withdrawn' && erasure?.status === 'withdrawn' && (
        <Notice kind="success" title="The erasure is withdrawn">
          <p>Nothing was erased.</p>
        </Notice>
      )}
      <State {...props} />
      {counts && <WhatGoes name={props.name} counts={counts} />}
      <Acts {...props} />
    </>
  )
}

function State(props: ErasurePageProps) {
  const { erasure, obstacles } = props
  switch (erasure?.status) {
    case undefined:
    case 'withdrawn':
      return (
        <>
          <Obstacles title={`${props.name} cannot be erased now`} obstacles={obstacles} />
          <p class="lead">
            Erasing takes two of you: one asks, another one confirms. It cannot be undone by anybody.
          </p>
        </>
      )
    case 'requested':
      return (
        <>
          <Obstacles title="This cannot be confirmed now" obstacles={obstacles} />
          <p class="lead">One of you wants this person erased. Another one has to confirm.</p>
          <Wanted {...props} erasure={erasure} />
        </>
      )
    case 'confirmed':
      return (
        <>
          {obstacles.length > 0 ? (
            <Obstacles title="The erasure waits" obstacles={obstacles} />
          ) : (
            <Notice kind="attention" title="The erasure is confirmed">
              <p>It begins within a minute or two. Until then it can still be withdrawn.</p>
            </Notice>
          )}
          <Wanted {...props} erasure={erasure} />
        </>
      )
    case 'erasing':
      return (
        <>
          {obstacles.length > 0 ? (
            <Notice kind="attention" title="A legal hold has stopped the erasure">
              <p>
                What was gone when it was placed is gone; the rest is kept.{' '}
                <a href={`/hr/people/${props.personId}/holds`}>See the legal holds</a>
              </p>
            </Notice>
          ) : (
            <Notice kind="info" title="The erasure is under way">
              <p>
                It takes two or three minutes: everything is looked through again before it is called done.
              </p>
            </Notice>
          )}
          <Wanted {...props} erasure={erasure} />
        </>
      )
    case 'erased':
      return (
        <Notice kind="success" title="This person is erased">
          <p>
            On <Moment at={erasure.erasedAt} timeZone={props.timeZone} />. The trail says that it was done and
            which of its entries no longer open. No name, address or word of theirs is left here; who worked
            with them may still guess who it was.
          </p>
        </Notice>
      )
  }
}

function Obstacles({ title, obstacles }: { title: string; obstacles: readonly string[] }) {
  if (obstacles.length === 0) return null
  return (
    <Notice kind="attention" title={title}>
      {obstacles.length === 1 ? (
        <p>{obstacles[0]}</p>
      ) : (
        <ul>
          {obstacles.map((obstacle) => (
            <li key={obstacle}>{obstacle}</li>
          ))}
        </ul>
      )}
    </Notice>
  )
}

function Wanted({
  erasure,
  timeZone,
}: ErasurePageProps & { erasure: ErasureIn<'requested' | 'confirmed' | 'erasing'> }) {
  return (
    <SummaryList
      rows={[
        {
          term: 'Asked for by',
          value: (
            <>
              <bdi>{erasure.requestedBy.name}</bdi>, <Moment at={erasure.requestedAt} timeZone={timeZone} />
            </>
          ),
        },
        { term: 'Reason', value: <bdi>{erasure.reason}</bdi> },
        ...(erasure.status === 'requested'
          ? []
          : [
              {
                term: 'Confirmed by',
                value: (
                  <>
                    <bdi>{erasure.confirmedBy.name}</bdi>,{' '}
                    <Moment at={erasure.confirmedAt} timeZone={timeZone} />
                  </>
                ),
              },
            ]),
      ]}
    />
  )
}

function Acts(props: ErasurePageProps) {
  const { erasure, obstacles } = props
  switch (erasure?.status) {
    case undefined:
    case 'withdrawn':
      return obstacles.length === 0 ? <Ask {...props} /> : null
    case 'requested':
      return (
        <>
          <Confirm {...props} erasure={erasure} />
          <Withdraw {...props} erasureId={erasure.erasureId} />
        </>
      )
    case 'confirmed':
      return <Withdraw {...props} erasureId={erasure.erasureId} />
    default:
      return null
  }
}

function Ask({ personId, name, typed, errors }: ErasurePageProps) {
  return (
    <>
      <h2>Ask for the erasure</h2>
      <PostForm action={`/hr/people/${personId}/erasure`} label={`Ask to erase ${name}`}>
        <TextArea
          name="reason"
          label="Reason"
          hint="Such as the person’s own request, or the end of the time for which you keep reviews. It is erased with them."
          value={typedText(typed, 'reason')}
          error={errors.reason}
          rows={3}
          maxLength={ERASURE_REASON_LENGTH}
        />
        <Understood typed={typed} errors={errors} />
        <Button kind="danger">Ask for the erasure</Button>
      </PostForm>
    </>
  )
}

function Confirm({ erasure, ...props }: ErasurePageProps & { erasure: ErasureIn<'requested'> }) {
  const { personId, name, typed, errors, obstacles } = props
  if (erasure.requestedBy.subject === props.viewer) {
    return (
      <p>
        You have asked for this yourself, so somebody else of HR has to confirm. They find it under “Holds and
        erasures”.
      </p>
    )
  }
  if (obstacles.length > 0) return null
  return (
    <>
      <h2>Confirm the erasure</h2>
      <PostForm action={`/hr/people/${personId}/erasure/confirm`} label={`Confirm the erasure of ${name}`}>
        <input type="hidden" name="erasureId" value={erasure.erasureId} />
        <Understood typed={typed} errors={errors} />
        <Button kind="danger">Erase for good</Button>
      </PostForm>
    </>
  )
}

function Understood({ typed, errors }: Pick<ErasurePageProps, 'typed' | 'errors'>) {
  return (
    <Checkbox
      name="understood"
      label="I have seen what goes and what stays, and that it cannot be undone"
      checked={typedText(typed, 'understood') === 'yes'}
      error={errors.understood}
    />
  )
}

function Withdraw({ personId, name, erasureId }: ErasurePageProps & { erasureId: string }) {
  return (
    <PostForm action={`/hr/people/${personId}/erasure/withdraw`} label={`Withdraw the erasure of ${name}`}>
      <input type="hidden" name="erasureId" value={erasureId} />
      <Button kind="secondary">Withdraw it</Button>
    </PostForm>
  )
}
