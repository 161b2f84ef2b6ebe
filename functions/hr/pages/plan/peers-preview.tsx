import type { CyclePlan } from '../../../domain/cycle.ts'
import { BarList } from '../../../layout/chart.tsx'
import { Notice } from '../../../layout/notice.tsx'

export interface PeersPreviewProps {
  cycleId: string
  peers: CyclePlan['peers']
  /** How many people get how many colleagues. */
  getting: readonly { number: number; people: number }[]
  /** How many colleagues are asked about how many people. */
  giving: readonly { number: number; people: number }[]
}

/** What these numbers mean for the people chosen, and what becomes of those who get too few. */
export function PeersPreview({ cycleId, peers, getting, giving }: PeersPreviewProps) {
  if (peers.perReview === 0) return <p>Nobody is asked about a colleague in this cycle.</p>
  const people = (filter: (number: number) => boolean) =>
    getting.filter(({ number }) => filter(number)).reduce((sum, one) => sum + one.people, 0)
  const short = people((number) => number < peers.perReview)
  const hidden = people((number) => number < peers.threshold)
  return (
    <>
      <h2 id="who-gets-how-many">Who gets how many</h2>
      {short === 0 ? (
        <p>Everybody gets {peers.perReview} colleagues.</p>
      ) : (
        <Notice kind="attention" title={`${inWords(short)} would get fewer than ${peers.perReview}`}>
          <p>
            Their teams are too small, or their colleagues are asked about {peers.loadCap} people already.
            They are reviewed all the same.{' '}
            {hidden > 0
              ? `For ${inWords(hidden)} of them fewer than ${peers.threshold} colleagues can answer at all, so that peer input stays hidden from everybody.`
              : 'All of them can still reach the number of answers that is needed.'}{' '}
            Ask fewer colleagues about each person, raise the load, or{' '}
            <a href={`/hr/cycles/${cycleId}/plan/people`}>choose other people</a>.
          </p>
        </Notice>
      )}
      <BarList caption="How many colleagues are asked about each person" bars={barsOf(getting)} />
      <BarList caption="How many people each colleague is asked about" bars={barsOf(giving)} />
    </>
  )
}

const inWords = (people: number) => (people === 1 ? 'one person' : `${people} people`)

const barsOf = (counts: PeersPreviewProps['getting']) =>
  counts.map(({ number, people }) => ({
    label: String(number),
    value: people,
    text: people === 1 ? '1 person' : `${people} people`,
  }))
