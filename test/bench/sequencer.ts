/**
 * Entries per second through the whole sequencer, from the outbox to the published checkpoint, on the local DynamoDB, S3 and
 * KMS, and what one entry costs: `npm run bench:sequencer [entries]`. The figures are this machine's; the units are the cloud's.
 */
import { createSequencer } from '../../functions/trail/sequencer/sequencer.ts'
import { startLogServices } from '../functions/log-services.ts'
import { createWaitingEntries } from '../functions/waiting-entries.ts'

const entries = Number(process.argv[2] ?? 10_000)
if (!Number.isSafeInteger(entries) || entries < 1) throw new Error('How many entries? A number from 1 on.')

const services = await startLogServices()
try {
  const waiting = createWaitingEntries(services.db, 200)
  const appending = performance.now()
  await waiting.add(entries)
  const appended = performance.now()
  const before = new Map([...services.metered, ...services.meteredLog])
  const sequencer = createSequencer(services.parts())
  let checkpoints = 0
  let size = 0
  while (size < entries) {
    const report = await sequencer.run()
    if (report.trouble !== null) throw new Error(report.trouble.sentence)
    if (report.published === 0) throw new Error(`The sequencer stopped at ${size} entries`)
    checkpoints += report.published
    size = report.size
  }
  const seconds = (performance.now() - appended) / 1000
  const perEntry = (name: string) =>
    (
      ((services.metered.get(name) ?? services.meteredLog.get(name) ?? 0) - (before.get(name) ?? 0)) /
      entries
    ).toFixed(4)
  console.log(
    `${entries} entries put into the outbox in ${((appended - appending) / 1000).toFixed(1)} s, 45 a transaction`,
  )
  console.log(
    `${entries} entries sequenced and published in ${seconds.toFixed(1)} s, ${checkpoints} checkpoints: ${Math.round(entries / seconds)} entries per second`,
  )
  console.log(
    `for each: ${perEntry('dynamodb Trail writeUnits')} write units, ${perEntry('dynamodb Trail readUnits')} read units, ${perEntry('s3 log-0 puts')} S3 puts, ${perEntry('s3 log-0 gets')} gets, ${perEntry('kms key-0 requests')} KMS requests`,
  )
} finally {
  await services.close()
}
