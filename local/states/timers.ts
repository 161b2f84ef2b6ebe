import type { DueSource } from '../ports.ts'
import type { Engine } from './engine.ts'
import type { Phase } from './execution.ts'

const WORDS: Partial<Record<Phase, string>> = {
  waiting: 'the wait ends',
  retrying: 'it is tried again',
}

/** Waits, retries, timeouts, heartbeats and deadlines of all executions, as one source of the cloud's clock. */
export function workflowTimers(engine: Engine): DueSource {
  const { store } = engine
  return {
    name: 'workflow timers',
    next() {
      const due = store.nextDue()
      if (due === undefined) return undefined
      const row = store.row(
        `SELECT e.machine_name, e.name, f.state, f.phase, f.due_at, f.heartbeat_at FROM states_executions e
         LEFT JOIN states_frames f ON f.execution = e.id AND f.no = ? WHERE e.id = ?`,
        due.frame,
        due.execution,
      )
      const execution = `${row?.machine_name}/${row?.name}`
      if (due.frame === null) return { at: due.at, what: `${execution}: the time limit of the execution` }
      const timeout = row?.heartbeat_at === row?.due_at ? 'a heartbeat is overdue' : 'the task times out'
      const words = WORDS[row?.phase as Phase] ?? timeout
      return { at: due.at, what: `${execution}: '${row?.state}', ${words}` }
    },
    async fire(now) {
      const told = store.dueExecutions(now).map((id) => engine.tell(id, { kind: 'due' }))
      // What goes wrong is logged by the engine; the others must still fire.
      await Promise.allSettled(told)
    },
    busy: () => engine.busy(),
  }
}
