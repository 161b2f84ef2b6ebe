import { ExactMoment, momentInWords } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { Journey } from '../../layout/progress.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import type { CheckpointRow } from '../../store/log-state.ts'
import { type ExplainedEntry, openedValue } from '../explained-chain.ts'
import type { PlaceInLog } from '../place-in-log.ts'
import type { PartAsOf, ReviewAsOf } from '../review-as-of.ts'
import { Entry } from './entry-list.tsx'
import { EntryTime } from './entry-time.tsx'
import { entryTitle, tellsOnlyTheDay } from './entry-words.ts'
import { placeInWords } from './place-words.ts'
import { stageInWords } from './stage-in-words.ts'

export interface AsOf {
  explained: ExplainedEntry
  review: ReviewAsOf
  place: PlaceInLog
  /** The oldest published checkpoint that covers the entry; undefined while none does. */
  firstCovered: CheckpointRow | undefined
  keyId: string | undefined
  /** Whether the chain of entries holds. */
  holds: boolean
  /** Whether the record that is stored now has the fingerprint in this entry; undefined where it names none. */
  recordFits: boolean | undefined
}

const partWords: Readonly<Record<PartAsOf['part'], string>> = {
  self: 'Self-assessment',
  peers: 'Peer input',
  rating: 'Supervisor’s rating',
  release: 'Release of the record',
  revieweeSignature: 'Reviewee’s signature',
  supervisorSignature: 'Supervisor’s signature',
  seal: 'Seal',
}

/** A review as it stood when one of its entries was written, and what proves that. */
export function AsOfView(props: {
  asOf: AsOf
  timeZone: string
  names: Readonly<Record<string, string>>
  /** The address of the review. */
  href: string
  lastSeq: number
}) {
  const { asOf, timeZone, names, href } = props
  const { entry } = asOf.explained
  const seq = entry.subjectSeq
  const to = (other: number) => `${href}?at=${other}#as-of`
  return (
    <section aria-labelledby="as-of">
      <h2 id="as-of">
        As of entry {seq}: {lowerFirst(entryTitle(entry))}
      </h2>
      <p>
        This is the review as it stood on{' '}
        <EntryTime at={entry.signedAt} eventType={entry.eventType} timeZone={timeZone} />, told from its
        entries up to this one. <a href={href}>Show it as it is now</a>
      </p>
      {asOf.place.state === 'overdue' && (
        <Notice kind="attention" title="This entry is not in the log">
          <p>{placeInWords(asOf.place)}</p>
        </Notice>
      )}
      {asOf.place.state === 'quarantined' && (
        <Notice kind="attention" title="This entry is kept out of the log">
          <p>{asOf.place.problem}</p>
        </Notice>
      )}
      {(asOf.place.state === 'disproved' || asOf.place.state === 'unbelievable') && (
        <Notice kind="attention" title="The log does not bear this entry out">
          <p>{asOf.place.problem}</p>
        </Notice>
      )}
      <SummaryList
        rows={[
          { term: 'Stage then', value: stageInWords(asOf.review) },
          ...(asOf.review.isDisputed
            ? [{ term: 'Disputed then', value: 'A dispute waited for its decision' }]
            : []),
          { term: 'Record then', value: <RecordThen asOf={asOf} timeZone={timeZone} href={href} /> },
        ]}
      />
      <Journey
        label={`Parts of the review as of entry ${seq}`}
        steps={asOf.review.parts.map(({ part, state, how, at }) => ({
          label: partWords[part],
          state,
          detail: [how, at && momentInWords(at, timeZone)].filter(Boolean).join(', '),
        }))}
      />
      <h3>The entry</h3>
      <Entry explained={asOf.explained} timeZone={timeZone} names={names} isTitled={false} />
      <h3>Its place in the log</h3>
      <Place asOf={asOf} timeZone={timeZone} />
      <Proof asOf={asOf} />
      <nav class="pagination not-printed" aria-label="Entries before and after">
        {seq > 0 && (
          <a rel="prev" href={to(seq - 1)}>
            The entry before
          </a>
        )}
        {seq < props.lastSeq && (
          <a rel="next" href={to(seq + 1)}>
            The entry after
          </a>
        )}
      </nav>
    </section>
  )
}

function RecordThen({ asOf, timeZone, href }: { asOf: AsOf; timeZone: string; href: string }) {
  const { release } = asOf.review
  if (release === undefined) return <>None had been released.</>
  return (
    <>
      Released on <ExactMoment at={release.signedAt} timeZone={timeZone} />.{' '}
      <a href={`${href}/record?at=${asOf.explained.entry.subjectSeq}&version=${release.recordVersion}`}>
        Show it with the signatures that it had then
      </a>
    </>
  )
}

function Place({ asOf, timeZone }: { asOf: AsOf; timeZone: string }) {
  const { place, firstCovered, explained, keyId } = asOf
  const count = (state: string) => explained.commitments.filter((one) => one.state.state === state).length
  const committed = (['opened', 'withheld', 'erased', 'contradicted'] as const)
    .map((state) => [state, count(state)] as const)
    .filter(([, many]) => many > 0)
  const words = {
    opened: 'fit',
    withheld: 'withheld',
    erased: 'erased',
    contradicted: 'do not fit',
  } as const
  return (
    <SummaryList
      rows={[
        { term: 'In the log', value: placeInWords(place) },
        ...(place.state === 'included'
          ? [
              { term: 'Checkpoint', value: `${place.size} entries, signed by the key ${keyId ?? ''}` },
              { term: 'Root', value: <code>{place.root}</code> },
              {
                term: 'Proof',
                value: `${place.proof} ${place.proof === 1 ? 'hash' : 'hashes'} from the log’s tiles, calculated just now`,
              },
            ]
          : []),
        ...(firstCovered?.publishedAt === undefined || tellsOnlyTheDay(explained.entry.eventType)
          ? []
          : [
              {
                term: 'First covered',
                value: (
                  <>
                    by the checkpoint of {firstCovered.size} entries,{' '}
                    <ExactMoment at={firstCovered.publishedAt} timeZone={timeZone} />
                  </>
                ),
              },
            ]),
        {
          term: 'Committed values',
          value:
            committed.length === 0
              ? 'none'
              : committed.map(([state, many]) => `${many} ${words[state]}`).join(', '),
        },
      ]}
    />
  )
}

function Proof({ asOf }: { asOf: AsOf }) {
  const { entry } = asOf.explained
  const fits = asOf.explained.commitments.filter(({ state }) => state.state === 'opened').length
  const proven = [
    ...(asOf.place.state === 'included'
      ? [
          'This entry, byte for byte, stands in the log that the checkpoint signs. It cannot be changed or taken out without every later checkpoint failing.',
        ]
      : []),
    ...(asOf.holds ? ['It follows the entry before it without a gap, and nothing was put in between.'] : []),
    ...(fits > 0 ? ['Each value shown as “fits” is the one that was committed to when it was written.'] : []),
    ...(asOf.recordFits === true
      ? ['The record that is stored now is, byte for byte, the one whose fingerprint stands in this entry.']
      : []),
  ]
  return (
    <>
      <h3>What is proven, and what is only said</h3>
      <p>
        <strong>Proven by calculation, just now:</strong>
      </p>
      {proven.length === 0 ? (
        <p>Nothing yet.</p>
      ) : (
        <ul>
          {proven.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      {asOf.recordFits === false && (
        <p>The record that is stored now is not the one whose fingerprint stands in this entry.</p>
      )}
      <p>
        <strong>Only said:</strong>
      </p>
      <ul>
        <li>
          The time, by this installation’s clock.
          {asOf.firstCovered?.publishedAt !== undefined &&
            ' Whoever kept the checkpoint that first covered it knows that it is not younger than that.'}
        </li>
        <li>{saidOfWho(entry.authentication.method, openedValue(asOf.explained, 'signer') !== undefined)}</li>
      </ul>
    </>
  )
}

function saidOfWho(method: string, isNamed: boolean): string {
  const who = isNamed ? 'the person named' : 'the person whom it stands for'
  switch (method) {
    case 'emailed-link':
      return `That it was ${who}: said by this installation, which saw only that somebody held the secret link mailed to them.`
    case 'emailed-link-and-code':
      return `That it was ${who}: said by this installation, which saw only that somebody held the link and the six-digit code mailed to them.`
    case 'oidc':
      return 'That it was the account named: said by the company’s sign-in service.'
    case 'none':
      return 'That nobody acted and the installation did it by itself, on a date or after the step before: said by this installation.'
    default:
      return 'Who it was: said by this installation.'
  }
}

const lowerFirst = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1)
