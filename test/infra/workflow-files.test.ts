import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportNameOf, exportsOf, fileNameOf } from '../../infra/constructs/step-name.ts'
import { checkFillings, readWorkflowFile } from '../../infra/constructs/workflow-file.ts'
import { repositorySources } from '../../infra/countersign.ts'
import { standInBundles, synthesize, temporaryDirectory } from './synthesized-app.ts'

/** A placeholder, written so that it does not look like a forgotten template string. */
const hole = (name: string) => `$${'{'}${name}}`

/** A definition in a file of its own. */
function definition(content: unknown): string {
  const path = join(temporaryDirectory(), 'sample.asl.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

/** The repository's workflows, with one piece of the review's text replaced. */
function altered(from: string, to: string): string {
  const directory = temporaryDirectory()
  copyFileSync(
    join(repositorySources.workflows, 'review-cycle.asl.json'),
    join(directory, 'review-cycle.asl.json'),
  )
  const text = readFileSync(join(repositorySources.workflows, 'review.asl.json'), 'utf8')
  expect(text).toContain(from)
  writeFileSync(join(directory, 'review.asl.json'), text.replaceAll(from, to))
  return directory
}

test('given a definition, its placeholders and its distributed map are found', () => {
  const file = readWorkflowFile(join(repositorySources.workflows, 'review-cycle.asl.json'))
  expect(file.placeholders).toEqual(expect.arrayContaining(['OpenTheCycle', 'ReviewMachine', 'Bucket']))
  expect(file.hasDistributedMap).toBe(true)
  expect(readWorkflowFile(join(repositorySources.workflows, 'review.asl.json')).hasDistributedMap).toBe(false)
})

test.each([
  ['no JSONata', { States: {} }, /must say "QueryLanguage": "JSONata"/],
  ['not JSON', '{ "States": ', /sample\.asl\.json is not JSON/],
  ['a list', [], /must hold one JSON object/],
  [
    'a placeholder in an expression',
    { QueryLanguage: 'JSONata', States: { Send: { Arguments: { To: `{% '${hole('Bucket')}' & $x %}` } } } },
    /"\$\{" inside the expression at States → Send → Arguments → To/,
  ],
  [
    'a placeholder that is no name',
    { QueryLanguage: 'JSONata', Comment: hole('bucket name') },
    /\$\{bucket name\} is not a PascalCase name/,
  ],
])('given %s, the file is refused', (_, content, message) => {
  expect(() => readWorkflowFile(definition(content))).toThrow(message)
})

test('given names and placeholders that differ, both differences are named', () => {
  const file = readWorkflowFile(
    definition({ QueryLanguage: 'JSONata', a: hole('OpenTheCycle'), b: hole('Bucket') }),
  )
  expect(() => checkFillings(file, ['OpenTheCycle', 'Bucket'])).not.toThrow()
  expect(() => checkFillings(file, ['Bucket', 'ReviewMachine'])).toThrow(
    `sample.asl.json: nothing fills ${hole('OpenTheCycle')}; the file does not name ReviewMachine.`,
  )
})

test('given a workflow that names a step that nobody wrote, the synth fails and says which file is missing', () => {
  const dist = standInBundles()
  const workflows = altered(hole('SealTheReview'), hole('SingTheReview'))
  expect(() => synthesize({ dist, workflows })).toThrow(
    /exports no "singTheReview".+functions\/steps\/sing-the-review\.ts/,
  )
})

test('given no bundles, the synth says what to run', () => {
  expect(() => synthesize({ dist: temporaryDirectory() })).toThrow(
    /The bundle reactions is not in .+npm run build/,
  )
})

test('given the machines, the file that is deployed is the file in the repository', () => {
  const app = synthesize()
  const machine = app.of('AWS::StepFunctions::StateMachine').find(({ id }) => id.startsWith('ReviewMachine'))
  const [hash] = String(machine?.Properties.DefinitionS3Location.Key).split('.')
  expect(readFileSync(join(app.outdir, `asset.${hash}.json`), 'utf8')).toBe(
    readFileSync(join(repositorySources.workflows, 'review.asl.json'), 'utf8'),
  )
  const { placeholders } = readWorkflowFile(join(repositorySources.workflows, 'review.asl.json'))
  expect(Object.keys(machine?.Properties.DefinitionSubstitutions).sort()).toEqual([...placeholders].sort())
})

test('one name has three spellings', () => {
  expect(exportNameOf('OpenTheCycle')).toBe('openTheCycle')
  expect(fileNameOf('AskTheRevieweeToSign')).toBe('ask-the-reviewee-to-sign')
  expect(exportsOf('…\n0 && (module.exports = {\n  openTheCycle,\n  sealTheReview\n});\n')).toEqual([
    'openTheCycle',
    'sealTheReview',
  ])
  expect(exportsOf('no list here')).toEqual([])
})
