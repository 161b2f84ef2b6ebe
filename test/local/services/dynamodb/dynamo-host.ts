/**
 * A process that holds DynamoDB as the cloud does, to be killed by tests.
 * Arguments: the data directory. Prints one line: {"url": …, "javaPort": …, "javaPid": …}.
 */
import { createDynamoDb } from '../../../../local/services/dynamodb.ts'
import { createTestCloud, createTestInvoker } from '../test-cloud.ts'
import { recordsTable } from './records-table.ts'

const cloud = createTestCloud(process.argv[2])
const dynamo = await createDynamoDb(cloud.ground('dynamodb'), {
  tables: [recordsTable],
  invoker: createTestInvoker({}),
  sendToDestination: async () => {},
})
const url = await cloud.serve(dynamo.endpoint)
console.log(JSON.stringify({ url, javaPort: await dynamo.javaPort(), javaPid: dynamo.pid() }))
process.once('SIGTERM', async () => {
  await dynamo.stop()
  await cloud.close()
})
