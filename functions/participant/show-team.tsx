import { page } from '../web/reply.ts'
import { gatherTeam } from './gather-team.ts'
import { TeamPage } from './pages/team-page.tsx'
import { participantRoute } from './participant-route.ts'

/** All that a supervisor rates in this cycle, in one list to compare. */
export const showTeam = participantRoute({
  method: 'GET',
  path: '/my/team',
  rule: 'participant',
  answer: async ({ dependencies: { db }, session }) => {
    const team = await gatherTeam(db, session)
    return page(<TeamPage {...team} />, {
      title: 'Your team’s ratings',
      wide: true,
      back: { label: 'What waits for you', href: '/my' },
      data: { cycle: team.cycleName, members: team.members },
    })
  },
})
