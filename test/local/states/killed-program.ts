/**
 * Run by resume.test.ts in a process of its own, which is killed: starts twenty executions, or goes on with those that
 * it finds, answers their tokens and says `done` once all are closed. It says `answered` for every
 * token that was accepted.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { call, TestCloud, waitForToken } from './test-cloud.ts'

const file = process.argv[2]
if (file === undefined) throw new Error('usage: killed-program.ts <database file>')

const rate = (rating: number, more: object = { End: true }) =>
  waitForToken({
    Arguments: {
      FunctionName: call('rate', {}).Arguments.FunctionName,
      Payload: { token: '{% $states.context.Task.Token %}', rating },
    },
    ...more,
  })

const notes = `${file}.tokens`

async function answer(taskToken: string, rating: number): Promise<void> {
  try {
    await cloud.call('SendTaskSuccess', { taskToken, output: String(rating) })
    process.stdout.write('answered\n')
  } catch (error) {
    // A token of an attempt that an earlier life answered or began again.
    if ((error as Error).name !== 'TaskTimedOut') throw error
  }
}

const cloud = new TestCloud({
  file,
  functions: {
    rate: (payload) => {
      const { token, rating } = payload as { token: string; rating: number }
      // As the app does: the token is stored before the function returns, and answered by somebody else.
      appendFileSync(notes, `${token} ${rating}\n`)
      setImmediate(() => answer(token, rating))
      return {}
    },
  },
})

const machine = cloud.create({
  StartAt: 'Both',
  States: {
    Both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Self', States: { Self: rate(1) } },
        {
          StartAt: 'Peers',
          States: {
            Peers: {
              Type: 'Map',
              Items: [1, 2, 3],
              ItemProcessor: { StartAt: 'Peer', States: { Peer: rate(2) } },
              End: true,
            },
          },
        },
      ],
      Output: { name: '{% $states.context.Execution.Name %}', ratings: '{% $states.result %}' },
      Next: 'Echo',
    },
    Echo: call('echo', '{% $states.input %}'),
  },
})

await cloud.states.resume()
if (existsSync(notes)) {
  for (const line of readFileSync(notes, 'utf8').trim().split('\n')) {
    const [token = '', rating] = line.split(' ')
    await answer(token, Number(rating))
  }
}
const running = () =>
  cloud.states.listExecutions('Machine').filter((each) => each.status === 'RUNNING').length
for (let number = cloud.states.listExecutions('Machine').length; number < 20 || running() > 0; number += 1) {
  if (number < 20) {
    // The name is decided by the number, so that a start that a kill cut off is made up for.
    await cloud.states.startExecution({ stateMachineArn: machine, name: `e${number}` })
  }
  await new Promise((resolve) => setImmediate(resolve))
}
process.stdout.write('done\n')
cloud.close()
