import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { fileNameOf } from '../../infra/constructs/step-name.ts'
import { importsOf } from '../arrows.ts'
import { rightsOf, synthesize } from './synthesized-app.ts'

const steps = join(import.meta.dirname, '..', '..', 'functions', 'steps')

/** The source of a step together with the files of its room that it imports. */
function sourceOf(file: string, seen = new Set<string>()): string {
  if (seen.has(file)) return ''
  seen.add(file)
  const source = readFileSync(file, 'utf8')
  const neighbours = importsOf(source)
    .filter(({ specifier }) => specifier.startsWith('./'))
    .map(({ specifier }) => join(dirname(file), specifier))
  return [source, ...neighbours.map((neighbour) => sourceOf(neighbour, seen))].join('\n')
}

/** What calls of the store and the mail queue need which right: a role that lacks it fails on AWS, not here. */
const needs: [string, RegExp, string][] = [
  [
    'changes rows',
    /\b(commit\w+Change|create(Review|Participant)|changeWait|settleCycleWaits|save\w+|mark\w+)\(db/,
    'dynamodb:PutItem',
  ],
  ['adds to the trail', /\b(commit(Review|Cycle|Dispute)Change|createReview)\(db/, 'trail'],
  ['sends mail', /\benqueueMail\(/, 'sqs:SendMessage'],
  ['writes manifests', /\bwriteOnce\(/, 's3:PutObject'],
]

const app = synthesize()
const roles = app
  .of('AWS::Lambda::Function')
  .filter(({ Properties }) => Properties.Environment.Variables.BUCKET !== undefined)
  .map(({ Properties }) => String(Properties.Handler).replace('index.', ''))
  .map((name) => name.charAt(0).toUpperCase() + name.slice(1))

test.each(roles)('given the step %s, its role may do what its file does, and no more', (name) => {
  const source = sourceOf(join(steps, `${fileNameOf(name)}.ts`))
  const rights = rightsOf(app, new RegExp(`^${name}Role`))
  const held = new Set(
    rights.flatMap(({ Action, Condition }) => (Condition === undefined ? Action : ['trail'])),
  )
  for (const [what, call, right] of needs) expect(held.has(right), `${name} ${what}`).toBe(call.test(source))
})
