import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** A workflow definition as its file says it, checked as far as that is possible without a deployment. */
export interface WorkflowFile {
  path: string
  /** The names in `${Name}`, in the order of their first use. */
  placeholders: string[]
  /** Whether a map of it runs its items as executions of their own. */
  hasDistributedMap: boolean
}

/**
 * Reads an `.asl.json` file. Throws with the file and the place if it is not JSON, does not say
 * `"QueryLanguage": "JSONata"` at the top (the CDK ignores its own property for files), or has a `${` inside `{% %}`,
 * where CloudFormation would replace a part of the expression.
 */
export function readWorkflowFile(path: string): WorkflowFile {
  const name = basename(path)
  const text = readFileSync(path, 'utf8')
  const definition = parse(text, name)
  if (definition.QueryLanguage !== 'JSONata')
    throw new Error(`${name}: the top level must say "QueryLanguage": "JSONata".`)
  let hasDistributedMap = false
  walk(definition, [], (value, trail) => {
    if (typeof value === 'string' && /\{%[\s\S]*\$\{[\s\S]*%\}/.test(value))
      throw new Error(`${name}: "\${" inside the expression at ${trail.join(' → ')}; assign the value first.`)
    if (value === 'DISTRIBUTED' && trail.at(-1) === 'Mode') hasDistributedMap = true
  })
  const placeholders = [...text.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1] ?? '')
  for (const placeholder of placeholders)
    if (!/^[A-Z][A-Za-z0-9]*$/.test(placeholder))
      throw new Error(`${name}: the placeholder \${${placeholder}} is not a PascalCase name.`)
  return { path, placeholders: [...new Set(placeholders)], hasDistributedMap }
}

/** Throws with both differences if the placeholders of the file and the names that are filled are not the same. */
export function checkFillings(file: WorkflowFile, filled: readonly string[]): void {
  const missing = file.placeholders.filter((name) => !filled.includes(name))
  const unused = filled.filter((name) => !file.placeholders.includes(name))
  if (missing.length + unused.length === 0) return
  const parts = [
    missing.length > 0 ? `nothing fills ${missing.map((name) => `\${${name}}`).join(', ')}` : '',
    unused.length > 0 ? `the file does not name ${unused.join(', ')}` : '',
  ]
  throw new Error(`${basename(file.path)}: ${parts.filter((part) => part !== '').join('; ')}.`)
}

function parse(text: string, name: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed }
  } catch (error) {
    throw new Error(`${name} is not JSON: ${error instanceof Error ? error.message : error}`)
  }
  throw new Error(`${name} must hold one JSON object.`)
}

function walk(value: unknown, trail: string[], visit: (value: unknown, trail: string[]) => void): void {
  visit(value, trail)
  if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) walk(inner, [...trail, key], visit)
}
