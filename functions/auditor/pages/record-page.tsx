import { meaningInWords } from '../../domain/meaning-in-words.ts'
import { actedForInWords } from '../../domain/record.ts'
import { ButtonLink } from '../../layout/button.tsx'
import { Day, ExactMoment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { Words } from '../../layout/words.tsx'
import { mayLackGlyphs } from '../printable-text.ts'
import type { RecordSheet, Signature } from '../record-sheet.ts'
import { type AnswerInWords, ratingInWords, recordParts, remarksOf, standingOf } from '../record-words.ts'
import { authenticationInWords, roleInWords } from './entry-words.ts'
import { placeInWords } from './place-words.ts'
import { RecordVerdict } from './record-verdict.tsx'
import { TablesOlderThanLog } from './tables-older-than-log.tsx'

/** What was signed and by whom, on one page that can be printed and filed. */
export function RecordPage({ sheet, pdfHref }: { sheet: RecordSheet; pdfHref: string }) {
  const { record, form } = sheet
  const { timeZone } = record.cycle
  return (
    <>
      {sheet.isIncomplete && <TablesOlderThanLog />}
      <RecordVerdict state={sheet.state} />
      {!sheet.holds && (
        <Notice kind="attention" title="The chain of entries does not hold">
          <p>Something about the signatures was changed outside of the app. Look at the review’s entries.</p>
        </Notice>
      )}
      <p class="not-printed">
        <ButtonLink href={pdfHref} kind="secondary">
          Download as PDF
        </ButtonLink>
      </p>
      {mayLackGlyphs(written(sheet)) && (
        <p class="not-printed measure">
          The PDF cannot draw some characters in these names or words and puts [U+…] in their place. To file
          what was signed as it was written, print this page instead.
        </p>
      )}
      <SummaryList
        rows={[
          ...standingOf(sheet).map(({ term, value }) => ({ term, value })),
          { term: 'Reviewee', value: <bdi>{record.reviewee.name}</bdi> },
          { term: 'Supervisor', value: <bdi>{record.supervisor.name}</bdi> },
          ...actedForInWords(record),
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
          ...remarksOf(record),
          { term: 'Released', value: <ExactMoment at={record.releasedAt} timeZone={timeZone} /> },
          ...(sheet.sealedAt === undefined
            ? []
            : [{ term: 'Sealed', value: <ExactMoment at={sheet.sealedAt} timeZone={timeZone} /> }]),
          { term: 'Fingerprint', value: <code>{sheet.digest}</code> },
        ]}
      />
      <h2>Signatures</h2>
      {sheet.upTo !== undefined && <p class="quiet">Only those up to entry {sheet.upTo} are shown.</p>}
      {sheet.signatures.length === 0 && <p>Nobody has signed yet.</p>}
      {sheet.signatures.map((signature) => (
        <SignatureView
          key={signature.eventId}
          signature={signature}
          digest={sheet.digest}
          timeZone={timeZone}
        />
      ))}
      <h2>What this rests on</h2>
      <Foundation sheet={sheet} />
      {recordParts(record, form).map((part) => (
        <section key={part.title}>
          <h2>{part.title}</h2>
          {part.remark !== undefined && <p>{part.remark}</p>}
          {part.groups.map((group) => (
            <section key={group.title ?? ''}>
              {group.title !== undefined && <h3>{group.title}</h3>}
              {group.answers.map((answer) => (
                <AnswerView key={answer.title} answer={answer} />
              ))}
            </section>
          ))}
        </section>
      ))}
    </>
  )
}

const written = ({ record, signatures }: RecordSheet) =>
  [
    JSON.stringify(record),
    ...signatures.flatMap(({ signer, typedName, comment }) => [signer, typedName, comment]),
  ].join(' ')

function SignatureView(props: { signature: Signature; digest: string; timeZone: string }) {
  const { signature, digest, timeZone } = props
  const refused = signature.entry.eventType === 'record.signature-refused'
  return (
    <section class="signature" aria-label={`Signature: ${roleInWords(signature.role)}`}>
      <h3>{roleInWords(signature.role)}</h3>
      <SummaryList
        rows={[
          {
            term: refused ? 'Refused by' : 'Signed by',
            value: (
              <strong>
                <bdi>{signature.signer ?? 'erased'}</bdi>
              </strong>
            ),
          },
          { term: 'Name as typed', value: <bdi>{signature.typedName ?? 'erased'}</bdi> },
          { term: 'Time', value: <ExactMoment at={signature.at} timeZone={timeZone} /> },
          { term: 'Meaning', value: <strong>{meaningInWords(signature.meaning)}</strong> },
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
          { term: 'In the log', value: placeInWords(signature.place) },
          { term: 'Leaf hash', value: <code>{signature.leafHash}</code> },
          { term: 'Entry', value: <code>{signature.eventId}</code> },
        ]}
      />
    </section>
  )
}

function Foundation({ sheet: { log, madeAt, record } }: { sheet: RecordSheet }) {
  return (
    <>
      {log === undefined ? (
        <p>
          No checkpoint of the log is published now that could be believed. The fingerprints of the entries
          still show what was signed.
        </p>
      ) : (
        <SummaryList
          rows={[
            { term: 'Log', value: <code>{log.origin}</code> },
            { term: 'Checkpoint', value: `${log.size} entries` },
            { term: 'Root', value: <code>{log.root}</code> },
            { term: 'Key of the log', value: <code>{log.vkey}</code> },
            { term: 'Fingerprint of the key', value: <code>{log.keyId}</code> },
          ]}
        />
      )}
      <p class="quiet">
        Proven by calculation: each signature covers the record with exactly the fingerprint above, and its
        entry stands in the log under the number given. Asserted by this installation: the times, which are
        those of its clock, and that whoever held the mailed link and code was the person named.
      </p>
      <p class="quiet">
        Shown on <ExactMoment at={madeAt} timeZone={record.cycle.timeZone} />. This sheet is a copy to read;
        what proves is the log.
      </p>
    </>
  )
}

function AnswerView({ answer }: { answer: AnswerInWords }) {
  return (
    <div class="answer">
      <p>
        <strong>{answer.title}</strong>
        {answer.level !== undefined && `: ${answer.level}`}
      </p>
      {answer.texts?.length === 0 && <p class="quiet">Nothing written.</p>}
      {answer.texts?.map((text, index) => (
        <Words key={`${index} ${text.slice(0, 20)}`}>{text}</Words>
      ))}
    </div>
  )
}
