import type { CycleStatus } from '../../domain/cycle.ts'

export const statusInWords: Readonly<Record<CycleStatus, string>> = {
  draft: 'Draft',
  scheduled: 'Scheduled',
  opening: 'Being launched',
  running: 'Running',
  released: 'Results released',
  closed: 'Closed',
  cancelled: 'Cancelled',
}
