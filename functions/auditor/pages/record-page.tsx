import type { Answer, Answers } from '../../domain/answers.ts'
import { type FormVersion, inFormOrder, sectionsForRole } from '../../domain/form.ts'
import { meaningInWords } from '../../domain/meaning-in-words.ts'
import type { RaterRole } from '../../domain/rater-role.ts'
import type { PeerSummary, ReviewRecord } from '../../domain/record.ts'
import { Day, Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { Words } from '../../layout/words.tsx'
import type { TrailEntry } from '../../trail/entry.ts'
import type { RecordState } from '../record-state.ts'
import { authenticationInWords, roleInWords } from './entry-words.ts'
import { RecordVerdict } from './record-verdict.tsx'

export interface Signature {
  eventId: string
  leafHash: string
  role: string
  meaning: string
  at: string
  /** Fingerprint of the record that the signature covers. */
  covers: string | null
  entry: TrailEntry
  statement: string | undefined
  /** Undefined once erased. */
  signer: string | undefined
  typedName: string | undefined
  comment: string | undefined
}

export interface RecordPageProps {
  record: ReviewRecord
  form: FormVersion
  /** SHA-256 of the record that is shown, calculated just now, hex. */
  digest: string
  state: RecordState
  /** Whether the chain of entries holds. */
  holds: boolean
  sealedAt: string | undefined
  signatures: readonly Signature[]
}

/** What was signed and by whom, on one page that can be printed and filed. */
export function RecordPage(props: RecordPageProps) {
  const { record, form } = props
  const { timeZone } = record.cycle
  return (
    <>
      <RecordVerdict state={props.state} />
      {!props.holds && (
        <Notice kind="attention" title="The chain of entries does not hold">
          <p>Something about the signatures was changed outside of the app. Look at the review’s entries.</p>
        </Notice>
      )}
      <SummaryList
        rows={[
          { term: 'Reviewee', value: <bdi>{record.reviewee.name}</bdi> },
          { term: 'Supervisor', value: <bdi>{record.supervisor.name}</bdi> },
          { term: 'Cycle', value: <bdi>{record.cycle.name}</bdi> },
          {
            term: 'Review period',
            value: (
              <>
                <Day date={record.cycle.reviewPeriod.from} /> to <Day date={record.cycle.reviewPeriod.to} />
              </>
            ),
          },
          { term: 'Form', value: `${record.form.title}, version ${record.form.version}` },
          { term: 'Rating of record', value: ratingInWords(form, record.ratingOfRecord) },
          { term: 'Computed score', value: record.computedScore ?? 'not rated' },
          { term: 'Released', value: <Moment at={record.releasedAt} timeZone={timeZone} /> },
          ...(props.sealedAt === undefined
            ? []
            : [{ term: 'Sealed', value: <Moment at={props.sealedAt} timeZone={timeZone} /> }]),
          { term: 'Fingerprint', value: <code>{props.digest}</code> },
        ]}
      />
      <h2>Signatures</h2>
      {props.signatures.length === 0 && <p>Nobody has signed yet.</p>}
      {props.signatures.map((signature) => (
        <SignatureView
          key={signature.eventId}
          signature={signature}
          digest={props.digest}
          timeZone={timeZone}
        />
      ))}
      <h2>Supervisor’s rating</h2>
      <AnswersView form={form} raterRole="supervisor" answers={record.supervisorRating.answers} />
      {record.supervisorRating.justification.trim() !== '' && (
        <>
          <h3>Justification</h3>
          <Words>{record.supervisorRating.justification}</Words>
        </>
      )}
      <h2>Self-assessment</h2>
      {record.selfAssessment === null ? (
        <p>It was left out: it did not come in time.</p>
      ) : (
        <AnswersView form={form} raterRole="self" answers={record.selfAssessment} />
      )}
      <h2>Peer input</h2>
      <PeerSummaryView form={form} summary={record.peerInput} />
    </>
  )
}

function SignatureView(props: { signature: Signature; digest: string; timeZone: string }) {
  const { signature, digest, timeZone } = props
  const refused = signature.entry.eventType === 'record.signature-refused'
  return (
    <section aria-label={`Signature: ${roleInWords(signature.role)}`}>
      <h3>{roleInWords(signature.role)}</h3>
      <SummaryList
        rows={[
          {
            term: refused ? 'Refused by' : 'Signed by',
            value: <bdi>{signature.signer ?? 'erased'}</bdi>,
          },
          { term: 'Name as typed', value: <bdi>{signature.typedName ?? 'erased'}</bdi> },
          {
            term: 'Time',
            value: (
              <>
                <Moment at={signature.at} timeZone={timeZone} /> <span class="quiet">{signature.at}</span>
              </>
            ),
          },
          { term: 'Meaning', value: meaningInWords(signature.meaning) },
          ...(signature.statement === undefined
            ? []
            : [{ term: 'Agreed to', value: `“${signature.statement}”` }]),
          { term: 'Known by', value: authenticationInWords(signature.entry) },
          {
            term: 'Covers',
            value: signature.covers === digest ? 'This record' : 'Another record than this one',
          },
          ...(signature.comment === undefined
            ? []
            : [{ term: 'Comment', value: <Words>{signature.comment}</Words> }]),
          { term: 'Entry', value: <code>{signature.eventId}</code> },
          { term: 'Fingerprint of the entry', value: <code>{signature.leafHash}</code> },
        ]}
      />
    </section>
  )
}

function AnswersView(props: { form: FormVersion; raterRole: RaterRole; answers: Answers }) {
  return (
    <>
      {sectionsForRole(props.form, props.raterRole).map((section) => (
        <section key={section.sectionId}>
          <h3>{section.title}</h3>
          {section.items.map((item) => (
            <div key={item.itemId}>
              <p>
                <strong>{item.title}</strong>
                {item.kind === 'scale' && `: ${levelInWords(props.form, props.answers[item.itemId])}`}
              </p>
              {item.kind === 'text' && <TextAnswer answer={props.answers[item.itemId]} />}
            </div>
          ))}
        </section>
      ))}
    </>
  )
}

function TextAnswer({ answer }: { answer: Answer | undefined }) {
  return answer !== undefined && 'text' in answer && answer.text.trim() !== '' ? (
    <Words>{answer.text}</Words>
  ) : (
    <p class="quiet">Nothing written.</p>
  )
}

function PeerSummaryView({ form, summary }: { form: FormVersion; summary: PeerSummary }) {
  if (summary.asked === 0) return <p>No colleagues were asked.</p>
  if (summary.answered === null) {
    return <p>Too few colleagues answered for their input to be shown without showing who wrote it.</p>
  }
  const titles = new Map(
    form.sections.flatMap((section) => section.items.map((item) => [item.itemId, item.title] as const)),
  )
  return (
    <>
      <p>
        {summary.answered} of {summary.asked} colleagues answered. Their words stand in no order.
      </p>
      {inFormOrder(form, summary.items).map((item) => (
        <section key={item.itemId}>
          <h3>{titles.get(item.itemId) ?? item.itemId}</h3>
          {item.mean !== null && <p>Mean: {item.mean}</p>}
          {item.texts.map((text, index) => (
            <Words key={`${item.itemId} ${index}`}>{text}</Words>
          ))}
        </section>
      ))}
    </>
  )
}

function levelInWords(form: FormVersion, answer: Answer | undefined): string {
  if (answer === undefined) return 'no answer'
  if ('notRated' in answer) return form.scale.notRated.name
  return 'text' in answer ? answer.text : ratingInWords(form, answer.level)
}

function ratingInWords(form: FormVersion, rating: number | null): string {
  return rating === null ? 'not rated' : `${rating} – ${form.scale.levels[rating - 1]?.name ?? ''}`
}
