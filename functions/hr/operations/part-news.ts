import { partNews } from '../../domain/participant.ts'
import type { Person } from '../../domain/person.ts'
import type { PartNews } from '../../mail/mail-queue.ts'
import type { Effect, OperationSituation } from './operation.ts'

/** A mail that tells somebody what has changed about their part. */
export function newsMail(
  { db, cycle: { cycleId } }: Pick<OperationSituation, 'db' | 'cycle'>,
  { personId, name }: Pick<Person, 'personId' | 'name'>,
  news: PartNews,
): Effect['mails'][number] {
  const occasion = partNews(Buffer.from(db.randomBytes(16)).toString('hex'))
  return { name, request: { kind: 'part', cycleId, personId, occasion, news: [news] } }
}

/** The successor hears of it, and so does who had it, as long as they are with the company. */
export function mailsOfSuccession(
  situation: Pick<OperationSituation, 'db' | 'cycle'>,
  { successor, before }: { successor: Person; before: Person | undefined },
  news: PartNews,
  loses: PartNews['what'],
): Effect['mails'] {
  return [
    newsMail(situation, successor, news),
    ...(before?.status === 'active' ? [newsMail(situation, before, { ...news, what: loses })] : []),
  ]
}
