import { count, people } from '../../domain/listed.ts'
import { Button } from '../../layout/button.tsx'
import { Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { StatusWord } from '../../layout/status-word.tsx'
import { Table } from '../../layout/table.tsx'
import { HiddenFields } from './operation-form-page.tsx'

export interface PreviewLine {
  id: string
  name: string
  /** `does`: something happens; `already`: it stands so; `refused`: the sentences say why it is not done. */
  kind: 'does' | 'already' | 'refused'
  sentences: readonly string[]
  drafts: number
  /** Whom a mail goes to. */
  mails: readonly string[]
}

export interface OperationPreviewPageProps {
  path: string
  button: string
  lines: readonly PreviewLine[]
  drafts: number
  mails: number
  /** Selection and fields as they were sent, and the digest of this preview. */
  entries: readonly (readonly [string, string])[]
  /** Said when it was to be done and the effect had changed since the last preview. */
  hasChanged: boolean
  /** Back to the form, with the same people. */
  formHref: string
}

/** More lines than anybody reads. Refusals come first; programs get all of them. */
const LINES_SHOWN = 200

const kinds = {
  does: ['going', 'Will be done'],
  already: ['quiet', 'Already so'],
  refused: ['attention', 'Not possible'],
} as const

/** What would happen to whom. Doing it sends the same fields again, with the digest of what stands here. */
export function OperationPreviewPage(props: OperationPreviewPageProps) {
  const { lines } = props
  const doing = lines.filter(({ kind }) => kind === 'does').length
  const refused = lines.filter(({ kind }) => kind === 'refused').length
  const ordered = [...lines].sort((one, other) => ORDER[one.kind] - ORDER[other.kind])
  return (
    <>
      {props.hasChanged && (
        <Notice kind="attention" title="Nothing was done yet">
          <p>
            Something has changed since the preview that you saw. This is what would happen now; look at it,
            then do it.
          </p>
        </Notice>
      )}
      <p class="lead">
        {doing === 0
          ? 'Nothing would change.'
          : `${people(doing)}: ${count(props.drafts, 'draft moves', 'drafts move')}, ${count(props.mails, 'mail goes', 'mails go')}, nothing is lost.`}
        {refused > 0 && ` For ${people(refused)} it is not possible; the reasons stand below.`}
      </p>
      <Table
        caption="What would happen"
        columns={[
          { heading: 'Name', namesTheRow: true, cell: (line) => <bdi>{line.name}</bdi> },
          {
            heading: 'Answer',
            cell: (line) => <StatusWord tone={kinds[line.kind][0]}>{kinds[line.kind][1]}</StatusWord>,
          },
          { heading: 'What happens', cell: (line) => <Sentences of={line.sentences} /> },
          {
            heading: 'Mail to',
            cell: (line) => (line.mails.length === 0 ? 'Nobody' : <bdi>{line.mails.join(', ')}</bdi>),
          },
        ]}
        rows={ordered.slice(0, LINES_SHOWN)}
        rowKey={(line) => line.id}
      />
      {ordered.length > LINES_SHOWN && <p>And {ordered.length - LINES_SHOWN} more.</p>}
      {doing > 0 && (
        <PostForm action={props.path} label={props.button}>
          <HiddenFields entries={props.entries} />
          <Button>{props.button}</Button>
        </PostForm>
      )}
      <p>
        <a href={props.formHref}>Change something first</a>
      </p>
    </>
  )
}

const ORDER = { refused: 0, does: 1, already: 2 } as const

/** One sentence as it is, several as a list. */
export function Sentences({ of }: { of: readonly string[] }) {
  if (of.length < 2) return <bdi>{of[0] ?? ''}</bdi>
  return (
    <ul class="plain">
      {of.map((sentence) => (
        <li key={sentence}>
          <bdi>{sentence}</bdi>
        </li>
      ))}
    </ul>
  )
}
