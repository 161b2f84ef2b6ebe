import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { brokenArrows, checkHouse, importsOf } from './arrows.ts'

/** The sentences about a file with one import. */
const importing = (path: string, specifier: string) =>
  brokenArrows(path, `import { it } from '${specifier}'\n`)

test('given a house with one broken arrow and a stray file, the check names both', () => {
  const root = mkdtempSync(join(tmpdir(), 'house-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const [path, source] of [
    ['functions/domain/review.ts', "import * as z from 'zod'\n"],
    ['functions/web/route.ts', "import type { Review } from '../store/reviews.ts'\n"],
    ['workflows/review.asl.json', '{}'],
    ['workflows/notes.md', 'notes'],
  ] as const) {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), source)
  }
  const { broken, files } = checkHouse(root)
  expect(files).toBe(2)
  expect(broken).toEqual([
    expect.stringContaining('functions/web/route.ts:1 imports functions/store/reviews.ts'),
    expect.stringContaining('workflows/notes.md'),
  ])
})

test.each([
  ['functions/domain/review.ts', '../store/reviews.ts'],
  ['functions/domain/review.ts', '@aws-sdk/client-dynamodb'],
  ['functions/domain/review.ts', 'node:crypto'],
  ['functions/trail/entry.ts', '../domain/ids.ts'],
  ['functions/store/reviews.ts', '../mail/mail-queue.ts'],
  ['functions/store/reviews.ts', '@aws-sdk/client-sfn'],
  ['functions/layout/table.tsx', '../store/reviews.ts'],
  ['functions/mail/invitation.tsx', '../store/reviews.ts'],
  ['functions/web/sessions.ts', '../store/sessions.ts'],
  ['functions/hr/see-people.ts', '../participant/sign.ts'],
  ['functions/hr/pages/people-page.tsx', '../../auditor/see-cycle.ts'],
  ['functions/participant/sign.ts', '../hr/routes.ts'],
  ['functions/auditor/see-cycle.ts', '../mail/mail-queue.ts'],
  ['functions/steps/open-the-cycle.ts', '../web/route.ts'],
  ['functions/reactions/sweep.ts', '../steps/step.ts'],
  ['infra/web-stack.ts', '../functions/hr/routes.ts'],
  ['infra/web-stack.ts', '../local/cloud.ts'],
  ['local/cloud.ts', '../infra/app.ts'],
  ['local/cloud.ts', '../functions/hr/env.ts'],
  ['samples/demo/run.ts', '../../functions/domain/form.ts'],
  ['functions/attic/old.ts', 'zod'],
])('given %s, importing %s is refused', (path, specifier) => {
  expect(importing(path, specifier)).toEqual([expect.stringContaining(`${path}:1 imports`)])
})

test.each([
  ['functions/domain/review.ts', './ids.ts'],
  ['functions/domain/calendar.ts', 'temporal-polyfill'],
  ['functions/store/reviews.ts', '../domain/review.ts'],
  ['functions/hr/pages/people-page.tsx', '../../layout/table.tsx'],
  ['functions/reactions/sweep.ts', '../store/reviews.ts'],
  ['infra/constructs/reaction.ts', '../../functions/reactions/env.ts'],
  ['samples/demo/run.ts', './person.ts'],
])('given %s, importing %s is fine', (path, specifier) => {
  expect(importing(path, specifier)).toEqual([])
})

test('a refusal says where, what and why', () => {
  const source = "import * as z from 'zod'\n\nimport type {\n  Session,\n} from '../store/sessions.ts'\n"
  expect(brokenArrows('functions/web/sessions.ts', source)).toEqual([
    'functions/web/sessions.ts:5 imports functions/store/sessions.ts: the web never touches the store: a room’s handler hands in what it needs',
  ])
})

test('every form of import is seen, and comments and strings are not', () => {
  const source = [
    "import a, { b } from './plain.ts'",
    "import './for-its-effect.ts'",
    "export { c } from './passed-on.ts'",
    "type D = import('./in-a-type.ts').D",
    "const e = await import('./later.ts')",
    "// import { f } from './commented.ts'",
    "/* import { g } from './blocked.ts' */",
    "const url = 'https://example.com' // import('./trailing.ts')",
    "const h = from('./a-call.ts')",
  ].join('\n')
  expect(importsOf(source)).toEqual([
    { line: 1, specifier: './plain.ts' },
    { line: 2, specifier: './for-its-effect.ts' },
    { line: 3, specifier: './passed-on.ts' },
    { line: 4, specifier: './in-a-type.ts' },
    { line: 5, specifier: './later.ts' },
  ])
})

test.each(['Date.now()', 'new Date()', 'Math.random()', 'Temporal.Now.instant()', 'crypto.randomUUID()'])(
  'the domain may not call %s',
  (call) => {
    const source = `/** Not ${call}. */\nexport const it = (at: Date) => ${call}\n`
    expect(brokenArrows('functions/domain/review.ts', source)).toEqual([
      expect.stringContaining('functions/domain/review.ts:2 uses'),
    ])
    expect(brokenArrows('functions/store/reviews.ts', source)).toEqual([])
  },
)

test('only a handler reads the environment', () => {
  const source = 'export const table = process.env.RECORDS_TABLE\n'
  expect(brokenArrows('functions/hr/handler.ts', source)).toEqual([])
  expect(brokenArrows('functions/hr/see-people.ts', source)).toEqual([
    expect.stringContaining('reads the environment'),
  ])
})

test.each([
  'utils.ts',
  'people-helpers.ts',
  'index.ts',
  'common.ts',
  'lib.ts',
  'review-data.ts',
  'SeePeople.ts',
])('the name %s is refused', (name) => {
  expect(brokenArrows(`functions/hr/${name}`, 'export const it = 1\n')).toHaveLength(1)
})

test('a file that only passes exports on is refused', () => {
  const barrel = "// All of it\nexport * from './person.ts'\nexport { type A, b } from './review.ts'\n"
  expect(brokenArrows('functions/domain/everything.ts', barrel)).toEqual([
    expect.stringContaining('only passes exports on'),
  ])
})
