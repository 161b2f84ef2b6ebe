import { expect, test } from 'vitest'
import { formatVkey } from '../../../../functions/trail/note.ts'
import { createSequencer } from '../../../../functions/trail/sequencer/sequencer.ts'
import { checkLog } from '../../../independent-log/check-log.ts'
import { MemoryLog, ORIGIN, partsOver, rawPublicKey } from './memory-log.ts'

test('a log of 65,536 and then 70,000 entries verifies for whoever wrote a verifier from the texts', async () => {
  const log = new MemoryLog()
  const sequencer = createSequencer(partsOver(log))
  const vkey = formatVkey(ORIGIN, rawPublicKey(log.key))
  let appended = 0
  for (const size of [65_536, 70_000]) {
    while (appended < size) {
      const slice = Math.min(2_000, size - appended)
      for (let entry = 0; entry < slice; entry += 1) log.append(`a${(appended + entry) % 500}`)
      appended += slice
      expect(await sequencer.run()).toMatchObject({ trouble: null, size: appended, published: 1 })
    }
    const checked = checkLog((path) => log.objects.get(path)?.bytes, vkey)
    expect(checked).toMatchObject({ origin: ORIGIN, size })
  }
  expect(log.objects.get('tile/0/273.p/112')?.bytes).toHaveLength(112 * 32)
  expect(log.objects.get('tile/1/001.p/17')?.bytes).toHaveLength(17 * 32)
  expect(log.objects.get('tile/2/000.p/1')?.bytes).toHaveLength(32)
})
