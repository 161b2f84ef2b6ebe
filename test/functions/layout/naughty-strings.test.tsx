import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CardList } from '../../../functions/layout/card-list.tsx'
import { BarList } from '../../../functions/layout/chart.tsx'
import { RadioScale } from '../../../functions/layout/choice.tsx'
import { Select, TextArea, TextField } from '../../../functions/layout/field.tsx'
import { ErrorSummary, Notice } from '../../../functions/layout/notice.tsx'
import { SummaryList } from '../../../functions/layout/summary-list.tsx'
import { Table } from '../../../functions/layout/table.tsx'
import { Words } from '../../../functions/layout/words.tsx'
import { renderReply } from '../../../functions/web/render-reply.tsx'
import { page } from '../../../functions/web/reply.ts'
import { openBrowser } from '../../journeys/browser.ts'
import { sampleRoom } from '../web/sample-room.tsx'
import { hrSession } from '../web/session-shelf.ts'

const naughty = [
  '<script>document.title = "caught"</script>',
  '"><img src=x onerror="document.title = \'caught\'">',
  "' onfocus='document.title = 1' autofocus='",
  '</textarea></title></style></script><b>',
  '<!-- --><![CDATA[ ]]>',
  '&lt;b&gt; &amp;amp; &#60; &nbsp;',
  '\n\nfirst line empty',
  '  blanks   kept  ',
  '{{7*7}} #{7*7} <%= 7*7 %>',
  '=HYPERLINK("https://evil.example")',
  'Ω≈ç√∫ 田中さん أحسنت \u202eright to left\u202c',
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘',
  '👩‍👩‍👧‍👦 𝕿𝖍𝖊 \u{1F1E9}\u{1F1EA}',
  '\u200b\u2028\u2029\ufeff',
  'a'.repeat(500),
  '__proto__',
  'javascript:alert(1)',
]

/** One string in every place where people's words may stand. */
function Everywhere({ text }: { text: string }) {
  return (
    <>
      <ErrorSummary errors={{ field: text }} />
      <Notice kind="info" title={text} />
      <CardList label={text} cards={[{ href: '/my', title: text, detail: text, status: text }]} />
      <TextField name="field" label={text} value={text} hint={text} error={text} />
      <TextArea name="area" label={text} value={text} />
      <Select name="select" label={text} options={[{ value: text, label: text }]} value={text} />
      <RadioScale
        name="scale"
        label={text}
        levels={[{ value: text, label: text, anchor: text }]}
        value={text}
      />
      <SummaryList rows={[{ term: text, value: text, action: { label: text, about: text, href: '/' } }]} />
      <Table
        caption={text}
        rows={[text]}
        rowKey={(row) => row}
        columns={[
          { heading: text, cell: (row) => row, namesTheRow: true },
          { heading: `${text}.`, cell: (row) => row },
        ]}
      />
      <BarList caption={text} bars={[{ label: text, value: 1, text }]} />
      <Words by={text}>{text}</Words>
    </>
  )
}

function documentFor(text: string): string {
  const scene = {
    room: sampleRoom,
    session: { ...hrSession, name: text },
    path: '/hr',
    wantsJson: false,
    requestId: 'request-1',
  }
  return renderReply(page(<Everywhere text={text} />, { title: text }), scene).body ?? ''
}

let browser: Browser
let server: Server

// Without any policy: what holds here holds by escaping alone.
beforeAll(async () => {
  server = createServer((request, response) => {
    const index = Number(new URL(request.url ?? '/', 'http://x').searchParams.get('text'))
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(documentFor(naughty[index] ?? 'plain'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  browser = await openBrowser()
}, 60_000)

afterAll(async () => {
  await browser?.close()
  server?.close()
})

test('whatever people write stands on the page as text, everywhere and unchanged', async () => {
  const tab = await browser.newPage()
  const { port } = server.address() as AddressInfo
  const look = async (index: number) => {
    await tab.goto(`http://127.0.0.1:${port}/?text=${index}`)
    return tab.evaluate(() => {
      const text = (selector: string) => document.querySelector(selector)?.textContent
      const value = (selector: string) => document.querySelector<HTMLInputElement>(selector)?.value
      return {
        elements: [...document.querySelectorAll('*')].map(({ tagName }) => tagName).join(' '),
        title: document.title,
        texts: [
          'h1',
          '.error-link, .notice a',
          '.notice-title',
          'label',
          'blockquote',
          'td .cell',
          'caption',
          'option',
          'dd',
        ].map(text),
        values: ['#field-area', '#field-scale', '#field-select'].map(value),
        line: value('#field-field'),
      }
    })
  }
  const plain = await look(naughty.length)
  for (const [index, text] of naughty.entries()) {
    const seen = await look(index)
    expect(seen.elements, text).toBe(plain.elements)
    expect(seen.title, text).not.toBe('caught')
    expect(seen.texts, text).toEqual(seen.texts.map(() => text))
    expect(seen.values, text).toEqual([text, text, text])
    // A line has no breaks: the browser takes them out.
    expect(seen.line, text).toBe(text.replaceAll('\n', ''))
  }
  await tab.close()
}, 30_000)
