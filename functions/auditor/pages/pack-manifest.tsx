import { meaningInWords } from '../../domain/meaning-in-words.ts'
import { actedForInWords, type ReviewRecord } from '../../domain/record.ts'
import { formOf } from '../../domain/shipped-forms.ts'
import { INTENT_STATEMENTS } from '../../domain/sign-off.ts'
import { ExactMoment, Moment } from '../../layout/moment.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { Table } from '../../layout/table.tsx'
import { Words } from '../../layout/words.tsx'
import { digestOfText } from '../../trail/digest.ts'
import type { TrailEntry } from '../../trail/entry.ts'
import { mayDisclose } from '../../trail/pack/bearing-events.ts'
import type { Disclosed } from '../../trail/pack/openings-file.ts'
import { entryPath, textPath } from '../../trail/pack/pack-paths.ts'
import { ratingInWords, recordParts } from '../record-words.ts'
import { authenticationInWords, eventInWords, fieldInWords, roleInWords } from './entry-words.ts'

export interface ManifestFacts {
  words: string
  part: { number: number; of: number } | null
  madeAt: string
  origin: string
  treeSize: number
  vkey: string
}

export interface ManifestSubject {
  heading: string
  timeZone: string
  kind: 'review' | 'cycle' | 'register'
  subjectRef: string
  entries: readonly { seq: number; entry: TrailEntry | undefined }[]
  /** Which entry of the log each of them is, decimal. */
  indices: readonly string[]
  openings: readonly Disclosed[]
  /** The released record, where it is still there and short enough to be shown whole. */
  record?: ReviewRecord | undefined
}

/** What an evidence pack holds, for people: on a screen, on paper, without us and in ten years. */
export function PackManifest(props: {
  facts: ManifestFacts
  subjects: readonly ManifestSubject[]
  names: Readonly<Record<string, string>>
}) {
  const { facts, subjects, names } = props
  const { part } = facts
  return (
    <>
      <SummaryList
        rows={[
          ...(part === null || part.of === 1
            ? []
            : [{ term: 'Part', value: `${part.number} of ${part.of}; the others belong to it` }]),
          { term: 'Made', value: <ExactMoment at={facts.madeAt} timeZone="UTC" /> },
          { term: 'Log', value: <code>{facts.origin}</code> },
          { term: 'Entries in the log then', value: facts.treeSize },
          { term: 'Key of the log', value: <code>{facts.vkey}</code> },
        ]}
      />
      <Meaning />
      {subjects.length > 3 && (
        <nav aria-label="Chains in this pack">
          <ul>
            {subjects.map(({ subjectRef, heading }) => (
              <li key={subjectRef}>
                <a href={`#${subjectRef}`}>
                  <bdi>{heading}</bdi>
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {subjects.map((subject) => (
        <SubjectView key={subject.subjectRef} subject={subject} names={names} />
      ))}
    </>
  )
}

function Meaning() {
  return (
    <section>
      <h2>What this proves, and what it does not</h2>
      <ul>
        <li>
          <strong>Proven by calculation,</strong> with the files beside this page and the log’s key: that each
          entry stands in the signed log, byte for byte; that none is missing between the first and the last
          entry of a chain; that each signature covers the record with exactly the fingerprint shown; and that
          each value marked “proven” is the one that was committed to at that time.
        </li>
        <li>
          <strong>Asserted by this installation:</strong> its clock; that whoever used the mailed link, the
          mailed code or the company account was the person named; today’s names of people, where a value is
          only an id; and this page itself. It was written by the server from the same entries. The program
          beside it says what the entries say, without this page.
        </li>
        <li>
          <strong>Not shown by a pack alone:</strong> that nothing followed the last entry of a chain that
          does not end in a closing event. The whole log shows it.
        </li>
        <li>
          <strong>Withheld:</strong> who wrote as a colleague, and when they came in. <strong>Erased:</strong>{' '}
          what somebody had erased; the entry stays valid without it.
        </li>
      </ul>
      <p>README.txt says how to check all of it, with our program or with other people’s.</p>
    </section>
  )
}

type Named = Readonly<Record<string, string>>

function SubjectView({ subject, names }: { subject: ManifestSubject; names: Named }) {
  const { heading, subjectRef, entries, indices, timeZone, record } = subject
  const signed = entries.flatMap(({ seq, entry }, at) =>
    entry !== undefined && SIGNATURES.includes(entry.eventType)
      ? [{ seq, entry, index: indices[at] ?? '' }]
      : [],
  )
  return (
    <section id={subjectRef}>
      <h2>
        <bdi>{heading}</bdi>
      </h2>
      <p class="quiet">
        The log calls this chain, and its folders here, <code>{subjectRef}</code>.
      </p>
      {signed.length > 0 && <h3>Signatures</h3>}
      {signed.map(({ seq, entry, index }) => (
        <SignatureView key={seq} subject={subject} entry={entry} index={index} names={names} />
      ))}
      <Table
        caption="Every entry, in its order"
        columns={[
          {
            heading: 'No.',
            kind: 'number',
            namesTheRow: true,
            cell: ({ seq }) => <a href={entryPath(subjectRef, seq)}>{seq}</a>,
          },
          {
            heading: 'When',
            cell: ({ entry }) => entry && <Moment at={entry.signedAt} timeZone={timeZone} />,
          },
          {
            heading: 'What',
            cell: ({ entry }) =>
              entry === undefined ? 'This is no entry that can be read.' : eventInWords(entry.eventType),
          },
          { heading: 'As', cell: ({ entry }) => entry && roleInWords(entry.signerRole) },
          {
            heading: 'Values',
            cell: ({ entry }) => entry && <Values entry={entry} subject={subject} names={names} />,
          },
          { heading: 'Entry of the log', kind: 'number', cell: ({ seq }) => indices[seqAt(entries, seq)] },
        ]}
        rows={entries}
        rowKey={({ seq }) => String(seq)}
      />
      {record !== undefined && <RecordText record={record} />}
    </section>
  )
}

const seqAt = (entries: ManifestSubject['entries'], seq: number) =>
  entries.findIndex((entry) => entry.seq === seq)

const SIGNATURES = ['record.signed-by-reviewee', 'record.signature-refused', 'record.countersigned']

function SignatureView(props: { subject: ManifestSubject; entry: TrailEntry; index: string; names: Named }) {
  const { subject, entry, index, names } = props
  const value = (field: string) =>
    subject.openings.find((one) => one.eventId === entry.eventId && one.field === field)?.value
  const signer = value('signer')
  const comment = value('comment')
  const digest = entry.recordDigest
  return (
    <SummaryList
      rows={[
        {
          term: entry.eventType === 'record.signature-refused' ? 'Refused by' : 'Signed by',
          value: (
            <strong>
              <bdi>
                {(signer === undefined ? undefined : names[signer]) ?? value('signerName') ?? 'erased'}
              </bdi>
            </strong>
          ),
        },
        { term: 'Name as typed (proven)', value: <bdi>{value('signerName') ?? 'erased'}</bdi> },
        { term: 'As', value: roleInWords(entry.signerRole) },
        { term: 'Time', value: <ExactMoment at={entry.signedAt} timeZone={subject.timeZone} /> },
        { term: 'Meaning', value: <strong>{meaningInWords(entry.meaning)}</strong> },
        ...(entry.intentStatement === null
          ? []
          : [
              {
                term: 'Agreed to',
                value: (
                  <>
                    {sentenceOf(entry.intentStatement)}{' '}
                    <a href={textPath(entry.intentStatement.hash, 'txt')}>
                      {entry.intentStatement.id} in the folder “texts”
                    </a>
                  </>
                ),
              },
            ]),
        { term: 'Known by', value: authenticationInWords(entry) },
        {
          term: 'Covers the record',
          value:
            digest === null ? (
              'none'
            ) : (
              <a href={textPath(digest, 'json')}>
                <code>{digest}</code>
              </a>
            ),
        },
        ...(comment === undefined ? [] : [{ term: 'Comment (proven)', value: <Words>{comment}</Words> }]),
        { term: 'Entry of the log', value: index },
      ]}
    />
  )
}

/** The sentence itself, if it is the very one that the entry names. */
function sentenceOf({ id, hash }: { id: string; hash: string }): string {
  const text = new Map(Object.entries(INTENT_STATEMENTS)).get(id)
  return text !== undefined && digestOfText(text) === hash
    ? `“${text}”`
    : 'a sentence that is not known here:'
}

function Values(props: { entry: TrailEntry; subject: ManifestSubject; names: Named }) {
  const { entry, subject, names } = props
  const { openings } = subject
  const fields = Object.keys(entry.commitments)
  if (fields.length === 0) return <>none</>
  return (
    <ul>
      {fields.map((field) => {
        const value = openings.find((one) => one.eventId === entry.eventId && one.field === field)?.value
        return (
          <li key={field}>
            {fieldInWords[field] ?? field}:{' '}
            {value === undefined ? (
              <span class="quiet">{isWithheld(subject, entry, field) ? 'withheld' : 'erased'}</span>
            ) : (
              <>
                <bdi>{Object.hasOwn(names, value) ? names[value] : value}</bdi>{' '}
                <span class="quiet">proven</span>
              </>
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** The register's entries stand here for what they erased; who of HR asked for it is not this pack's business. */
const isWithheld = ({ kind }: ManifestSubject, entry: TrailEntry, field: string) =>
  kind === 'register' || !mayDisclose(entry, field)

/** The record in full; what counts is its text in the file that the signatures name. */
function RecordText({ record }: { record: ReviewRecord }) {
  const form = formOf({ formId: record.form.formId, formVersion: record.form.version })
  return (
    <section>
      <h3>The record</h3>
      <SummaryList
        rows={[
          { term: 'Reviewee', value: <bdi>{record.reviewee.name}</bdi> },
          { term: 'Supervisor', value: <bdi>{record.supervisor.name}</bdi> },
          ...actedForInWords(record),
          { term: 'Cycle', value: <bdi>{record.cycle.name}</bdi> },
          { term: 'Form', value: `${record.form.title}, version ${record.form.version}` },
          { term: 'Rating of record', value: ratingInWords(form, record.ratingOfRecord) },
          { term: 'Computed score', value: record.computedScore ?? 'not rated' },
          {
            term: 'Released',
            value: <ExactMoment at={record.releasedAt} timeZone={record.cycle.timeZone} />,
          },
        ]}
      />
      {recordParts(record, form).map((part) => (
        <section key={part.title}>
          <h4>{part.title}</h4>
          {part.remark !== undefined && <p>{part.remark}</p>}
          {part.groups.flatMap((group) =>
            group.answers.map(({ title, level, texts }) => (
              <div key={`${group.title} ${title}`}>
                <p>
                  <strong>{title}</strong>
                  {level !== undefined && <>: {level}</>}
                </p>
                {texts?.map((text, index) => (
                  <Words key={`${index}`}>{text}</Words>
                ))}
              </div>
            )),
          )}
        </section>
      ))}
    </section>
  )
}
