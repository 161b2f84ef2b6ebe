import { markAsLeft } from '../domain/edit-person.ts'
import { isRefusal } from '../domain/refusal.ts'
import { departuresOf } from '../store/departed-people.ts'
import { loadDirectory } from '../store/people-directory.ts'
import { notAvailable, page } from '../web/reply.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { withdrawalInWords } from './operations/withdrawal-effect.ts'
import { LeavePage } from './pages/leave-page.tsx'
import { personParamsSchema } from './show-holds.tsx'

/** What it would mean if somebody left now, for each cycle that runs. Nothing is written. */
export const offerLeave = hrRoute({
  method: 'GET',
  path: '/hr/people/{personId}/leave',
  rule: 'hr',
  params: personParamsSchema,
  answer: async ({ dependencies: { db }, session, now }, { params: { personId } }) => {
    const person = (await loadDirectory(db)).find(personId)
    if (person === undefined) return notAvailable()
    const change = markAsLeft(person)
    const refusal = isRefusal(change) ? change : undefined
    const departures =
      refusal === undefined ? await departuresOf(db, new Set([personId]), actOf(session, now)) : []
    const cycles = departures.map(({ cycleName, withdrawal }) => ({
      cycleName,
      sentences: withdrawalInWords(withdrawal),
    }))
    return page(<LeavePage person={person} cycles={cycles} refusal={refusal?.message} />, {
      title: 'They have left the company',
      status: refusal === undefined ? 200 : 409,
      refusal,
      back: { label: person.name, href: `/hr/people/${personId}` },
      data: refusal === undefined ? { personId, cycles } : { refusal: refusal.message },
    })
  },
})
