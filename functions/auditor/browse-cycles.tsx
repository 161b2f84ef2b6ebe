import { listCycles } from '../store/cycles.ts'
import { page } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'
import { CyclesPage } from './pages/cycles-page.tsx'

export const browseCycles = auditorRoute({
  method: 'GET',
  path: '/audit',
  rule: 'auditor',
  answer: async ({ dependencies }) => {
    const cycles = await listCycles(dependencies.db)
    return page(<CyclesPage cycles={cycles} />, {
      title: 'Cycles',
      data: {
        cycles: cycles.map(({ cycleId, name, status, reviewCount, chain }) => ({
          cycleId,
          name,
          status,
          reviewCount,
          entries: chain.seq,
        })),
      },
    })
  },
})
