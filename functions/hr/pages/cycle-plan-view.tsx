import type { ReviewCycle } from '../../domain/cycle.ts'
import { selectionInWords } from '../../domain/selection-words.ts'
import { Day, Moment } from '../../layout/moment.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'

export function CyclePlanView({ cycle }: { cycle: ReviewCycle }) {
  const { dates, selection, peers } = cycle
  return (
    <>
      <h2>The plan</h2>
      <SummaryList
        rows={[
          {
            term: 'Review period',
            value: (
              <>
                <Day date={cycle.reviewPeriod.from} /> to <Day date={cycle.reviewPeriod.to} />
              </>
            ),
          },
          {
            term: cycle.openedAt === undefined ? 'Launch' : 'Launched',
            value: <Moment at={cycle.openedAt ?? cycle.launchAt} timeZone={cycle.timeZone} />,
          },
          { term: 'Self-assessments until', value: <Day date={dates.selfDueOn} /> },
          { term: 'Peer input until', value: <Day date={dates.peerDueOn} /> },
          { term: 'Supervisor ratings until', value: <Day date={dates.ratingDueOn} /> },
          {
            term: 'Release of the results',
            value:
              cycle.releasedAt === undefined ? (
                <Moment at={cycle.releaseAt} timeZone={cycle.timeZone} />
              ) : (
                <Moment at={cycle.releasedAt} timeZone={cycle.timeZone} />
              ),
          },
          { term: 'Signatures of the people reviewed until', value: <Day date={dates.signDueOn} /> },
          { term: 'Signatures of the supervisors until', value: <Day date={dates.countersignDueOn} /> },
          { term: 'Days of grace', value: `${cycle.graceDays} working days` },
          { term: 'Time zone', value: cycle.timeZone },
          {
            term: 'Who',
            value: selectionInWords(selection),
          },
          {
            term: 'Peers',
            value:
              peers.perReview === 0
                ? 'No peer input'
                : `${peers.perReview} each, shown from ${peers.threshold} answers on, nobody asked about more than ${peers.loadCap}`,
          },
          {
            term: 'Reminders',
            value: `${cycle.reminderDaysBefore.join(', ')} working days before a last day, at ${String(cycle.civilHour).padStart(2, '0')}:00`,
          },
        ]}
      />
    </>
  )
}
