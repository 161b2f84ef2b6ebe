import { Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'

/** Where an old link leads: somebody was here, and is not any more. */
export function ErasedPersonPage(props: { personId: string; erasedAt: string }) {
  return (
    <>
      <Notice kind="info" title="This person was erased">
        <p>
          On <Moment at={props.erasedAt} timeZone="UTC" />. No name, address or word of theirs is left here.
        </p>
      </Notice>
      <p>
        <a href={`/hr/people/${props.personId}/erasure`}>How the erasure stands</a>
      </p>
    </>
  )
}
