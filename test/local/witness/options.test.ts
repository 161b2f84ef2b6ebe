import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findLog } from '../../../local/witness/find-log.ts'
import { readWitnessOptions } from '../../../local/witness/options.ts'

test('given no options, it watches the log of npm start once a minute', () => {
  expect(readWitnessOptions([])).toEqual({
    log: '.data',
    dataDir: '.data-witness',
    name: 'witness.local/w1',
    everySeconds: 60,
    once: false,
    help: false,
  })
})

test('given options that it cannot take, it says which and where to look', () => {
  expect(() => readWitnessOptions(['--every', 'hour'])).toThrow('--every takes whole seconds')
  expect(() => readWitnessOptions(['--evry', '5'])).toThrow(/--evry.+npm run witness -- --help/s)
  expect(() => readWitnessOptions(['here'])).toThrow(/here.+npm run witness -- --help/s)
})

test('given a directory without a cloud, or with one that does not answer, it says what to do', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'no-log-'))
  try {
    await expect(findLog(directory)).rejects.toThrow(/No Countersign has run on .+; start one with npm start/)
    writeFileSync(join(directory, 'running.json'), '{"awsUrl":"http://127.0.0.1:1"}')
    await expect(findLog(directory)).rejects.toThrow(/does not answer; start it with npm start/)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
})
