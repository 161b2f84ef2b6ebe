import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { DynamoDBClient, QueryCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { clientSettings } from '../test-cloud.ts'

export interface Host {
  process: ChildProcess
  url: string
  javaPort: number
  javaPid: number
}

/** Starts the host program on a directory and waits until it serves. */
export async function startHost(directory: string): Promise<Host> {
  const program = join(dirname(fileURLToPath(import.meta.url)), 'dynamo-host.ts')
  const child = spawn(process.execPath, [program, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const first = await Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The host ended with ${code} before it served.`)
    }),
  ])
  return { process: child, ...JSON.parse(first) }
}

/**
 * Writes transactions with several writers until `kill` has been called, and gives back the keys of those that were
 * acknowledged. Each transaction writes two items of its own partition.
 */
export async function writeUntilKilled(
  endpoint: string,
  round: number,
  kill: () => void,
  afterMs: number,
): Promise<string[]> {
  const client = new DynamoDBClient({ ...clientSettings(endpoint), maxAttempts: 1 })
  const acknowledged: string[] = []
  let killed = false
  // The time counts from the first acknowledgement: on a busy machine that alone may take a while.
  let timer: NodeJS.Timeout | undefined
  const startTheTimer = () => {
    timer ??= setTimeout(() => {
      killed = true
      kill()
    }, afterMs)
  }
  const writer = async (name: number): Promise<void> => {
    for (let at = 0; !killed; at++) {
      const pk = `${round}-${name}-${at}`
      const item = (sk: string) => ({
        Put: { TableName: 'Records', Item: { pk: { S: pk }, sk: { S: sk } } },
      })
      try {
        await client.send(new TransactWriteItemsCommand({ TransactItems: [item('a'), item('b')] }))
        acknowledged.push(pk)
        startTheTimer()
      } catch {
        // not acknowledged: may be there or not
      }
    }
  }
  await Promise.all([1, 2, 3, 4].map(writer))
  clearTimeout(timer)
  client.destroy()
  return acknowledged
}

/** Which of the acknowledged transactions are not there in full. */
export async function missing(endpoint: string, acknowledged: string[]): Promise<string[]> {
  const client = new DynamoDBClient(clientSettings(endpoint))
  const lost: string[] = []
  // Only the last ones can be in danger; earlier ones were followed by others in the same order.
  for (const pk of acknowledged.slice(-40)) {
    const { Count } = await client.send(
      new QueryCommand({
        TableName: 'Records',
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': { S: pk } },
        ConsistentRead: true,
      }),
    )
    if (Count !== 2) lost.push(pk)
  }
  client.destroy()
  return lost
}
