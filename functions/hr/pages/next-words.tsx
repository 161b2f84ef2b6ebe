import type { ReviewCycle } from '../../domain/cycle.ts'
import type { NextAct } from '../../domain/next-act.ts'
import { Moment } from '../../layout/moment.tsx'

/** What happens next without anybody asking. */
export function NextWords({ cycle, next, now }: { cycle: ReviewCycle; next: NextAct; now: string }) {
  const moment = (at: string) => <Moment at={at} timeZone={cycle.timeZone} />
  if (cycle.pausedAt !== undefined) {
    return (
      <>
        Paused since {moment(cycle.pausedAt)}: no mails go out and nothing runs out. Forms stay open, and what
        is sent in counts.
      </>
    )
  }
  switch (next.what) {
    case 'nothing':
      if (cycle.status === 'draft') return <>Nothing happens until you schedule or launch it.</>
      return cycle.status === 'closed' && cycle.closedAt ? (
        <>It closed on {moment(cycle.closedAt)}. Nothing more happens by itself.</>
      ) : (
        <>Nothing more happens by itself.</>
      )
    case 'launch':
      return next.at < now ? (
        <>It should have launched on {moment(next.at)}. If it does not start within minutes, launch it now.</>
      ) : (
        <>Next: it launches by itself on {moment(next.at)}.</>
      )
    case 'open':
      return <>Next: the first e-mails go out, within a minute or two.</>
    case 'release':
      return cycle.releaseRequestedBy === undefined ? (
        <>Next: the results are released on {moment(next.at)}. Until then reminders go out by themselves.</>
      ) : (
        <>Next: the results are released, within a minute or two.</>
      )
    case 'close':
      return cycle.closeRequestedBy === undefined ? (
        <>
          Next: it closes when everybody has signed, at the latest on {moment(next.at)}. Until then reminders
          go out by themselves.
        </>
      ) : (
        <>Next: it closes, within a minute or two.</>
      )
  }
}
