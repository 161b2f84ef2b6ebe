/**
 * Whatever the moment at which the process dies, a new one on the same rows comes to the same end. The power is cut at
 * every single commit of a machine that uses everything: once right after the commit (what was to follow never
 * happened), once right before the next (what followed was lost).
 */
import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { testCloud } from './closing-cloud.ts'
import {
  call,
  type HistoryEvent,
  MACHINE,
  openDatabase,
  START,
  TestClock,
  type TestCloud,
  waitForToken,
} from './test-cloud.ts'

const REVIEW = MACHINE.replace(/Machine$/, 'Review')

const review = {
  StartAt: 'Rate',
  States: {
    Rate: waitForToken({ TimeoutSeconds: 500, Output: '{% $states.result.rating %}', Next: 'Rest' }),
    Rest: { Type: 'Wait', Seconds: 5, End: true },
  },
}

const machine = {
  StartAt: 'Prepare',
  States: {
    Prepare: { Type: 'Pass', Assign: { factor: 10 }, Next: 'Try' },
    Try: call(
      'flaky',
      { try: 1 },
      {
        Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 7, MaxAttempts: 20, BackoffRate: 1 }],
        Assign: { tried: '{% $states.result.Payload %}' },
        Next: 'Both',
      },
    ),
    Both: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Self',
          States: { Self: waitForToken({ Output: '{% $states.result.rating %}', End: true }) },
        },
        {
          StartAt: 'Peers',
          States: {
            Peers: {
              Type: 'Map',
              Items: [1, 2, 3],
              MaxConcurrency: 2,
              ItemProcessor: {
                StartAt: 'Peer',
                States: {
                  Peer: waitForToken({
                    Output: '{% $states.input * $factor + $states.result.rating %}',
                    Next: 'Think',
                  }),
                  Think: { Type: 'Wait', Seconds: 3, End: true },
                },
              },
              End: true,
            },
          },
        },
      ],
      Assign: { ratings: '{% $states.result %}' },
      Next: 'Fan out',
    },
    'Fan out': {
      Type: 'Map',
      Label: 'Start',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON' },
        Arguments: { Bucket: 'bucket', Key: 'manifest' },
      },
      MaxConcurrency: 2,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Start',
        States: {
          Start: {
            Type: 'Task',
            Resource: 'arn:aws:states:::aws-sdk:sfn:startExecution',
            Arguments: { StateMachineArn: REVIEW, Name: '{% $states.input %}', Input: '{}' },
            Output: '{% $states.result.ExecutionArn %}',
            End: true,
          },
        },
      },
      Assign: { reviews: '{% $count($states.result) %}' },
      Next: 'Wait for one',
    },
    'Wait for one': {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Arguments: { StateMachineArn: REVIEW, Name: 'last', Input: {} },
      Output: '{% $states.result.Output %}',
      Next: 'Sink',
    },
    Sink: call('sink', {}, { Catch: [{ ErrorEquals: ['Sunk'], Next: 'Too late' }], Next: 'Too late' }),
    'Too late': waitForToken({
      TimeoutSeconds: 50,
      Arguments: { FunctionName: call('forget', {}).Arguments.FunctionName },
      Catch: [{ ErrorEquals: ['States.Timeout'], Output: '{% $states.input.Error %}', Next: 'Late?' }],
      Next: 'Late?',
    }),
    'Late?': {
      Type: 'Choice',
      Choices: [{ Condition: "{% $states.input = 'Sunk' %}", Next: 'End' }],
      Default: 'Wrong',
    },
    Wrong: { Type: 'Fail' },
    End: {
      Type: 'Pass',
      Output: { tried: '{% $tried %}', ratings: '{% $ratings %}', reviews: '{% $reviews %}' },
      End: true,
    },
  },
}

/** What the workflows' own functions keep, which survives as a table would. */
class World {
  readonly tokens: string[] = []
  tries = 0

  readonly functions = {
    flaky: () => {
      this.tries += 1
      if (this.tries < 3) throw Object.assign(new Error('not yet'), { name: 'Flaky' })
      return 'tried'
    },
    sink: () => {
      throw Object.assign(new Error('down'), { name: 'Sunk' })
    },
    keepToken: (payload: unknown) => {
      this.tokens.push((payload as { token: string }).token)
      return {}
    },
    forget: () => ({}),
  }
}

class PowerCut extends Error {}

/** A database that dies at its `at`-th commit: right after it or, with `before`, at whatever would come next. */
function dying(at: number, before: boolean): { open: (file: string) => DatabaseSync; commits: () => number } {
  let commits = 0
  let dead = false
  const open = (file: string) => {
    const database = openDatabase(file)
    return new Proxy(database, {
      get(target, name) {
        if (name === 'close') return () => target.close()
        if (name === 'isOpen') return target.isOpen
        if (dead) throw new PowerCut()
        if (name !== 'exec') {
          const value = Reflect.get(target, name, target)
          return typeof value === 'function' ? value.bind(target) : value
        }
        return (sql: string) => {
          if (before && sql.startsWith('BEGIN') && commits >= at) {
            dead = true
            throw new PowerCut()
          }
          target.exec(sql)
          if (!sql.startsWith('COMMIT')) return
          commits += 1
          if (commits === at && !before) {
            dead = true
            throw new PowerCut()
          }
        }
      },
    })
  }
  return { open, commits: () => commits }
}

function boot(
  file: string,
  clock: TestClock,
  world: World,
  database: (file: string) => DatabaseSync,
): TestCloud {
  const objects = { 'bucket/manifest': '["r1","r2","r3","r4","r5"]' }
  return testCloud({ file, clock, functions: world.functions, objects, database })
}

const main = `${MACHINE.replace('stateMachine', 'execution')}:main`

/** Answers every token, lets the clock go on, until the execution is closed and nothing is left to do. */
async function drive(cloud: TestCloud, clock: TestClock, world: World): Promise<void> {
  await cloud.states.startExecution({ stateMachineArn: MACHINE, name: 'main' }).catch((error: Error) => {
    if (error.name !== 'ExecutionAlreadyExists') throw error
  })
  for (let round = 0; round < 200; round += 1) {
    await cloud.settle()
    while (world.tokens.length > 0) {
      const answer = cloud.call('SendTaskSuccess', { taskToken: world.tokens[0], output: '{"rating":4}' })
      await answer.catch((error: Error) => {
        // A token that the crash made old: the task has a newer one, or is done. Any other failure is the power cut.
        if (error.name !== 'TaskTimedOut') throw error
      })
      world.tokens.shift()
    }
    await cloud.settle()
    const running = cloud.database
      .prepare("SELECT count(*) AS n FROM states_executions WHERE status = 'RUNNING'")
      .get()
    if (Number(running?.n) === 0) return
    const due = clock.next()
    if (world.tokens.length === 0 && due !== undefined) {
      clock.set(Math.max(due.at, clock.now()))
      for (const source of clock.sources) await source.fire(clock.now())
    }
  }
  throw new Error('it does not come to an end')
}

async function ends(cloud: TestCloud): Promise<unknown> {
  const described = await cloud.at(main).describe()
  const reviews = cloud.states.listExecutions('Review').map(({ name, status }) => [name, status])
  const children = cloud.states.listExecutions('Machine/Start').map(({ status }) => status)
  return { status: described.status, output: described.output, reviews: reviews.sort(), children }
}

/** What must hold of every history, however often its process died. */
function checkHistory(events: HistoryEvent[]): void {
  expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index + 1))
  for (const event of events) expect(event.previousEventId).toBeLessThan(event.id)
  expect(events.slice(0, -1).filter((event) => /^Execution(?!Started)/.test(event.type))).toEqual([])
  const entered = events.filter((event) => event.type.endsWith('StateEntered')).length
  const exited = events.filter((event) => event.type.endsWith('StateExited')).length
  expect(exited).toBe(entered)
}

/** What was metered is what the rows say, to the last transition. */
function checkMeter(cloud: TestCloud): void {
  for (const machine of ['Machine', 'Machine/Start', 'Review']) {
    const executions = cloud.states.listExecutions(machine)
    const sum = (unit: 'transitions' | 'events') => executions.reduce((total, each) => total + each[unit], 0)
    expect(cloud.metered(machine, 'executions')).toBe(executions.length)
    expect(cloud.metered(machine, 'transitions')).toBe(sum('transitions'))
    expect(cloud.metered(machine, 'events')).toBe(sum('events'))
  }
}

const directory = () => join(mkdtempSync(join(tmpdir(), 'states-')), 'cloud.sqlite')

/** Runs to the end with the power cut at commit `at`; returns the end and whether the cut came to pass. */
async function runWithCut(
  at: number,
  before: boolean,
): Promise<{ end: unknown; cut: boolean; events: HistoryEvent[] }> {
  const world = new World()
  const file = directory()
  const mortal = dying(at, before)
  const clock = new TestClock()
  let cut = true
  try {
    const first = boot(file, clock, world, mortal.open)
    first.create(review, 'Review')
    first.create(machine)
    await drive(first, clock, world)
    cut = false
  } catch {
    // The process is gone.
  }
  clock.sources.length = 0
  const second = boot(file, clock, world, openDatabase)
  second.create(review, 'Review')
  second.create(machine)
  await second.states.resume()
  await drive(second, clock, world)
  expect(second.logged).toEqual([])
  checkMeter(second)
  return { end: await ends(second), cut, events: await second.at(main).history() }
}

describe('the power is cut', () => {
  const expected = {
    status: 'SUCCEEDED',
    output: JSON.stringify({ tried: 'tried', ratings: [4, [14, 24, 34]], reviews: 5 }),
    reviews: ['last', 'r1', 'r2', 'r3', 'r4', 'r5'].map((name) => [name, 'SUCCEEDED']),
    children: Array(5).fill('SUCCEEDED'),
  }

  test('never: this is how it ends', async () => {
    const { end, cut, events } = await runWithCut(Number.POSITIVE_INFINITY, false)
    expect(cut).toBe(false)
    expect(end).toEqual(expected)
    checkHistory(events)
  })

  test.each([
    ['right after', false],
    ['right before what follows', true],
  ])(
    '%s each commit: it always ends the same',
    async (_, before) => {
      let at = 1
      for (; ; at += 1) {
        const { end, cut, events } = await runWithCut(at, before)
        expect(end, `cut at commit ${at}`).toEqual(expected)
        checkHistory(events)
        if (!cut) break
      }
      expect(at).toBeGreaterThan(25)
    },
    120_000,
  )
})

test('given a token that was answered while its function ran, when the process dies, then the answer is kept', async () => {
  const file = directory()
  const clock = new TestClock()
  const world = new World()
  let calls = 0
  let answered: () => void = () => {}
  const accepted = new Promise<void>((resolve) => {
    answered = resolve
  })
  const functions = {
    keepToken: async (payload: unknown) => {
      calls += 1
      const { token } = payload as { token: string }
      await first.call('SendTaskSuccess', { taskToken: token, output: '"kept"' })
      answered()
      return new Promise(() => {})
    },
  }
  const first: TestCloud = testCloud({ file, clock, functions })
  const arn = first.create({ StartAt: 'A', States: { A: waitForToken() } })
  const { executionArn } = await first.states.startExecution({ stateMachineArn: arn })
  await accepted
  first.close()
  clock.sources.length = 0
  const second = boot(file, clock, world, openDatabase)
  await second.states.resume()
  await second.settle()
  expect(await second.at(executionArn).output()).toBe('kept')
  expect(calls).toBe(1)
  expect(world.tokens).toEqual([])
})

test('given a cloud that stops, when a function can no longer be called, then the task is as if nothing had happened', async () => {
  const file = directory()
  const clock = new TestClock()
  const first = boot(file, clock, new World(), openDatabase)
  first.invoker.invoke = async () => {
    throw new Error('The cloud is stopping; no function is run any more.')
  }
  const run = await first.start(first.create({ StartAt: 'A', States: { A: call('echo', 5) } }))
  expect(await run.types()).toEqual(['TaskStateEntered', 'TaskScheduled', 'TaskStarted'])
  expect(first.logged.join()).toContain('The cloud is stopping')
  expect(first.states.busy()).toBe(false)
  first.close()
  clock.sources.length = 0
  const second = boot(file, clock, new World(), openDatabase)
  await second.states.resume()
  await second.settle()
  expect(await second.at(run.arn).output()).toBe(5)
})

test('given waits, timeouts and retries, when the process was away while they fell due, then they fire on return', async () => {
  const file = directory()
  const clock = new TestClock()
  const first = boot(file, clock, new World(), openDatabase)
  const wait = first.create({ StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 60, End: true } } }, 'Wait')
  const token = first.create(
    { StartAt: 'A', States: { A: waitForToken({ TimeoutSeconds: 60, End: true }) } },
    'Token',
  )
  const runs = [await first.start(wait), await first.start(token)].map((run) => run.arn)
  first.close()
  clock.sources.length = 0
  clock.set(START + 3_600_000)
  const second = boot(file, clock, new World(), openDatabase)
  await second.states.resume()
  for (const source of clock.sources) await source.fire(clock.now())
  await second.settle()
  expect(await Promise.all(runs.map((arn) => second.at(arn).status()))).toEqual(['SUCCEEDED', 'FAILED'])
})

test('given a real process that is killed again and again, then every execution ends once and as it should', async () => {
  const file = directory()
  const program = join(import.meta.dirname, 'killed-program.ts')
  let done = false
  let kills = 0
  while (!done) {
    const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    done = await new Promise<boolean>((resolve) => {
      let ended = false
      let answered = 0
      child.stdout.on('data', (chunk: Buffer) => {
        const text = chunk.toString()
        ended ||= text.includes('done')
        answered += text.split('answered').length - 1
        // Eighty tokens are to be answered; the kill comes whatever the program is just doing.
        if (!ended && answered >= 15) child.kill('SIGKILL')
      })
      child.on('exit', () => resolve(ended))
    })
    if (!done) kills += 1
  }
  expect(kills).toBeGreaterThan(2)
  const cloud = testCloud({ file })
  const executions = cloud.states.listExecutions('Machine')
  expect(executions).toHaveLength(20)
  for (const { name, status, arn } of executions) {
    expect(status).toBe('SUCCEEDED')
    expect(await cloud.at(arn).output()).toEqual({ name, ratings: [1, [2, 2, 2]] })
    checkHistory(await cloud.at(arn).history())
  }
}, 120_000)
