import type { ComponentChildren } from 'preact'
import { listed } from '../../domain/listed.ts'
import { Button } from '../../layout/button.tsx'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { ErrorSummary, Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'

export interface OperationFormPageProps {
  /** `/hr/cycles/…/operations/extend` */
  path: string
  purpose: string
  names: readonly string[]
  /** The chosen people, as hidden fields. */
  selection: readonly (readonly [string, string])[]
  errors: FieldErrors
  /** Why it cannot be done to these at all; then there is no form. */
  refusal: string | undefined
  fields: ComponentChildren
}

/** The form of an operation: to whom, and what it asks. It leads to the preview; nothing happens before that. */
export function OperationFormPage(props: OperationFormPageProps) {
  return (
    <>
      <ErrorSummary errors={props.errors} />
      <p class="lead">{props.purpose}</p>
      {props.refusal === undefined ? (
        <>
          <Chosen names={props.names} />
          <PostForm action={`${props.path}/preview`} label="What is to be done">
            <HiddenFields entries={props.selection} />
            {props.fields}
            <Button>Show what would happen</Button>
          </PostForm>
        </>
      ) : (
        <Notice kind="attention" title="That cannot be done here">
          <p>{props.refusal}</p>
        </Notice>
      )}
    </>
  )
}

export function HiddenFields({ entries }: { entries: readonly (readonly [string, string])[] }) {
  return (
    <>
      {entries.map(([name, value], index) => (
        <input key={`${name}-${index}`} type="hidden" name={name} value={value} />
      ))}
    </>
  )
}

function Chosen({ names }: { names: readonly string[] }) {
  return (
    <p>
      {names.length === 1 ? 'For ' : `For ${names.length}: `}
      <bdi>{listed(names, names.length)}</bdi>.
    </p>
  )
}
