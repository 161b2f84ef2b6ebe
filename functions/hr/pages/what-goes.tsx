import { withFullStop } from '../../domain/with-full-stop.ts'
import type { TraceCounts } from '../../store/trace-counts.ts'

/** What an erasure takes and what it leaves, with numbers, before anybody decides. */
export function WhatGoes({ name, counts }: { name: string; counts: TraceCounts }) {
  const written = counts.ratings + counts.colleagueInputs
  return (
    <>
      <h2>What goes</h2>
      <ul>
        <li>
          The name, the address and everything else that the list of people says of{' '}
          <bdi>{withFullStop(name)}</bdi>
        </li>
        {counts.reviews > 0 && (
          <li>
            {many(counts.reviews, 'review')} of them: all that was written in {itOrThem(counts.reviews)}, by
            them and by others, the ratings
            {counts.records > 0 &&
              `, and ${many(counts.records, 'record')} that ${wasOrWere(counts.records)} signed or shown`}
            .
          </li>
        )}
        {written > 0 && (
          <li>
            What they wrote about others:{' '}
            {[
              counts.ratings > 0 && `${many(counts.ratings, 'rating')} as a supervisor`,
              counts.colleagueInputs > 0 &&
                `${many(counts.colleagueInputs, 'piece')} of input as a colleague`,
            ]
              .filter(Boolean)
              .join(', ')}
            .
          </li>
        )}
        <li>Their links, sessions and codes, and when which mail went to them.</li>
        <li>
          The values behind {many(counts.entries, 'entry', 'entries')} of the trail, such as names, ratings,
          reasons and comments.
        </li>
      </ul>
      <h2>What stays</h2>
      <ul>
        <li>
          The entries of the trail themselves: that something happened, what and when. Nothing opens what they
          say of this person any more, and they still prove that nothing else was altered.
        </li>
        {counts.othersRecords > 0 && (
          <li>
            {many(counts.othersRecords, 'record')} of other people, as they were signed. They may name this
            person as the supervisor, or hold what they wrote as a colleague, without a name. They go when
            those people are erased.
          </li>
        )}
        {counts.cycles > 0 && (
          <li>
            A random number in their place in {many(counts.cycles, 'cycle')}, so that counts stay right. No
            name stands behind it, but who knows the team may guess.
          </li>
        )}
        {counts.supervises > 0 && (
          <li>
            {many(counts.supervises, 'person', 'people')} with nobody above them until you import somebody
            else as their supervisor or manager.
          </li>
        )}
        <li>
          What has left this app: mails, downloads and prints, and the database’s own backups until they run
          out, 35 days at most.
        </li>
      </ul>
    </>
  )
}

const many = (count: number, one: string, more = `${one}s`) => `${count} ${count === 1 ? one : more}`
const itOrThem = (count: number) => (count === 1 ? 'it' : 'them')
const wasOrWere = (count: number) => (count === 1 ? 'was' : 'were')
