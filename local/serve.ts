/**
 * Runs the cloud alone, without building anything: `node local/serve.ts --assembly cdk.out --data DIR --port N`.
 * Prints one line of JSON when it answers: `{"ready":true,"url":…,"awsUrl":…}`; everything else goes to stderr.
 */
import { parseArgs } from 'node:util'
import { startCloud } from './cloud.ts'
import { CannotStart } from './template/cannot-start.ts'

try {
  const { values } = parseArgs({
    options: {
      assembly: { type: 'string', default: 'cdk.out' },
      data: { type: 'string', default: '.data' },
      port: { type: 'string', default: '8700' },
    },
  })
  const cloud = await startCloud({
    assembly: values.assembly,
    dataDir: values.data,
    port: Number(values.port),
    log: (line) => console.error(line),
  })
  console.log(JSON.stringify({ ready: true, url: cloud.url, awsUrl: cloud.awsUrl }))
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      void cloud.stop().then(() => process.exit(0))
    })
  }
} catch (error) {
  console.error(error instanceof CannotStart || error instanceof TypeError ? error.message : error)
  process.exit(1)
}
