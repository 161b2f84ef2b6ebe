import { expect, test } from 'vitest'
import { composeWaiting, type WaitingItem, type WaitingMailProps } from '../../functions/mail/waiting.tsx'
import { occasionKey, occasionOf } from '../../samples/demo/occasion.ts'

const item = (kind: WaitingItem['kind'], news: WaitingItem['news'], about: string | null): WaitingItem => ({
  kind,
  about,
  news,
  dueAt: '2027-01-22T22:59:59.000Z',
  graceUntil: '2027-01-24T22:59:59.000Z',
})
const subject = (occasion: WaitingMailProps['occasion'], ...items: WaitingItem[]) =>
  composeWaiting({
    name: 'Rita Ferrão',
    cycleName: 'Demo cycle',
    timeZone: 'Europe/Vienna',
    occasion,
    items,
    link: 'https://reviews.example.com/my/x',
    now: '2027-01-19T08:00:00.000Z',
  }).subject

const own = item('selfAssessment', null, null)
const rating = item('supervisorRating', 'new', 'Pia Lund')
const signature = item('revieweeSignature', 'new', null)

test.each([
  ['launch', subject('launch', own, item('peerInput', null, 'Pia Lund'))],
  ['release', subject('release', signature)],
  ['release', subject('digest', own, signature)],
  ['digest', subject('digest', rating)],
  ['digest', subject('digest', own)],
  ['digest', subject('digest', { ...own, news: 'moreTime' })],
  ['digest', subject('digest', { ...signature, news: null })],
])('a reader takes for a %s: %s', (occasion, line) => {
  expect(occasionOf(line)).toBe(occasion)
})

test('two digests of one day are one occasion, whatever they name; those of two days are not', () => {
  const key = (line: string, date: string) => occasionKey({ subject: line, date }).key
  const tuesday = key(subject('digest', own), '2027-01-12T08:00:00.000Z')
  expect(key(subject('digest', rating), '2027-01-12T08:40:00.000Z')).toBe(tuesday)
  expect(key(subject('digest', own), '2027-01-13T08:00:00.000Z')).not.toBe(tuesday)
})
