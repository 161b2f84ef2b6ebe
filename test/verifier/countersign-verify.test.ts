import { execFile, execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatVkey } from '../../functions/trail/note.ts'
import { packFiles, zipPack } from '../../functions/trail/pack/write-pack.ts'
import { type LogSource, SourceTrouble } from '../../functions/trail/verify/log-source.ts'
import { verifyLog } from '../../functions/trail/verify/verify-log.ts'
import { bundleVerifier, VERIFIER_FILE } from '../../infra/bundle-verifier.ts'
import { reportText } from '../../verifier/report-text.ts'
import { VKEY as PACK_VKEY, reviewPack } from '../functions/trail/pack/evidence.ts'
import {
  buildLog,
  entriesOf,
  type Objects,
  sourceOf,
  testKey,
  VKEY,
} from '../functions/trail/verify/built-log.ts'

const root = mkdtempSync(join(tmpdir(), 'countersign-verifier-'))
/** Holds the one file and nothing else: no packages, no sources. */
const empty = join(root, 'empty')
let log: Objects

beforeAll(async () => {
  await bundleVerifier(root)
  mkdirSync(empty)
  symlinkSync(join(root, 'verifier', VERIFIER_FILE), join(empty, VERIFIER_FILE))
  log = await buildLog(entriesOf(300), [100, 256, 300])
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

interface Ended {
  code: number
  output: string
  errors: string
}

/** Runs the one file as an auditor does. */
function run(args: readonly string[], node = process.execPath): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      node,
      [VERIFIER_FILE, ...args],
      { cwd: empty, env: { PATH: '/usr/bin:/bin' }, timeout: 60_000 },
      (error, output, errors) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
        resolve({ code, output, errors })
      },
    )
  })
}

function written(name: string, objects: Objects): string {
  const directory = join(root, name)
  for (const [path, bytes] of objects) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), bytes)
  }
  return directory
}

/** Every Node that is installed here and old or new enough to matter. */
const nodes = [process.execPath, '/usr/bin/node'].filter((path) => existsSync(path))

describe('the one file in an empty folder', () => {
  test('given a log in a directory, then it verifies with each Node of this machine and ends with 0', async () => {
    const directory = written('log', log)
    expect(readdirSync(empty)).toEqual([VERIFIER_FILE])
    for (const node of nodes) {
      const { code, output } = await run([directory, '--vkey', VKEY], node)
      expect(output).toContain('VERIFIED: all of it holds.')
      expect(output).toContain('300 entries')
      expect(code).toBe(0)
    }
  })

  test('given something changed, then it ends with 1 and says what and where, in words and for programs', async () => {
    const directory = written('changed', new Map(log).set('tile/0/000', new Uint8Array(8192)))
    for (const node of nodes) {
      const { code, output } = await run([directory, '--vkey', VKEY], node)
      expect(code).toBe(1)
      expect(output).toContain('NOT VERIFIED')
      expect(output).toContain('tile/0/000')
    }
    const { code, output } = await run([directory, '--vkey', VKEY, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(output)).toMatchObject({ kind: 'log', ok: false, size: 300 })
  })

  test('given a kept checkpoint, then --from takes it and finds a rollback', async () => {
    const kept = join(root, 'kept.txt')
    writeFileSync(kept, log.get('checkpoint') ?? '')
    expect(await run([written('whole', log), '--vkey', VKEY, '--from', kept])).toMatchObject({ code: 0 })
    const back = written('back', await buildLog(entriesOf(300), [100]))
    const { code, output } = await run([back, '--vkey', VKEY, '--from', kept])
    expect(code).toBe(1)
    expect(output).toContain('rolled back')
  })

  test('given a large log, then several threads verify it, and one changed byte of an entry is found', async () => {
    const many = await buildLog(entriesOf(21_000, { subjects: 900, personal: 0 }), [20_000, 21_000])
    const directory = written('large', many)
    const { code, output } = await run([directory, '--vkey', VKEY])
    expect(output).toContain('entries (21000)')
    expect(code).toBe(0)
    const path = 'tile/entries/060'
    const bundle = many.get(path)?.slice() ?? new Uint8Array(0)
    bundle[5000] = (bundle[5000] ?? 0) ^ 4
    writeFileSync(join(directory, path), bundle)
    expect((await run([directory, '--vkey', VKEY])).output).toMatch(
      /tile\/entries\/060, entry 153\d\d, bytes/,
    )
  })

  test('given a zip of a log, then it verifies without unpacking; and what is no zip is told', async () => {
    const file = join(root, 'log.zip')
    writeFileSync(file, zipSync(Object.fromEntries(log)))
    expect(await run([file, '--vkey', VKEY])).toMatchObject({ code: 0 })
    writeFileSync(file, 'not a zip')
    const { code, errors } = await run([file, '--vkey', VKEY])
    expect(code).toBe(1)
    expect(errors).toContain('not a zip')
  })

  test('given a pack, then it says which kind and how much of the log it holds, and asks for the key', async () => {
    const receipt = join(root, 'receipt.zip')
    const { content } = await reviewPack()
    const [subject] = content.subjects
    if (subject === undefined) throw new Error('There is a review')
    const one = { ...subject, whole: false, head: null, entries: subject.entries.slice(3, 4), openings: [] }
    const [record, , acknowledge] = content.texts
    const texts = [record, acknowledge].filter((text) => text !== undefined)
    writeFileSync(
      receipt,
      zipPack(packFiles({ ...content, kind: 'receipt', subjects: [one], texts }), content.madeAt),
    )
    const { code, output } = await run([receipt, '--vkey', PACK_VKEY])
    expect(output).toMatch(/^Receipt for one entry \(cycleId .*\n1 entry was checked, of the log/)
    expect(output).not.toContain('\n9 entries')
    expect(code).toBe(0)
    const json = await run([receipt, '--vkey', PACK_VKEY, '--json'])
    expect(JSON.parse(json.output)).toMatchObject({ ok: true, kind: 'receipt', entries: 1 })
    const alone = await run([receipt])
    expect(alone.output.trimEnd().split('\n').at(-1)).toMatch(/^FITS ITSELF, NOT PROVEN: .*--vkey/)
    expect(alone.code).toBe(1)
    // What somebody asks to have checked is never passed over.
    const kept = join(root, 'kept-of-pack.txt')
    writeFileSync(kept, content.checkpoint)
    const witness = formatVkey('w.example', testKey(3).publicKey, 4)
    for (const option of [['--from', kept], ['--witness', witness], ['--any-entries']]) {
      const refused = await run([receipt, '--vkey', PACK_VKEY, ...option])
      expect(refused.errors).toContain(`${option[0]} is for a log`)
      expect(refused.code).toBe(2)
    }
  })

  test('given a pack, then the verdict says what it leaves out, and acts name people and say what they did', async () => {
    const { content } = await reviewPack()
    const whole = written('pack', packFiles(content))
    const { code, output } = await run([whole, '--vkey', PACK_VKEY])
    expect(output.trimEnd().split('\n').at(-1)).toBe(
      'VERIFIED: all of it holds. The pages for reading (manifest.html and README.txt) are not covered: read the acts above.',
    )
    expect(output).toContain(
      '2027-03-01 09:03:00 UTC  Rita Ferrão (reviewee): signed, agreeing, on the review of Rita Ferrão',
    )
    expect(code).toBe(0)
    const wrong = await run([whole, '--vkey', VKEY])
    expect(wrong.output).toMatch(/FAILED +Entries are in the log \(1\)/)

    const pieces = written('pieces', packFiles(content))
    rmSync(join(pieces, 'pack.json'))
    expect((await run([pieces, '--vkey', PACK_VKEY])).errors).toContain('pack.json, is missing')
    const inFolder = join(root, 'in-folder.zip')
    writeFileSync(
      inFolder,
      zipSync(Object.fromEntries([...packFiles(content)].map(([path, bytes]) => [`rita/${path}`, bytes]))),
    )
    const nested = await run([inFolder, '--vkey', PACK_VKEY])
    expect(nested.errors).toContain('lies in the folder "rita"')
    expect(nested.code).toBe(1)
  })

  test('given a log whose tiles cannot be read, then checks that were not reached say so', async () => {
    const { read } = sourceOf(log)
    const source: LogSource = {
      read: async (path, most) => {
        if (path.startsWith('tile/')) throw new SourceTrouble('The session has ended.')
        return read(path, most)
      },
    }
    const text = reportText(await verifyLog({ source, vkey: VKEY }))
    expect(text).toMatch(/FAILED +tiles \(0\)\n/)
    expect(text).toMatch(/not reached +entries \(0\)\n/)
    expect(text).not.toMatch(/ok .*\(0\)/)
  })

  test('given wrong usage, then it ends with 2, says why and how', async () => {
    for (const [args, why] of [
      [[], 'Say what to verify'],
      [['/nowhere', '--vkey', VKEY], 'no file or directory'],
      [[root, '--vkey', 'x'], 'name+id+key'],
      [[root], '--vkey'],
      [[root, '--vkey', VKEY, '--nonsense'], 'nonsense'],
      [[root, '--vkey', VKEY, '--from', '/nowhere'], 'no file'],
      [[root, '--vkey', VKEY, '--header', 'secret'], 'Name: value'],
      [[root, root], 'One thing at a time'],
      [[root, '--vkey', VKEY, '--witness', VKEY], "not a witness's"],
    ] as const) {
      const { code, errors } = await run(args)
      expect(errors).toContain(why)
      expect(errors).toContain('--witness')
      expect(code).toBe(2)
    }
    expect(await run(['--help'])).toMatchObject({ code: 0 })
  })
})

test('given the same sources, then two builds give the same file, so that its SHA-256 says something', async () => {
  const again = join(root, 'again')
  await bundleVerifier(again)
  const [one, other] = [root, again].map((from) => readFileSync(join(from, 'verifier', VERIFIER_FILE)))
  expect(one?.equals(other ?? Buffer.alloc(0))).toBe(true)
})

describe('a directory that means harm', () => {
  test('given links in a circle, a link for a tile, a huge file and a pipe, then each is told and nothing is followed', async () => {
    const directory = written('harm', log)
    symlinkSync('..', join(directory, 'tile', 'circle'))
    rmSync(join(directory, 'tile/0/000'))
    symlinkSync('/etc/hostname', join(directory, 'tile/0/000'))
    // Sparse: it takes no room, and whoever reads all of it runs out of memory.
    truncateSync(join(directory, 'tile/0/001.p/44'), 2 ** 36)
    truncateSync(join(directory, 'tile/entries/000'), 2 ** 36)
    rmSync(join(directory, 'tile/entries/001.p/44'))
    execFileSync('mkfifo', [join(directory, 'tile/entries/001.p/44')])
    const { code, output } = await run([directory, '--vkey', VKEY])
    expect(code).toBe(1)
    expect(output).toContain('It is a symbolic link')
    expect(output).toContain('"tile/circle"')
    expect(output).toContain('It is not a plain file')
    expect(output).toContain('It has 68719476736 bytes')
  })

  test('given names and texts that would move the cursor, then they are shown by their numbers', async () => {
    const directory = written('escape', new Map(log).set('\u001b[2Jstray\u202e', new Uint8Array(1)))
    const { output } = await run([directory, '--vkey', VKEY])
    expect(output).not.toContain('\u001b')
    expect(output).not.toContain('\u202e')
    expect(output).toContain('stray')
  })
})

describe('a log at an address', () => {
  const servers: Server[] = []
  afterAll(() => {
    for (const server of servers) server.closeAllConnections()
    for (const server of servers) server.close()
  })

  async function serve(answer: RequestListener): Promise<string> {
    const server = createServer(answer)
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/log`
  }

  const objectAt = (url = ''): Uint8Array | undefined => log.get(url.replace('/some/log/', ''))

  test('given a server, then the log verifies, with the headers that it asks for', async () => {
    const address = await serve((request, response) => {
      const bytes = request.headers.authorization === 'Bearer abc' ? objectAt(request.url) : undefined
      response.writeHead(bytes === undefined ? 404 : 200).end(bytes)
    })
    const { code, output } = await run([address, '--vkey', VKEY, '--header', 'Authorization: Bearer abc'])
    expect(output).toContain('does not list')
    expect(code).toBe(0)
    expect((await run([address, '--vkey', VKEY])).output).toContain('It is missing')
  })

  test('given a server that answers a page or a pack for whatever it has not, then it is still verified as a log', async () => {
    const { content } = await reviewPack()
    const index = packFiles(content).get('pack.json')
    const kept = join(root, 'kept-of-server.txt')
    writeFileSync(kept, log.get('checkpoint') ?? '')
    for (const other of [Buffer.from('<!doctype html>hello'), index]) {
      const address = await serve((request, response) => {
        response.writeHead(200).end(objectAt(request.url) ?? other)
      })
      const { code, output } = await run([address, '--vkey', VKEY, '--from', kept])
      expect(output).toMatch(/^Log sign-off.example/)
      expect(code).toBe(0)
      expect((await run([address, '--pack', '--vkey', VKEY])).code).toBe(1)
    }
  })

  test('given a server that sends on, refuses, fails, floods or stops in between, then a sentence and 1', async () => {
    let failures = 0
    const cases: [RequestListener, string, number][] = [
      [
        (_request, response) => response.writeHead(303, { location: '/sign-in' }).end(),
        'sends on to "/sign-in"',
        1,
      ],
      [(_request, response) => response.writeHead(403).end(), 'refuses it (403)', 1],
      [(_request, response) => response.writeHead(500).end(), 'answered with 500', 1],
      [(_request, response) => response.destroy(), 'cannot be reached', 1],
      [
        (_request, response) => {
          const flood = () => {
            while (response.writable && response.write(Buffer.alloc(65536)));
          }
          response.on('drain', flood).writeHead(200)
          flood()
        },
        'larger than',
        1,
      ],
      // Once in a while is no trouble: it is asked again.
      [
        (request, response) => {
          failures += 1
          const bytes = objectAt(request.url)
          response.writeHead(failures === 3 ? 503 : bytes === undefined ? 404 : 200).end(bytes)
        },
        'VERIFIED',
        0,
      ],
    ]
    await Promise.all(
      cases.map(async ([answer, sentence, code]) => {
        const ended = await run([await serve(answer), '--vkey', VKEY])
        expect(ended.output).toContain(sentence)
        expect(ended.code).toBe(code)
      }),
    )
  })
})
