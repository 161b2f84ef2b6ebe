import { people } from '../../domain/listed.ts'
import { Button } from '../../layout/button.tsx'
import { Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { type StatusTone, StatusWord } from '../../layout/status-word.tsx'
import { Table } from '../../layout/table.tsx'
import { HiddenFields } from './operation-form-page.tsx'
import { Sentences } from './operation-preview-page.tsx'

export interface OutcomeLine {
  id: string
  name: string
  href: string
  came: 'done' | 'already' | 'refused' | 'changed' | 'left' | 'failed'
  sentences: readonly string[]
}

export interface OperationOutcomePageProps {
  path: string
  lines: readonly OutcomeLine[]
  mailed: number
  mailFailed: boolean
  /** Selection and fields, to look again at what was not done. */
  entries: readonly (readonly [string, string])[]
}

const LINES_SHOWN = 200

const cameWords: Readonly<Record<OutcomeLine['came'], readonly [StatusTone, string, string]>> = {
  done: ['good', 'Done', ''],
  already: ['quiet', 'Already so', ''],
  refused: ['attention', 'Not possible', ''],
  changed: ['attention', 'Not done', 'Somebody acted in between. Look at the preview again.'],
  left: ['attention', 'Not yet done', 'It was too much for one turn. Look at the preview again and go on.'],
  failed: ['bad', 'Not done', 'Something broke, and nothing of it was written. Try it again in a minute.'],
}

const ORDER: readonly OutcomeLine['came'][] = ['failed', 'changed', 'left', 'refused', 'done', 'already']

/** What came of it for each. What was done stays done; what was not can be looked at again. */
export function OperationOutcomePage(props: OperationOutcomePageProps) {
  const { lines, mailed } = props
  const number = (...came: OutcomeLine['came'][]) => lines.filter((line) => came.includes(line.came)).length
  const done = number('done')
  const open = number('changed', 'left', 'failed')
  const ordered = [...lines].sort((one, other) => ORDER.indexOf(one.came) - ORDER.indexOf(other.came))
  return (
    <>
      <Notice
        kind={open > 0 ? 'attention' : 'success'}
        title={
          done === 0 && open === 0 ? 'Nothing was left to do' : `Done for ${done} of ${people(lines.length)}`
        }
      >
        <p>
          {mailed === 0 ? 'No mail goes.' : `Mail goes to ${people(mailed)} within a minute or two.`} Nothing
          that anybody typed was lost.
        </p>
      </Notice>
      {props.mailFailed && (
        <Notice kind="attention" title="The mails could not be sent">
          <p>What was done is done. Use “Remind now” in a few minutes to tell the people concerned.</p>
        </Notice>
      )}
      <Table
        caption="What came of it"
        columns={[
          {
            heading: 'Name',
            namesTheRow: true,
            cell: (line) => (
              <a href={line.href}>
                <bdi>{line.name}</bdi>
              </a>
            ),
          },
          {
            heading: 'Outcome',
            cell: (line) => <StatusWord tone={cameWords[line.came][0]}>{cameWords[line.came][1]}</StatusWord>,
          },
          {
            heading: 'What happened',
            cell: (line) => (
              <Sentences of={cameWords[line.came][2] === '' ? line.sentences : [cameWords[line.came][2]]} />
            ),
          },
        ]}
        rows={ordered.slice(0, LINES_SHOWN)}
        rowKey={(line) => line.id}
      />
      {ordered.length > LINES_SHOWN && <p>And {ordered.length - LINES_SHOWN} more.</p>}
      {open > 0 && (
        <PostForm action={`${props.path}/preview`} label="Look again">
          <HiddenFields entries={props.entries} />
          <Button kind="secondary">Look at what is left</Button>
        </PostForm>
      )}
    </>
  )
}
