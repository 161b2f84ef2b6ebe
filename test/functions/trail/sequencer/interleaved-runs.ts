import { createSequencer, type SequencerReport } from '../../../../functions/trail/sequencer/sequencer.ts'
import { type Gate, type MemoryLog, partsOver } from './memory-log.ts'

/** The process dies here: neither this call nor any later one of the same run answers. */
export class Died extends Error {
  override name = 'Died'
}
/** The service's answer is an error; the run goes on with it. */
export class Failed extends Error {
  override name = 'Failed'
}

export interface At {
  /** Which run. */
  run: number
  /** Counts the gates that this run came to, from 0: two for each call. */
  gate: number
  call: string
  phase: 'before' | 'after'
}

/** What happens at a gate: the run goes on, another one does, the process dies, or the call fails. */
export type Decide = (at: At, others: readonly number[]) => { to: number } | 'go on' | 'die' | 'fail'

export interface RunOutcome {
  report?: SequencerReport
  error?: Error
  gates: number
}

/**
 * Several sequencers over one log, one moving at a time; which one is decided at each gate. The same decisions give the same
 * course, call by call.
 */
export async function interleave(log: MemoryLog, runs: number, decide: Decide): Promise<RunOutcome[]> {
  const outcomes: RunOutcome[] = Array.from({ length: runs }, () => ({ gates: 0 }))
  const parked = new Map<number, () => void>()
  const dead = new Set<number>()
  const alive = new Set(outcomes.keys())

  const handOver = (to: number) => {
    const wake = parked.get(to)
    parked.delete(to)
    wake?.()
  }
  const gateOf =
    (run: number): Gate =>
    async (call, phase) => {
      const outcome = outcomes[run]
      if (outcome === undefined || dead.has(run)) throw new Died(call)
      const at: At = { run, gate: outcome.gates, call, phase }
      outcome.gates += 1
      const decision = decide(at, [...parked.keys()])
      if (decision === 'die') {
        dead.add(run)
        throw new Died(`${call} ${phase}`)
      }
      if (decision === 'fail') throw new Failed(`${call} ${phase}`)
      if (decision !== 'go on' && parked.has(decision.to)) {
        await new Promise<void>((resolve) => {
          parked.set(run, resolve)
          handOver(decision.to)
        })
      }
    }

  await Promise.all(
    outcomes.map(async (outcome, run) => {
      // The first begins; the others wait for their turn.
      if (run > 0) await new Promise<void>((resolve) => parked.set(run, resolve))
      try {
        outcome.report = await createSequencer(partsOver(log, gateOf(run))).run()
      } catch (error) {
        outcome.error = error instanceof Error ? error : new Error(String(error))
      }
      alive.delete(run)
      const next = [...parked.keys()][0]
      if (next !== undefined) handOver(next)
    }),
  )
  return outcomes
}
