import { parse } from 'node-html-parser'
import { describe, expect, test } from 'vitest'
import { composeWaiting, type WaitingItem, type WaitingMailProps } from '../../../functions/mail/waiting.tsx'

const DUE = '2027-01-22T22:59:59.000Z'
const GRACE = '2027-01-24T22:59:59.000Z'
const BEFORE = '2027-01-19T08:00:00.000Z'
const IN_GRACE = '2027-01-23T08:00:00.000Z'
const link = 'https://reviews.example.com/my/0123456789abcdefghijABCDEFGHIJ0123456789abc'

const props = (items: readonly WaitingItem[], values: Partial<WaitingMailProps> = {}): WaitingMailProps => ({
  name: 'Rita Ferrão',
  cycleName: 'Spring review',
  timeZone: 'Europe/Vienna',
  occasion: 'launch',
  items,
  link,
  now: BEFORE,
  ...values,
})
const own: WaitingItem = { kind: 'selfAssessment', about: null, dueAt: DUE, graceUntil: GRACE, news: null }
const peer = (about: string, dueAt = DUE): WaitingItem => ({ ...own, kind: 'peerInput', about, dueAt })
const fresh = (item: WaitingItem): WaitingItem => ({ ...item, news: 'new' })

describe('the invitation', () => {
  const message = composeWaiting(props([peer('Pia Lund'), own, peer('Omar O’Neill'), peer('Ann Abel')]))

  test('names everything at once, grouped, with time and day', () => {
    expect(message.subject).toBe('Spring review: your self-assessment and input about 3 colleagues')
    expect(message.text).toContain(
      '- Your self-assessment\n  about 20 minutes, until Friday, 22 January 2027',
    )
    expect(message.text).toContain(
      '- Your input about 3 colleagues: Ann Abel, Omar O’Neill and Pia Lund\n  about 30 minutes, until Friday, 22 January 2027',
    )
    expect(message.text).toContain('asks 4 things of you. All of it takes about 50 minutes.')
  })

  test('has one link that opens something, in both renditions, and says whose it is and whom to ask', () => {
    expect(message.text.split(link)).toHaveLength(2)
    expect(
      parse(message.html)
        .querySelectorAll('a')
        .map((a) => a.getAttribute('href')),
    ).toEqual([link, link.replace('/my/', '/my/not-me/')])
    for (const rendition of [message.text, parse(message.html).textContent]) {
      expect(rendition).toContain('do not forward')
      expect(rendition).toContain('Ask HR')
    }
  })

  test('both renditions say the same words', () => {
    const words = parse(message.html)
      .querySelectorAll('p, td strong')
      .map((element) => element.textContent.trim())
    for (const said of words) expect(message.text).toContain(said)
  })
})

test('the subject names nobody, since it shows on locked screens; the text does', () => {
  const { subject, text } = composeWaiting(props([peer('Pia Lund')]))
  expect(subject).toBe('Spring review: input about a colleague')
  expect(text).toContain('Your input about Pia Lund')
})

test('says why, whom to ask, and what to do with a mail for somebody else', () => {
  const { html, text } = composeWaiting(props([own], { helpContact: 'the people team, people@example.com' }))
  const inHtml = parse(html).querySelector('body')?.textContent.replace(/\s+/g, ' ') ?? ''
  for (const words of [
    'You get this because you have a part in “Spring review”.',
    'Ask the people team, people@example.com;',
    'Not for you? Do not open the link above.',
  ]) {
    expect(text).toContain(words)
    expect(inHtml).toContain(words)
  }
  const notMe = link.replace('/my/', '/my/not-me/')
  expect(text).toContain(notMe)
  expect(
    parse(html)
      .querySelectorAll('a')
      .map((one) => one.getAttribute('href')),
  ).toEqual([link, notMe])
})

test('is laid out in tables of at most 600 pixels, with every style in its element and no picture', () => {
  const document = parse(composeWaiting(props([own])).html)
  for (const table of document.querySelectorAll('table'))
    expect(table.getAttribute('role')).toBe('presentation')
  expect(document.querySelector('.sheet')?.getAttribute('style')).toContain('max-width:600px')
  expect(document.querySelectorAll('img, link, script, [background]')).toEqual([])
  for (const styled of document.querySelectorAll('td, p, a'))
    expect(styled.getAttribute('style')).toBeTruthy()
})

test('a reminder names the first day of several', () => {
  const later = peer('Pia Lund', '2027-01-25T22:59:59.000Z')
  const message = composeWaiting(props([later, peer('Omar O’Neill')], { occasion: 'digest' }))
  expect(message.subject).toBe(
    'Spring review: reminder, input about 2 colleagues, until Friday, 22 January 2027',
  )
  expect(message.text).toContain('the first until Friday, 22 January 2027')
})

describe('a digest says what it is:', () => {
  const digest = (items: readonly WaitingItem[], now = BEFORE) =>
    composeWaiting(props(items, { occasion: 'digest', now }))

  test('new where something is new, and how much of it', () => {
    expect(digest([fresh(own)]).subject).toBe(
      'Spring review: new, your self-assessment, until Friday, 22 January 2027',
    )
    expect(digest([fresh(own)]).text).toContain('One new thing waits for you in “Spring review”.')
    const mixed = digest([own, fresh(peer('Pia Lund'))])
    expect(mixed.subject).toBe(
      'Spring review: new, your self-assessment and input about a colleague, until Friday, 22 January 2027',
    )
    expect(mixed.text).toContain('2 things wait for you, 1 of them new, in “Spring review”.')
  })

  test('a reminder only where nothing is new', () => {
    const message = digest([own, peer('Pia Lund')])
    expect(message.subject).toMatch(/^Spring review: reminder, /)
    expect(message.text).toContain('2 things still wait for you in “Spring review”.')
  })

  test('more time where HR has moved the last day', () => {
    const message = digest([{ ...own, news: 'moreTime', dueAt: '2027-01-26T22:59:59.000Z' }])
    expect(message.subject).toBe(
      'Spring review: more time, your self-assessment, until Tuesday, 26 January 2027',
    )
    expect(message.text).toContain('You have more time for one thing in “Spring review”.')
  })

  test('a review that is released after the others reads as a release, and is a reminder the next time', () => {
    const signature: WaitingItem = { ...own, kind: 'revieweeSignature' }
    const late = digest([peer('Pia Lund'), fresh(signature)])
    expect(late.subject).toBe('Spring review: input about a colleague and your review to read and sign')
    expect(late.text).toContain('Your results of “Spring review” are released.')
    expect(late.text).toContain('Read and sign your review:')
    expect(digest([signature]).subject).toMatch(/^Spring review: reminder, your review to read and sign, /)
  })

  test('in the grace it names the day until which it still counts', () => {
    const message = digest([own], IN_GRACE)
    expect(message.subject).toBe(
      'Spring review: reminder, your self-assessment, until Sunday, 24 January 2027',
    )
    expect(message.text).toContain(
      'about 20 minutes, was due Friday, 22 January 2027; still counts until Sunday, 24 January 2027',
    )
    const several = digest([peer('Pia Lund'), peer('Ann Abel', '2027-01-29T22:59:59.000Z')], IN_GRACE)
    expect(several.text).toContain(
      'the first was due Friday, 22 January 2027; still counts until Sunday, 24 January 2027',
    )
    expect(digest([own], '2027-01-25T08:00:00.000Z').text).toContain(
      'was due Friday, 22 January 2027; send it now, it may still count',
    )
  })
})

test('the day is the one of the cycle’s time zone', () => {
  const message = composeWaiting(
    props([{ ...own, dueAt: '2027-01-23T04:59:59.000Z' }], { timeZone: 'America/New_York' }),
  )
  expect(message.text).toContain('until Friday, 22 January 2027')
})

test('the release says that the review is ready', () => {
  const item: WaitingItem = { ...own, kind: 'revieweeSignature' }
  const message = composeWaiting(props([item], { occasion: 'release' }))
  expect(message.subject).toBe('Spring review: your review to read and sign')
  expect(message.text).toContain('Read and sign your review:')
})

test('a supervisor of many sees a few names and the rest as a number', () => {
  const items = Array.from({ length: 12 }, (_, index): WaitingItem => {
    return { ...own, kind: 'supervisorRating', about: `Person ${String(index).padStart(2, '0')}` }
  })
  const { text } = composeWaiting(props(items))
  expect(text).toContain('Person 07 and 4 others')
  expect(text).not.toContain('Person 08')
  expect(text).toContain('about 3 hours')
})

test.each([
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  'Bcc: all@example.com\r\nX-Evil: 1',
  'Zoë 🦄 O’Neill & Söhne',
  'اسم عربي',
])('%j as a name stays text and on one line', (name) => {
  const message = composeWaiting(props([peer(name)], { name, cycleName: name }))
  expect(message.subject).not.toMatch(/[\r\n]/)
  const document = parse(message.html)
  expect(document.querySelectorAll('script, img')).toEqual([])
  expect(document.textContent).toContain(`Hello ${name.replace(/\s+/g, ' ')},`)
  expect(message.text).toContain(name.replace(/\s+/g, ' '))
})
