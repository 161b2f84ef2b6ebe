import { describe, expect, test } from 'vitest'
import { type RawBody, readBody, typedForm } from '../../../functions/web/request-body.ts'
import { formPost, httpEvent } from './http-event.ts'
import { sampleApp, signedIn } from './sample-room.tsx'
import { hrSession } from './session-shelf.ts'

const LIMIT = 5000

/** Reads a body that was sent as bytes, as API Gateway hands on every multipart form. */
async function read(body: string | Uint8Array, contentType: string): Promise<RawBody | number> {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body
  const event = httpEvent({
    method: 'POST',
    path: '/',
    headers: { 'content-type': contentType },
    body: bytes,
  })
  const result = await readBody(event, LIMIT)
  return 'problem' in result ? result.problem.status : result.fields
}

/** Lines with CRLF between them. */
const lines = (...all: string[]) => all.join('\r\n')
const multipart = 'multipart/form-data; boundary=X'

describe('a multipart form', () => {
  test('holds words, lists and a file', async () => {
    const form = new FormData()
    form.append('note', 'grüße\r\nzwei')
    form.append('tag', 'a')
    form.append('tag', 'b')
    form.append('people', new File(['Name\nInes'], 'Leute "März".csv', { type: 'text/csv' }))
    const request = new Request('http://x', { method: 'POST', body: form })
    const fields = await read(
      new Uint8Array(await request.arrayBuffer()),
      request.headers.get('content-type') ?? '',
    )
    expect(fields).toEqual({
      note: 'grüße\r\nzwei',
      tag: ['a', 'b'],
      people: {
        filename: 'Leute "März".csv',
        contentType: 'text/csv',
        bytes: new Uint8Array(Buffer.from('Name\nInes')),
      },
    })
  })

  test('keeps every byte of a file, also ones that look like an end', async () => {
    // Browsers draw a boundary that the content cannot hold; all else may stand in a file.
    const boundary = '----formBoundary7MA4YWxkTrZu0gW'
    const bytes = new Uint8Array(1024).map((_, index) => index % 256)
    const tricky = Buffer.concat([bytes, Buffer.from('\r\n------formBoundary\r\n--\r\n--X--\r\n')])
    const head = lines(`--${boundary}`, 'Content-Disposition: form-data; name="f"; filename="b.bin"', '', '')
    const body = Buffer.concat([Buffer.from(head), tricky, Buffer.from(`\r\n--${boundary}--\r\n`)])
    const fields = await read(body, `multipart/form-data; boundary=${boundary}`)
    expect(fields).toMatchObject({ f: { filename: 'b.bin', bytes: new Uint8Array(tricky) } })
  })

  test.each<[string, string, RawBody]>([
    ['nothing at all', '--X--\r\n', {}],
    [
      'a file field left empty',
      lines(
        '--X',
        'Content-Disposition: form-data; name="f"; filename=""',
        'Content-Type: application/octet-stream',
        '',
        '',
        '--X--',
        '',
      ),
      {},
    ],
    [
      'an empty field',
      lines('--X', 'Content-Disposition: form-data; name="a"', '', '', '--X--', ''),
      { a: '' },
    ],
    [
      'words before the first line',
      lines('hello', '--X', 'Content-Disposition: form-data; name="a"', '', '1', '--X--', ''),
      { a: '1' },
    ],
    [
      'a name that would change objects',
      lines(
        '--X',
        'Content-Disposition: form-data; name="__proto__"',
        '',
        '1',
        '--X',
        'Content-Disposition: form-data; name="constructor"',
        '',
        '2',
        '--X--',
        '',
      ),
      { constructor: '2' },
    ],
  ])('with %s', async (_name, body, fields) => {
    expect(await read(body, multipart)).toEqual(fields)
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })

  test('of an old browser gives away no folder', async () => {
    const body = lines(
      '--X',
      'Content-Disposition: form-data; name="f"; filename="C:/Users/Dana/people.csv"',
      '',
      'a',
      '--X--',
      '',
    )
    expect(await read(body, multipart)).toMatchObject({ f: { filename: 'people.csv' } })
  })

  test.each([
    ['cut off', lines('--X', 'Content-Disposition: form-data; name="a"', '', '1'), multipart],
    ['without boundary in its type', lines('--X--', ''), 'multipart/form-data'],
    [
      'with another boundary',
      lines('--Z', 'Content-Disposition: form-data; name="a"', '', '1', '--Z--', ''),
      multipart,
    ],
    ['without a name', lines('--X', 'Content-Disposition: form-data', '', '1', '--X--', ''), multipart],
    ['without headers', lines('--X', '', '1', '--X--', ''), multipart],
    ['of random bytes', '\u0000\u0001\u0002', multipart],
  ])('%s is a clear 400', async (_name, body, contentType) => {
    expect(await read(body, contentType)).toBe(400)
  })

  test('with thousands of fields is refused', async () => {
    expect(await read('a=&'.repeat(1666), 'application/x-www-form-urlencoded')).toMatchObject({
      a: expect.anything(),
    })
    const event = formPost('/', {})
    event.body = 'a=&'.repeat(2001)
    expect(await readBody(event, 100_000)).toMatchObject({ problem: { status: 400 } })
  })
})

test('the limit counts bytes, whichever way they came', async () => {
  expect(await read(new Uint8Array(LIMIT + 10), multipart)).toBe(413)
  const words = formPost('/', { a: 'é'.repeat(900) })
  expect(await readBody(words, 5000)).toMatchObject({ problem: { status: 413 } })
  expect(await readBody(words, 6000)).toMatchObject({ fields: { a: 'é'.repeat(900) } })
})

test('a form that arrives as base64 is read the same', async () => {
  const fields = await read('a=1&b=%20x+y&a=2', 'Application/X-WWW-Form-Urlencoded; charset=UTF-8')
  expect(fields).toEqual({ a: ['1', '2'], b: ' x y' })
})

test('what is shown again are words only', () => {
  expect(typedForm({ a: 'x', b: ['y', { bytes: 1 }], f: { filename: 'x' }, n: 1 })).toEqual({
    a: 'x',
    b: ['y'],
  })
})

describe('an upload', () => {
  async function upload(content: string, name = 'people.csv', field = 'people') {
    const form = new FormData()
    form.append('csrf', hrSession.csrfToken)
    form.append(field, new File([content], name, { type: 'text/csv' }))
    const request = new Request('http://x', { method: 'POST', body: form })
    const event = formPost('/hr/files', {}, signedIn)
    event.headers['content-type'] = request.headers.get('content-type') ?? ''
    event.body = Buffer.from(await request.arrayBuffer()).toString('base64')
    event.isBase64Encoded = true
    return sampleApp().handle(event)
  }

  test('reaches its route as bytes with a name', async () => {
    expect(JSON.parse((await upload('a,b')).body ?? '')).toEqual({
      name: 'people.csv',
      type: 'text/csv',
      size: 3,
    })
  })

  test.each([
    ['', 'people.csv', 'people', 422, 'This file is empty'],
    ['x'.repeat(2001), 'people.csv', 'people', 422, 'This file is too big. The most is 1 KB.'],
    ['x'.repeat(6000), 'people.csv', 'people', 413, 'The most that can be sent here is 4 KB'],
    ['x', 'people.csv', 'other', 422, 'Choose a file.'],
  ])('that cannot be used says why', async (content, name, field, status, sentence) => {
    const response = await upload(content, name, field)
    expect(response.statusCode).toBe(status)
    expect(response.body).toContain(sentence)
  })
})
