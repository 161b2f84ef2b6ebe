import { dateInWords, localDateOf } from '../../domain/calendar.ts'
import { Moment } from '../../layout/moment.tsx'

/** Until when something is asked; once that has passed, until when it still counts. `timeZone` is the cycle's. */
export function Due(props: { dueAt: string; graceUntil: string; timeZone: string; now: string }) {
  if (props.now <= props.dueAt) return <>until {dateInWords(localDateOf(props.dueAt, props.timeZone))}</>
  if (props.now <= props.graceUntil) {
    return (
      <>
        it was asked for until {dateInWords(localDateOf(props.dueAt, props.timeZone))}, and still counts until{' '}
        <Moment at={props.graceUntil} timeZone={props.timeZone} />
      </>
    )
  }
  return <>its time is over; send it now, it may still count</>
}
