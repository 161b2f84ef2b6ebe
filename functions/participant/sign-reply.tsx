import { formOf } from '../domain/shipped-forms.ts'
import type { FieldErrors } from '../layout/field-errors.ts'
import { loadCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { type PageReply, page } from '../web/reply.ts'
import type { ParticipantSession } from '../web/sessions.ts'
import { digestOfRecords, type SigningDesk } from './gather-records.ts'
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
    /** Keeps to the records that were on the page before, since the code that is on its way is for those. */
    keepList?: boolean
  },
): Promise<PageReply> {
  const cycle = await loadCycle(db, session.cycleId)
  const before = shown.keepList === true ? (shown.typed?.record ?? []) : undefined
  const waiting = desk.waiting.filter(({ digest }) => before?.includes(digest) ?? true)
  return page(
    <SignPage
      signed={desk.signed}
      waiting={waiting}
      listed={before ?? waiting.map(({ digest }) => digest)}
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
        records: waiting.map(({ step, record, digest }) => ({
          reviewId: step.reviewId,
          stepId: step.stepId,
          kind: step.kind,
          digest,
          record,
        })),
        recordsDigest: digestOfRecords(waiting.map(({ digest }) => digest)),
        signed: desk.signed.map(({ reviewId, stepId, receipt }) => ({ reviewId, stepId, receipt })),
        code: shown.code ?? null,
        errors: shown.errors ?? {},
      },
    },
  )
}
