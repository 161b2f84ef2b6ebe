import { Day, ExactMoment } from '../../layout/moment.tsx'
import { tellsOnlyTheDay } from './entry-words.ts'

/** When an entry was written: to the millisecond, but of a colleague's input only the day, so that pages do not help to pair it with its author. */
export function EntryTime(props: { at: string; eventType: string; timeZone: string }) {
  if (!tellsOnlyTheDay(props.eventType)) return <ExactMoment at={props.at} timeZone={props.timeZone} />
  return (
    <>
      <Day date={props.at.slice(0, 10)} /> (UTC; of a colleague’s input pages tell only the day)
    </>
  )
}
