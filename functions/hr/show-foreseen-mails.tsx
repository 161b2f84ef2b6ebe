import * as z from 'zod'
import type { ReviewCycle } from '../domain/cycle.ts'
import { type ForeseenPart, foreseeMails } from '../domain/foreseen-mails.ts'
import { type CycleId, cycleIdSchema, type PersonId, personIdSchema } from '../domain/ids.ts'
import { isOpenToChange } from '../domain/plan-change.ts'
import { composeCode } from '../mail/code.tsx'
import type { Message } from '../mail/send-email.ts'
import { composeWaiting } from '../mail/waiting.tsx'
import { findCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { file, notAvailable, page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { ForeseenMailsPage } from './pages/plan/foreseen-mails-page.tsx'
import { rehearse } from './rehearsal.ts'

const params = { cycleId: cycleIdSchema, personId: personIdSchema }

/** Every e-mail that one person would get, as it would look; nothing is sent. */
export const showForeseenMails = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/rehearsal/people/{personId}',
  rule: 'hr',
  params: z.object(params),
  answer: async ({ dependencies, now }, { params }) => {
    const foreseen = await foresee(dependencies.db, params.cycleId, params.personId, now.toISOString())
    if (foreseen === undefined) return notAvailable()
    const { cycle, part, mails } = foreseen
    return page(<ForeseenMailsPage cycle={cycle} person={part.person} mails={mails} />, {
      title: `E-mails to ${part.person.name}`,
      back: { label: 'Rehearsal', href: `/hr/cycles/${cycle.cycleId}/rehearsal` },
      data: {
        personId: part.person.personId,
        mails: mails.map(({ occasion, at, message: { subject, text } }) => ({ occasion, at, subject, text })),
      },
    })
  },
})

/** One of them as a mail program shows it: a document of its own that may style itself and do nothing else. */
export const showForeseenMail = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/rehearsal/people/{personId}/mails/{number}',
  rule: 'hr',
  params: z.object({ ...params, number: z.coerce.number().int().min(1).max(500) }),
  answer: async ({ dependencies, now }, { params }) => {
    const foreseen = await foresee(dependencies.db, params.cycleId, params.personId, now.toISOString())
    const mail = foreseen?.mails[params.number - 1]
    if (mail === undefined) return notAvailable()
    return file(mail.message.html, { contentType: 'text/html; charset=utf-8', policy: 'mail' })
  },
})

export interface ComposedMail {
  occasion: 'launch' | 'release' | 'digest' | 'code'
  /** undefined for a code, which comes when it is asked for. */
  at: string | undefined
  message: Message
}

async function foresee(
  db: Database,
  cycleId: CycleId,
  personId: PersonId,
  now: string,
): Promise<{ cycle: ReviewCycle; part: ForeseenPart; mails: ComposedMail[] } | undefined> {
  const cycle = await findCycle(db, cycleId)
  if (cycle === undefined || !isOpenToChange(cycle)) return undefined
  const { parts } = await rehearse(db, cycle, now)
  const part = parts.find(({ person }) => person.personId === personId)
  return part === undefined ? undefined : { cycle, part, mails: compose(cycle, part) }
}

/** Written by the code that writes the real ones. The link opens nothing: each person gets an own one when it is sent. */
function compose(cycle: ReviewCycle, part: ForeseenPart): ComposedMail[] {
  const about = { name: part.person.name, cycleName: cycle.name }
  const waiting = foreseeMails(cycle, part).map(({ occasion, at, items }) => ({
    occasion,
    at,
    message: composeWaiting({
      ...about,
      timeZone: cycle.timeZone,
      occasion,
      items,
      link: '/my/each-person-has-an-own-link',
      now: at,
    }),
  }))
  const recordCount = part.isReviewed ? 1 : part.rates.length
  if (recordCount === 0) return waiting
  return [
    ...waiting,
    { occasion: 'code', at: undefined, message: composeCode({ ...about, code: '123456', recordCount }) },
  ]
}
