import { Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import type { PersonPageProps } from './person-page.tsx'

/** What somebody of HR has to know before they do anything with this person. */
export function PersonNotices(props: Pick<PersonPageProps, 'person' | 'holds' | 'erasure' | 'mailTrouble'>) {
  const { person, holds, mailTrouble } = props
  return (
    <>
      {mailTrouble && (
        <Notice kind="attention" title="Mail does not reach them">
          <p>
            {mailTrouble.kind === 'bounced' ? 'It came back' : 'It was reported as unwanted'} on{' '}
            <Moment at={mailTrouble.at} timeZone={person.timeZone} />.{' '}
            <a href={`/hr/people/${person.personId}/edit`}>Correct the address</a>, then{' '}
            <a href={`/hr/cycles/${mailTrouble.cycleId}`}>send a new link from the cycle</a>.
          </p>
        </Notice>
      )}
      {holds.length > 0 && (
        <Notice kind="attention" title={holds.length === 1 ? 'A legal hold stands' : 'Legal holds stand'}>
          <ul>
            {holds.map((hold) => (
              <li key={hold.holdId}>
                <bdi>{hold.reason}</bdi> (<bdi>{hold.placedBy.name}</bdi>,{' '}
                <Moment at={hold.placedAt} timeZone={person.timeZone} />)
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {props.erasure === 'requested' && (
        <Notice kind="attention" title="Somebody of HR wants this person erased">
          <p>
            <a href={`/hr/people/${person.personId}/erasure`}>Another one has to confirm</a>
          </p>
        </Notice>
      )}
      {props.erasure === 'confirmed' && (
        <Notice kind="attention" title="This person is about to be erased">
          <p>
            <a href={`/hr/people/${person.personId}/erasure`}>See how it stands</a>
          </p>
        </Notice>
      )}
    </>
  )
}
