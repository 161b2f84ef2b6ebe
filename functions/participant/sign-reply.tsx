import { formOf } from '../domain/shipped-forms.ts'
import type { FieldErrors } from '../layout/field-errors.ts'
import { loadCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { type PageReply, page } from '../web/reply.ts'
import type { ParticipantSession } from '../web/sessions.ts'
import type { RecordToSign, SigningDesk } from './gather-records.ts'
import { SignPage } from './pages/sign-page.tsx'
import type { CodeState } from './pages/signature-form.tsx'
import type { SignBody } from './sign-form.ts'

/** The page of signatures: as it is first opened, or with what was typed. */
export async function signReply(
  db: Database,
  session: ParticipantSession,
  desk: SigningDesk,
  shown: {
    code: CodeState | undefined
    typed?: Partial<SignBody>
    errors?: FieldErrors
    status?: 200 | 409 | 422
    /** Keeps to these records (digests, hex), since the code that is on its way is for those. */
    only?: readonly string[] | undefined
  },
): Promise<PageReply> {
  const cycle = await loadCycle(db, session.cycleId)
  const covered = desk.waiting.filter(({ digest }) => shown.only?.includes(digest) ?? true)
  // Nothing that the code is for waits any more: everything else is as on the first visit.
  const waiting = covered.length > 0 ? covered : desk.waiting
  const arrived = desk.waiting.filter((one) => !waiting.includes(one))
  return page(
    <SignPage
      signed={desk.signed}
      waiting={waiting}
      arrived={arrived}
      listed={waiting.map(({ digest }) => digest)}
      form={formOf(cycle)}
      name={session.name}
      code={shown.code}
      typed={shown.typed}
      {...(shown.errors === undefined ? {} : { errors: shown.errors })}
    />,
    {
      title: 'Read and sign',
      status: shown.status ?? 200,
      back: { label: 'What waits for you', href: '/my' },
      data: {
        records: waiting.map(inShort),
        arrivedSince: arrived.map(inShort),
        signed: desk.signed.map(({ reviewId, stepId, receipt }) => ({ reviewId, stepId, receipt })),
        code: shown.code ?? null,
        errors: shown.errors ?? {},
      },
    },
  )
}

const inShort = ({ step, record, digest }: RecordToSign) => ({
  reviewId: step.reviewId,
  stepId: step.stepId,
  kind: step.kind,
  digest,
  record,
})
