import { Moment } from './moment.tsx'
import { Words } from './words.tsx'

/** Why a record is not the first one: part of what is signed, so it stands above everything else in it. */
export function RecordChanges(props: {
  changes: readonly { at: string; sentence: string; words: string; by: string }[]
  timeZone: string
}) {
  if (props.changes.length === 0) return null
  return (
    <section>
      <h3>Why there is another record</h3>
      {props.changes.map(({ at, sentence, words, by }) => (
        <div key={at}>
          <p>
            <Moment at={at} timeZone={props.timeZone} />: {sentence}
          </p>
          <Words by={by}>{words}</Words>
        </div>
      ))}
    </section>
  )
}
