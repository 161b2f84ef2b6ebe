import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runInNewContext } from 'node:vm'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { toBase64, utf8 } from '../../../functions/trail/bytes.ts'
import { formatCheckpoint } from '../../../functions/trail/checkpoint.ts'
import { formatProofFile } from '../../../functions/trail/proof-file.ts'
import { inclusionProof, rootAt } from '../../../functions/trail/tile-tree.ts'
import { leavesOf, tiles } from '../../independent-log/reference-layout.ts'
import { readerOf } from './log-from-parts.ts'
import { signingKey } from './signing-key.ts'

const room = fileURLToPath(new URL('../../../functions/trail/', import.meta.url))
/** What a browser has of all that the trail asks of its platform. */
const platform = { TextEncoder, TextDecoder, crypto, atob, btoa, URL, DOMException }

/** All files of the trail's core in one script, with SHA-256 as browsers get it; fails on anything of Node's. */
async function scriptForBrowsers(): Promise<string> {
  const files = readdirSync(room).filter((name) => name.endsWith('.ts') && !name.startsWith('sha256'))
  const { outputFiles } = await build({
    stdin: {
      contents: files.map((name) => `export * from './${name}'`).join('\n'),
      resolveDir: room,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'trail',
    target: 'es2022',
    logLevel: 'silent',
    plugins: [
      {
        name: 'sha256-of-browsers',
        setup: ({ onResolve }) =>
          onResolve({ filter: /\/sha256\.ts$/ }, () => ({ path: `${room}sha256.browser.ts` })),
      },
    ],
  })
  return outputFiles[0]?.text ?? ''
}

describe('the trail in a browser', () => {
  test('given nothing of Node, then a proof is verified there just the same', async () => {
    const script = await scriptForBrowsers()
    expect(script).not.toMatch(/\bBuffer\b|\bprocess\.|\brequire\(|node:/)
    const log = await signingKey('log.example')
    const entries = Array.from({ length: 300 }, (_, index) => utf8(`entry ${index}`))
    const read = readerOf(tiles(leavesOf(entries)))
    const checkpoint = await log.note(
      formatCheckpoint({ origin: 'log.example', size: 300, root: await rootAt(300, read) }),
    )
    const file = formatProofFile({ index: 7, proof: await inclusionProof(7, 300, read), checkpoint })
    const verdicts: unknown = await runInNewContext(
      `${script}
      const key = trail.parseVkey(vkey)
      Promise.all(['entry 7', 'entry 8'].map((text) => trail.verifyProofFile(file, trail.utf8(text), key)))
        .then((verdicts) => verdicts.map(({ holds }) => holds + ' ' + trail.toBase64(trail.leafHash(trail.utf8('entry 7')))))`,
      { ...platform, vkey: log.vkey, file },
    )
    const leaf = toBase64(Buffer.from(leavesOf(entries)[7] ?? '', 'hex'))
    expect(verdicts).toEqual([`true ${leaf}`, `false ${leaf}`])
  })

  test('given a page without Web Crypto, then it says what it takes, and does not call the signature bad', async () => {
    const script = await scriptForBrowsers()
    const log = await signingKey('log.example')
    const note = await log.note('a text\n')
    const opened: Promise<unknown> = runInNewContext(
      `${script}\ntrail.openNote(note, [trail.parseVkey(vkey)])`,
      {
        ...platform,
        crypto: {},
        vkey: log.vkey,
        note,
      },
    )
    await expect(opened).rejects.toThrow(
      'Signatures cannot be checked here: Ed25519 needs Node 20, Chrome 137',
    )
  })
})
