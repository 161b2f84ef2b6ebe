/**
 * Runs the cloud alone, without building anything: `node local/serve.ts --assembly cdk.out --data DIR --port N`.
 * Prints one line of JSON when it answers: `{"ready":true,"url":…,"awsUrl":…}`; everything else goes to stderr.
 * `--neighbour DIR --account N` lets its functions read, as account N, buckets of the cloud that runs on another directory.
 */
import { parseArgs } from 'node:util'
import { startCloud } from './cloud.ts'
import { stopOnSignal } from './start/stop-on-signal.ts'
import { CannotStart } from './template/cannot-start.ts'
import { auditorAccount } from './witness/auditor-account.ts'

try {
  const { values } = parseArgs({
    options: {
      assembly: { type: 'string', default: 'cdk.out' },
      data: { type: 'string', default: '.data' },
      port: { type: 'string', default: '8700' },
      neighbour: { type: 'string' },
      account: { type: 'string', default: auditorAccount },
    },
  })
  const { neighbour, account } = values
  const starting = startCloud({
    assembly: values.assembly,
    dataDir: values.data,
    port: Number(values.port),
    ...(neighbour === undefined ? {} : { neighbour: { dataDir: neighbour, account } }),
    log: (line) => console.error(line),
  })
  stopOnSignal(async () => (await starting).stop())
  const { url, awsUrl } = await starting
  console.log(JSON.stringify({ ready: true, url, awsUrl }))
} catch (error) {
  console.error(error instanceof CannotStart || error instanceof TypeError ? error.message : error)
  process.exit(1)
}
