import type { ReviewCycle } from '../../../domain/cycle.ts'
import type { Person } from '../../../domain/person.ts'
import { Moment } from '../../../layout/moment.tsx'
import { Notice } from '../../../layout/notice.tsx'
import type { ComposedMail } from '../../show-foreseen-mails.tsx'

const occasions: Readonly<Record<ComposedMail['occasion'], string>> = {
  launch: 'At the launch',
  release: 'At the release',
  digest: 'Reminder, or news',
  code: 'When they ask for a code to sign',
}

/** What one person would get, mail after mail. */
export function ForeseenMailsPage(props: {
  cycle: ReviewCycle
  person: Person
  mails: readonly ComposedMail[]
}) {
  const { cycle, person, mails } = props
  const path = `/hr/cycles/${cycle.cycleId}/rehearsal/people/${person.personId}`
  return (
    <>
      <p class="lead">
        {mails.length === 1 ? 'One e-mail' : `${mails.length} e-mails`} to{' '}
        {person.email === '' ? 'nobody: there is no address' : <bdi>{person.email}</bdi>}, if everything is
        done on its last day. Who is quicker gets fewer. Nothing has been sent.
      </p>
      {person.email === '' && (
        <Notice kind="attention" title="No e-mail address">
          <p>
            None of these would arrive. <a href={`/hr/people/${person.personId}`}>Look at the person</a>
          </p>
        </Notice>
      )}
      {mails.map(({ occasion, at, message }, index) => (
        <section key={`${occasion} ${at}`} aria-labelledby={`mail-${index + 1}`}>
          <h2 id={`mail-${index + 1}`}>
            {occasions[occasion]}
            {at !== undefined && (
              <>
                : <Moment at={at} timeZone={person.timeZone} />
              </>
            )}
          </h2>
          <p>
            <strong>{message.subject}</strong>
          </p>
          <div class="mail-text">{message.text}</div>
          <p>
            <a href={`${path}/mails/${index + 1}`}>
              Show it as a mail program does<span class="visually-hidden">: {message.subject}</span>
            </a>
          </p>
        </section>
      ))}
    </>
  )
}
