import { localDateOf } from '../../domain/calendar.ts'
import type { ReviewCycle } from '../../domain/cycle.ts'
import { Day, Moment } from '../../layout/moment.tsx'
import type { StoryPart } from '../review-story.ts'
import { mailNames } from './mail-names.ts'

export interface ReviewStoryProps {
  cycle: ReviewCycle
  story: readonly StoryPart[]
  /** Whom the review waits for, in words; empty when for nobody. */
  waitsFor: string
  /** When that is due. */
  nextDue: string | undefined
}

/** The whole story of a review, the newest first, with what comes next above it. */
export function ReviewStory({ cycle, story, waitsFor, nextDue }: ReviewStoryProps) {
  return (
    <section aria-labelledby="story">
      <h2 id="story">What has happened</h2>
      {waitsFor !== '' && (
        <p>
          Next: waits for <bdi>{waitsFor}</bdi>
          {nextDue !== undefined && (
            <>
              , due <Day date={localDateOf(nextDue, cycle.timeZone)} />
            </>
          )}
          .
        </p>
      )}
      <ol class="story" reversed>
        {story.map((part, place) => (
          <li key={place} class={part.kind === 'mail' ? 'mail' : undefined}>
            <Part cycle={cycle} part={part} />
          </li>
        ))}
      </ol>
      <p class="quiet">
        Each line but the mails is an entry of the trail, where auditors see who of HR acted and why. The
        mails are those to the reviewee.
      </p>
    </section>
  )
}

function Part({ cycle, part }: { cycle: ReviewCycle; part: StoryPart }) {
  switch (part.kind) {
    case 'mail':
      return (
        <p>
          Mail: {mailNames[part.why]}{' '}
          <span class="quiet">
            <Moment at={part.at} timeZone={cycle.timeZone} />
          </span>
        </p>
      )
    case 'colleague':
      return (
        <>
          <p class="story-what">{part.what}</p>
          <p class="quiet">
            <Day date={part.day} />; of a colleague’s input only the day is told
          </p>
        </>
      )
    case 'entry':
      return (
        <>
          <p class="story-what">{part.what}</p>
          {part.detail && <p>{part.detail}</p>}
          <p class="quiet">
            <bdi>{part.who}</bdi>, <Moment at={part.at} timeZone={cycle.timeZone} />
          </p>
        </>
      )
  }
}
