import type { CycleStatus } from '../../domain/cycle.ts'
import { type StatusTone, StatusWord } from '../../layout/status-word.tsx'

const words: Record<CycleStatus, readonly [StatusTone, string]> = {
  draft: ['quiet', 'Draft'],
  scheduled: ['going', 'Scheduled'],
  opening: ['going', 'Launching'],
  running: ['going', 'Running'],
  released: ['going', 'Results released'],
  closed: ['good', 'Closed'],
  cancelled: ['quiet', 'Cancelled'],
}

export function CycleStatusWord({ status }: { status: CycleStatus }) {
  const [tone, word] = words[status]
  return <StatusWord tone={tone}>{word}</StatusWord>
}
