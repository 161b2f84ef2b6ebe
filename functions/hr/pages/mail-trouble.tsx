import type { ReviewCycle } from '../../domain/cycle.ts'
import { Button } from '../../layout/button.tsx'
import { Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { Table } from '../../layout/table.tsx'

export interface MailTroubleProps {
  cycle: ReviewCycle
  mailTrouble: readonly { personId: string; name: string; kind: 'bounced' | 'complained'; at: string }[]
}

/** People whom mail does not reach, and what to do about it. */
export function MailTrouble({ cycle, mailTrouble }: MailTroubleProps) {
  return (
    <>
      <Notice kind="attention" title="Mail does not reach everybody">
        <p>
          Correct the address on their page, then send a new link. Reminders to these people have stopped.
        </p>
      </Notice>
      <Table
        caption="People whom mail does not reach"
        columns={[
          {
            heading: 'Name',
            namesTheRow: true,
            cell: (person) => (
              <a href={`/hr/people/${person.personId}`}>
                <bdi>{person.name}</bdi>
              </a>
            ),
          },
          {
            heading: 'What happened',
            cell: (person) =>
              person.kind === 'bounced' ? 'The mail came back' : 'It was reported as unwanted',
          },
          { heading: 'When', cell: (person) => <Moment at={person.at} timeZone={cycle.timeZone} /> },
          {
            heading: 'What to do',
            cell: (person) => (
              <PostForm
                action={`/hr/cycles/${cycle.cycleId}/participants/${person.personId}/new-link`}
                label={`Send a new link to ${person.name}`}
              >
                <Button kind="quiet">Send a new link</Button>
              </PostForm>
            ),
          },
        ]}
        rows={mailTrouble}
        rowKey={(person) => person.personId}
      />
    </>
  )
}
