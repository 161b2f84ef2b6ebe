import { listCycles } from '../store/cycles.ts'
import { page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { CyclesPage } from './pages/cycles-page.tsx'

export const browseCycles = hrRoute({
  method: 'GET',
  path: '/hr/cycles',
  rule: 'hr',
  answer: async ({ dependencies }) => {
    const cycles = await listCycles(dependencies.db)
    return page(<CyclesPage cycles={cycles} />, {
      title: 'Cycles',
      data: {
        cycles: cycles.map(({ cycleId, name, status, launchAt, reviewCount }) => ({
          cycleId,
          name,
          status,
          launchAt,
          reviewCount,
        })),
      },
    })
  },
})
