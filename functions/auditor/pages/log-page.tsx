import type { ComponentChildren } from 'preact'
import { ButtonLink, ButtonRow } from '../../layout/button.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { ExactMoment, Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { Table } from '../../layout/table.tsx'
import type { CheckpointRow, LogState } from '../../store/log-state.ts'
import type { LogVerification } from '../../store/log-verification.ts'
import type { MergeDelays } from '../../store/log-watch.ts'
import type { NoLog, PublishedLog } from '../published-log.ts'
import { spanInWords } from './span-in-words.ts'
import { TablesOlderThanLog, WHO_TO_ASK } from './tables-older-than-log.tsx'

export interface LogFacts {
  published: PublishedLog | NoLog
  trouble: LogState['trouble']
  /** The newest first. */
  checkpoints: readonly CheckpointRow[]
  delays: MergeDelays
  verification: LogVerification | undefined
  /** When the newest checkpoint that everybody can read was published; undefined before the first. */
  lastPublishedAt: string | undefined
  /** Without a number in the log. */
  waiting: { count: number; isMore: boolean; oldest: string | undefined }
  /** With a number, and in no published checkpoint. */
  unpublished: { count: number; oldest: string | undefined }
  quarantined: readonly { leafHash: string; sentence: string; at: string }[]
  registerEntries: number
  now: string
}

/** Nobody's time zone in particular: the log belongs to all cycles. */
const UTC = 'UTC'
const PROMISED_SECONDS = 60
const HOUR_MS = 3_600_000
/** A log in which nothing happens says once a day that it is alive; an hour on top for being late. */
const SILENT_MS = 25 * HOUR_MS
/** The installation verifies all of the log once a day. */
const UNVERIFIED_MS = 26 * HOUR_MS

export function LogPage({ facts }: { facts: LogFacts }) {
  const { published } = facts
  return (
    <>
      <Troubles facts={facts} />
      <p class="lead measure">
        Every entry of every review and cycle stands in one log that only grows. Its checkpoints are signed,
        so whoever has kept one can prove that nothing before it was changed, taken out or put in.
      </p>
      {'state' in published ? (
        published.state === 'empty' && (
          <EmptyState title="Nothing is published yet">
            <p>The first checkpoint follows the first entry within {PROMISED_SECONDS} seconds.</p>
          </EmptyState>
        )
      ) : (
        <Published facts={facts} published={published} />
      )}
      <Waiting facts={facts} />
      <Checkpoints rows={facts.checkpoints} />
      <h2>The register</h2>
      <p class="measure">
        What concerns no single review or cycle has a chain of its own: erasures, legal holds, and the
        heartbeats of a log in which nothing happens. <a href="/audit/register">Read the register</a> (
        {facts.registerEntries} {facts.registerEntries === 1 ? 'entry' : 'entries'}).
      </p>
    </>
  )
}

function Troubles({ facts }: { facts: LogFacts }) {
  const { published, trouble, quarantined, verification } = facts
  const unbelievable = 'state' in published && published.state === 'unbelievable' ? published : undefined
  const oldest = oldestWithoutCheckpoint(facts)
  const isLate = oldest !== undefined && ageOf(oldest, facts.now) > PROMISED_SECONDS * 1_000
  const isSilent = facts.lastPublishedAt !== undefined && ageOf(facts.lastPublishedAt, facts.now) > SILENT_MS
  const isUnverified = verification !== undefined && ageOf(verification.at, facts.now) > UNVERIFIED_MS
  const isAhead = !('state' in published) && published.isAheadOfTables
  const isWell =
    trouble === null &&
    !('state' in published) &&
    quarantined.length === 0 &&
    // Also while it cannot be told since when they wait.
    (facts.unpublished.count === 0 || oldest !== undefined) &&
    !isLate &&
    !isSilent &&
    !isUnverified &&
    !isAhead &&
    verification?.ok === true
  return (
    <>
      {unbelievable !== undefined && (
        <Notice kind="attention" title="The published checkpoint cannot be believed">
          <p>{unbelievable.problem}</p>
          <p>
            Nothing on these pages proves anything until this is explained. Keep what you have downloaded.
          </p>
        </Notice>
      )}
      {trouble !== null && (
        <Notice kind="attention" title="The log has stopped">
          <p>
            Since <ExactMoment at={trouble.since} timeZone={UTC} />. Entries are kept and wait; nothing new is
            signed until somebody has looked at it. {WHO_TO_ASK}
          </p>
          <p>
            <strong>For the operator:</strong> {trouble.sentence}
          </p>
        </Notice>
      )}
      {verification !== undefined && !verification.ok && (
        <Notice kind="attention" title="The last verification failed">
          <p>{verification.problem ?? 'It did not say why.'}</p>
          <p>{WHO_TO_ASK}</p>
        </Notice>
      )}
      {quarantined.length > 0 && (
        <Notice kind="attention" title="Entries are kept out of the log">
          <p>
            The sequencer could not take{' '}
            {quarantined.length === 1 ? 'one entry' : `${quarantined.length} entries`}. An entry that breaks
            the rules was written by something other than the app, or was changed.
          </p>
          <ul>
            {quarantined.map(({ leafHash, sentence, at }) => (
              <li key={leafHash}>
                {sentence} <ExactMoment at={at} timeZone={UTC} />. Leaf hash <code>{leafHash}</code>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {isAhead && <TablesOlderThanLog />}
      {(isLate || isSilent) && (
        <Notice kind="failure" title={stuckTitle(facts)}>
          <p>
            {oldest !== undefined && (
              <>
                The oldest entry without a checkpoint has waited for {spanInWords(ageOf(oldest, facts.now))}.
                The log promises {PROMISED_SECONDS} seconds.{' '}
              </>
            )}
            {isSilent && 'Even a log in which nothing happens publishes a checkpoint every day. '}
            What has no checkpoint is not yet proven to anybody. {WHO_TO_ASK}
          </p>
        </Notice>
      )}
      {isUnverified && verification !== undefined && (
        <Notice kind="failure" title="The log has not been verified lately">
          <p>
            The installation should verify all of it every day. It last did so{' '}
            {spanInWords(ageOf(verification.at, facts.now))} ago. {WHO_TO_ASK}
          </p>
        </Notice>
      )}
      {isWell && (
        <Notice kind="success" title="The log is well">
          <p>
            It runs, nothing is kept out of it, and the installation’s own last verification of all of it
            found no fault. Your own verification does not rest on this sentence.
          </p>
        </Notice>
      )}
    </>
  )
}

/** The oldest entry that no published checkpoint covers, whether it has a number or not. */
function oldestWithoutCheckpoint({ waiting, unpublished }: LogFacts): string | undefined {
  const both = [waiting.oldest, unpublished.oldest].filter((at) => at !== undefined)
  return both.sort()[0]
}

function stuckTitle(facts: LogFacts): string {
  const { waiting, unpublished, lastPublishedAt, now } = facts
  const count = waiting.count + unpublished.count
  const many = `${waiting.isMore ? 'more than ' : ''}${count}`
  const entries = count === 0 ? '' : `; ${many} ${count === 1 ? 'entry has' : 'entries have'} no checkpoint`
  return lastPublishedAt === undefined
    ? `Nothing was ever published${entries}`
    : `Nothing was published for ${spanInWords(ageOf(lastPublishedAt, now))}${entries}`
}

function Published({ facts, published }: { facts: LogFacts; published: PublishedLog }) {
  const { delays, verification, checkpoints } = facts
  const { checkpoint, note, vkey, vkeyText } = published
  const row = checkpoints.find(({ size }) => size === checkpoint.size)
  const at = row?.publishedAt ?? row?.signedAt
  return (
    <>
      <SummaryList
        rows={[
          { term: 'Entries', value: checkpoint.size },
          {
            term: 'Last checkpoint',
            value: at === undefined ? 'published a moment ago' : <ExactMoment at={at} timeZone={UTC} />,
          },
          { term: 'From entry to checkpoint', value: <Delays delays={delays} /> },
          {
            term: 'Last verified here',
            value:
              verification === undefined ? (
                'not yet; the installation does it once a day'
              ) : (
                <>
                  <ExactMoment at={verification.at} timeZone={UTC} />,{' '}
                  {verification.size === null ? 'no checkpoint to believe' : `${verification.size} entries`},{' '}
                  {verification.ok ? 'without a fault' : 'with a fault'}
                </>
              ),
          },
          { term: 'Name and address', value: <Copyable>{checkpoint.origin}</Copyable> },
          { term: 'Verification key', value: <Copyable>{vkeyText}</Copyable> },
          { term: 'Fingerprint of the key', value: <Copyable>{vkey.keyId}</Copyable> },
        ]}
      />
      <p class="measure">
        Keep the verification key somewhere else than here: with it, and nothing more, everything else can be
        checked. Compare it with what you were given when the log began.
      </p>
      <h2>The newest checkpoint</h2>
      <pre class="signed-note">{note}</pre>
      <ButtonRow>
        <ButtonLink href="/audit/verify" kind="primary">
          Verify the log now
        </ButtonLink>
        <ButtonLink href="/audit/log/checkpoint" kind="secondary">
          Download this checkpoint
        </ButtonLink>
      </ButtonRow>
    </>
  )
}

function Delays({ delays }: { delays: MergeDelays }) {
  if (delays.lastMs === undefined || delays.longestMs === undefined)
    return (
      <>
        Nothing was published since <Moment at={delays.since} timeZone={UTC} />.
      </>
    )
  return (
    <>
      {spanInWords(delays.lastMs)} the last time; at most {spanInWords(delays.longestMs)} in{' '}
      {delays.checkpoints} checkpoints since <Moment at={delays.since} timeZone={UTC} />. The log promises{' '}
      {PROMISED_SECONDS} seconds.
    </>
  )
}

function Waiting({ facts }: { facts: LogFacts }) {
  const { waiting, unpublished, now } = facts
  return (
    <>
      <h2>What waits</h2>
      <p>
        {waiting.oldest === undefined
          ? 'No entry waits for its place in the log.'
          : `${waiting.isMore ? `More than ${waiting.count}` : waiting.count} ${
              waiting.count === 1 ? 'entry waits' : 'entries wait'
            }; the oldest for ${spanInWords(ageOf(waiting.oldest, now))}.`}{' '}
        {unpublished.count > 0 &&
          `${unpublished.count} ${unpublished.count === 1 ? 'entry has its place and stands' : 'entries have their place and stand'} in no published checkpoint${
            unpublished.oldest === undefined
              ? ''
              : `; the oldest for ${spanInWords(ageOf(unpublished.oldest, now))}`
          }.`}
      </p>
    </>
  )
}

function Checkpoints({ rows }: { rows: readonly CheckpointRow[] }) {
  if (rows.length === 0) return null
  return (
    <>
      <h2>Checkpoints</h2>
      <Table
        caption={`The newest ${rows.length}, the latest first`}
        columns={[
          {
            heading: 'Entries',
            kind: 'number',
            namesTheRow: true,
            cell: ({ size, publishedAt }) =>
              publishedAt === undefined ? size : <a href={`/audit/log/checkpoint-history/${size}`}>{size}</a>,
          },
          {
            heading: 'Published',
            cell: ({ publishedAt }) =>
              publishedAt === undefined ? (
                'signed, not yet published'
              ) : (
                <ExactMoment at={publishedAt} timeZone={UTC} />
              ),
          },
          {
            heading: 'Longest wait',
            cell: ({ mergeDelayMs }) => (mergeDelayMs === undefined ? '' : spanInWords(mergeDelayMs)),
          },
          { heading: 'Root', cell: ({ root }) => <code>{asInTheNote(root)}</code> },
        ]}
        rows={rows}
        rowKey={({ size }) => String(size)}
      />
    </>
  )
}

/** One click or tap selects all of it. */
const Copyable = ({ children }: { children: ComponentChildren }) => <code class="copyable">{children}</code>

/** A note spells its root in base64, the table of checkpoints in hex. */
const asInTheNote = (hex: string) => Buffer.from(hex, 'hex').toString('base64')

const ageOf = (instant: string, now: string) => Math.max(0, Date.parse(now) - Date.parse(instant))
