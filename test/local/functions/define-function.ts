import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FunctionDefinition } from '../../../local/functions/function-definition.ts'

/** Writes a function's code below `root` and gives its definition: `index.js` with an export `handler`. */
export function defineFunction(
  root: string,
  name: string,
  code: string,
  { file = 'index.js', ...more }: Partial<FunctionDefinition> & { file?: string } = {},
): FunctionDefinition {
  const directory = join(root, 'code', name)
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, file), code)
  return {
    stack: 'Reviews',
    logicalId: name,
    name,
    arn: `arn:aws:lambda:eu-central-1:000000000000:function:${name}`,
    codeDirectory: directory,
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    timeoutSeconds: 5,
    memoryMb: 128,
    environment: { GREETING: 'hello' },
    onFailure: { retries: 2 },
    ...more,
  }
}
