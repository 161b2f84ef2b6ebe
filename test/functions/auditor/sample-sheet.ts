import type { RecordSheet, Signature } from '../../../functions/auditor/record-sheet.ts'
import type { Answers } from '../../../functions/domain/answers.ts'
import { sectionsForRole } from '../../../functions/domain/form.ts'
import type { RaterRole } from '../../../functions/domain/rater-role.ts'
import { formOf } from '../../../functions/domain/shipped-forms.ts'
import { INTENT_STATEMENTS } from '../../../functions/domain/sign-off.ts'
import { PLAN } from '../../fixtures/cycle.ts'

const form = formOf(PLAN)

export interface SheetWords {
  name?: string
  text?: string
  comment?: string
}

/** A sheet as the auditor's pages gather it, with both signatures, whose people are called and write as asked. */
export function sampleSheet({
  name = 'Rita Ferrão',
  text = 'Told every customer what would happen next.',
  comment,
}: SheetWords = {}): RecordSheet {
  return {
    record: {
      recordVersion: 1,
      cycle: {
        cycleId: `cyc_${'1'.repeat(32)}`,
        name: `Autumn round of ${name}`,
        reviewPeriod: { from: '2026-07-01', to: '2026-12-31' },
        timeZone: 'Europe/Vienna',
      },
      reviewId: `rev_${'2'.repeat(32)}`,
      reviewee: { personId: `per_${'3'.repeat(32)}`, name },
      supervisor: { personId: `per_${'4'.repeat(32)}`, name: 'Sam Idris' },
      form: { formId: form.formId, version: form.version, title: form.title },
      selfAssessment: answers('self', text),
      peerInput: {
        asked: 3,
        answered: 3,
        items: sectionsForRole(form, 'peer')
          .flatMap(({ items }) => items)
          .map(({ itemId, kind }) => ({
            itemId,
            mean: kind === 'scale' ? 3.67 : null,
            texts: kind === 'text' ? [text, 'Kept calm when the phones were down.'] : [],
          })),
      },
      supervisorRating: { answers: answers('supervisor', text), justification: text },
      computedScore: 3.92,
      ratingOfRecord: 4,
      releasedAt: '2027-02-08T08:00:00.000Z',
    },
    form,
    digest: 'd1'.repeat(32),
    state: 'fits',
    holds: true,
    sealedAt: '2027-02-12T09:30:00.000Z',
    upTo: undefined,
    signatures: [signature('reviewee', name, comment, 7), signature('supervisor', 'Sam Idris', undefined, 8)],
    log: {
      origin: 'reviews.example.com/audit/log',
      vkey: `reviews.example.com/audit/log+0a1b2c3d+${'A'.repeat(44)}`,
      keyId: '0a1b2c3d',
      size: 70_000,
      root: `${'r'.repeat(43)}=`,
    },
    madeAt: '2027-03-01T10:00:00.000Z',
  }
}

function answers(role: RaterRole, text: string): Answers {
  return Object.fromEntries(
    sectionsForRole(form, role)
      .flatMap(({ items }) => items)
      .map(({ itemId, kind }) => [itemId, kind === 'scale' ? { level: 4 as const } : { text }]),
  )
}

function signature(
  role: 'reviewee' | 'supervisor',
  signer: string,
  comment: string | undefined,
  subjectSeq: number,
): Signature {
  const approves = role === 'supervisor'
  const at = approves ? '2027-02-12T09:00:00.000Z' : '2027-02-11T08:00:00.000Z'
  const meaning = approves
    ? 'approved'
    : comment === undefined
      ? 'acknowledged'
      : 'acknowledged-with-disagreement'
  return {
    eventId: `evt_${String(subjectSeq).repeat(32)}`,
    subjectSeq,
    leafHash: String(subjectSeq).repeat(64),
    role,
    meaning,
    at,
    covers: 'd1'.repeat(32),
    entry: {
      schemaVersion: 1,
      eventId: `evt_${String(subjectSeq).repeat(32)}`,
      subjectKind: 'review',
      subjectRef: 'a'.repeat(32),
      subjectSeq,
      prevEventHash: null,
      eventType: approves ? 'record.countersigned' : 'record.signed-by-reviewee',
      meaning,
      signerRole: role,
      signedAt: at,
      recordDigest: 'd1'.repeat(32),
      recordVersion: 1,
      formVersion: null,
      locale: 'en',
      intentStatement: null,
      authentication: { method: 'emailed-link-and-code', at },
      delegation: null,
      beforeDigest: null,
      afterDigest: null,
      retentionClass: 'review',
      commitments: {},
    },
    statement:
      INTENT_STATEMENTS[
        approves ? 'approve/1' : comment === undefined ? 'acknowledge/1' : 'acknowledge-with-disagreement/1'
      ],
    signer,
    typedName: signer,
    comment,
    place: {
      state: 'included',
      index: 69_000 + subjectSeq,
      size: 70_000,
      root: `${'r'.repeat(43)}=`,
      proof: 17,
    },
  }
}
