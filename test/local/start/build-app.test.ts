import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { buildApp } from '../../../local/start/build-app.ts'

/** A repository whose two commands write down that they ran. */
let repository: string
const write = (file: string, text: string) => {
  mkdirSync(join(repository, file, '..'), { recursive: true })
  writeFileSync(join(repository, file), text)
}
const build = () => buildApp(repository, { building: () => {} })
const ran = () => readFileSync(join(repository, 'ran'), 'utf8')

beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'build-'))
  const noting = (what: string) =>
    `import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'\nappendFileSync('ran', '${what} ')\n`
  write('infra/bundle.ts', noting('bundle'))
  write(
    'infra/app.ts',
    `${noting('app')}const out = process.env.CDK_OUTDIR ?? ''
mkdirSync(out, { recursive: true })
writeFileSync(out + '/manifest.json', '{}')
writeFileSync(out + '/A.template.json', '{}')
`,
  )
  write('functions/hr/handler.ts', '1')
  write('workflows/review.asl.json', '{}')
  write('package-lock.json', '{}')
})

describe('building before a start', () => {
  it('bundles, then synthesizes, and does neither again while nothing changes', async () => {
    expect(await build()).toBe(true)
    expect(await build()).toBe(false)
    expect(ran()).toBe('bundle app ')
  })

  it.each([
    'functions/hr/handler.ts',
    'functions/hr/new.ts',
    'workflows/review.asl.json',
    'package-lock.json',
  ])('builds again when %s changes', async (file) => {
    await build()
    write(file, 'changed')
    expect(await build()).toBe(true)
  })

  it('builds again when somebody else has synthesized in between, or cleaned up', async () => {
    await build()
    write('cdk.out/A.template.json', '{"Resources":{}}')
    expect(await build()).toBe(true)
    rmSync(join(repository, 'cdk.out'), { recursive: true })
    expect(await build()).toBe(true)
  })

  it('says what a command said when it fails, and tries again the next time', async () => {
    write('infra/app.ts', "console.error('workflows/review.asl.json: no such step')\nprocess.exitCode = 1")
    await expect(build()).rejects.toMatchObject({
      name: 'CannotStart',
      message: 'The app could not be built (node infra/app.ts):\nworkflows/review.asl.json: no such step',
    })
    await expect(build()).rejects.toThrow()
    expect(ran()).toBe('bundle bundle ')
  })
})
