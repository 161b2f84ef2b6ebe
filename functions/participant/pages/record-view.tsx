import type { Answers } from '../../domain/answers.ts'
import type { FormVersion, Item } from '../../domain/form.ts'
import { actedForInWords, type ReviewRecord } from '../../domain/record.ts'
import { recordChangeInWords } from '../../domain/record-change-in-words.ts'
import { Day, Moment } from '../../layout/moment.tsx'
import { RecordChanges } from '../../layout/record-changes.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { Words } from '../../layout/words.tsx'
import { levelInWords, ratingInWords } from './level-in-words.ts'

export interface RecordViewProps {
  record: ReviewRecord
  form: FormVersion
  /** The text that the digest covers. */
  canonical: string
  digest: string
}

/** A released record to read, all of it: what stands here is what a signature covers. */
export function RecordView({ record, form, canonical, digest }: RecordViewProps) {
  return (
    <article class="record">
      <SummaryList
        rows={[
          ...(record.recordVersion > 1
            ? [
                {
                  term: 'Record',
                  value: `${record.recordVersion}, in place of record ${record.recordVersion - 1}`,
                },
              ]
            : []),
          { term: 'Review of', value: record.reviewee.name },
          { term: 'Rated by', value: record.supervisor.name },
          ...actedForInWords(record),
          { term: 'Cycle', value: record.cycle.name },
          {
            term: 'Review period',
            value: (
              <>
                <Day date={record.cycle.reviewPeriod.from} /> to <Day date={record.cycle.reviewPeriod.to} />
              </>
            ),
          },
          { term: 'Form', value: `${record.form.title}, version ${record.form.version}` },
          { term: 'Rating', value: <strong>{ratingInWords(form, record.ratingOfRecord)}</strong> },
          {
            term: 'Computed score',
            value:
              record.computedScore === null ? 'none: nothing was rated' : record.computedScore.toFixed(2),
          },
          { term: 'Peer input', value: peersInWords(record) },
          { term: 'Released', value: <Moment at={record.releasedAt} timeZone={record.cycle.timeZone} /> },
        ]}
      />
      {record.notRated && <p>There is no rating of record. {record.notRated}</p>}
      {record.incomplete && <p>{record.incomplete}</p>}
      <RecordChanges
        changes={(record.changes ?? []).map((change) => ({
          at: change.at,
          sentence: recordChangeInWords(change),
          words: change.words,
          by: change.by.join(' and '),
        }))}
        timeZone={record.cycle.timeZone}
      />
      {record.supervisorRating.justification !== '' && (
        <>
          <h3>Reason for the rating</h3>
          <Words by={record.supervisor.name}>{record.supervisorRating.justification}</Words>
        </>
      )}
      {record.selfAssessment === null && (
        <p>There is no self-assessment: its time passed and the review went on without it.</p>
      )}
      {form.sections.map((section) => (
        <section key={section.sectionId}>
          <h3>{section.title}</h3>
          {section.items.map((item) => (
            <ItemOfRecord key={item.itemId} item={item} record={record} form={form} />
          ))}
        </section>
      ))}
      <details>
        <summary>The exact text that a signature covers</summary>
        <p class="quiet">
          Its SHA-256 is <code>{digest}</code>.
        </p>
        <p>
          <code>{canonical}</code>
        </p>
      </details>
    </article>
  )
}

function peersInWords({ peerInput }: ReviewRecord): string {
  if (peerInput.asked === 0) return 'nobody was asked'
  return peerInput.answered === null
    ? 'too few answered, so that it is not shown'
    : `${peerInput.answered} of ${peerInput.asked} answered`
}

function ItemOfRecord({ item, record, form }: { item: Item; record: ReviewRecord; form: FormVersion }) {
  const peers = record.peerInput.items.find(({ itemId }) => itemId === item.itemId)
  const asks = (role: 'self' | 'peer' | 'supervisor') => item.forRoles.includes(role)
  const { reviewee, supervisor, selfAssessment, supervisorRating } = record
  if (item.kind === 'text') {
    const texts = [
      ...textsOf(asks('self') ? selfAssessment : null, item.itemId).map((text) => [text, reviewee.name]),
      ...(peers?.texts ?? []).map((text) => [text, 'A peer']),
      ...textsOf(supervisorRating.answers, item.itemId).map((text) => [text, supervisor.name]),
    ] as const
    if (texts.length === 0) return null
    return (
      <>
        <p>
          <strong>{item.title}</strong>
        </p>
        {texts.map(([text = '', by = ''], index) => (
          <Words key={`${by}-${index}`} by={by}>
            {text}
          </Words>
        ))}
      </>
    )
  }
  return (
    <>
      <p>
        <strong>{item.title}</strong>
      </p>
      <ul>
        {asks('supervisor') && (
          <li>
            {supervisor.name}: {levelInWords(form, supervisorRating.answers[item.itemId])}
          </li>
        )}
        {asks('self') && selfAssessment !== null && (
          <li>
            {reviewee.name}: {levelInWords(form, selfAssessment[item.itemId])}
          </li>
        )}
        {peers !== undefined && (
          <li>
            Peers: {peers.mean === null ? 'too few levels for a mean' : `${peers.mean.toFixed(2)} on average`}
          </li>
        )}
      </ul>
    </>
  )
}

function textsOf(answers: Answers | null, itemId: string): string[] {
  const answer = answers?.[itemId]
  return answer !== undefined && 'text' in answer && answer.text !== '' ? [answer.text] : []
}
