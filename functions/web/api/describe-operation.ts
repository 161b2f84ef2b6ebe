import type { Route } from '../route.ts'
import {
  fileFieldOf,
  inputSchema,
  type JsonSchema,
  outputSchema,
  propertiesOf,
  requiredOf,
} from './json-schema.ts'

const notDescribed = {
  description: 'Not described yet: a file, or what the page shows as JSON.',
  'x-described': false,
}

const problem = { $ref: '#/components/responses/Problem' }

/** A route as an OpenAPI operation. What a route does not declare is said to be undescribed rather than guessed. */
export function describeOperation(route: Route<never>, path: string) {
  const isPost = route.method === 'POST'
  return {
    operationId: operationIdOf(route.method, path),
    summary: route.summary ?? `${isPost ? 'Does' : 'Shows'} ${wordsOf(path)}`,
    ...(route.needsPerson
      ? { description: 'Only with a token for which a person signed in: a program in its own name gets 403.' }
      : {}),
    tags: [path.split('/')[1] || 'home'],
    parameters: [
      ...parametersOf(route),
      ...(isPost ? [{ $ref: '#/components/parameters/idempotencyKey' }] : []),
    ],
    ...(isPost ? { requestBody: bodyOf(route) } : {}),
    responses: {
      ...answerOf(route),
      ...(isPost || route.query !== undefined ? { '400': problem } : {}),
      '401': problem,
      '403': problem,
      '404': problem,
      ...(isPost ? { '409': problem, '413': problem, '415': problem, '422': problem } : {}),
      '429': { $ref: '#/components/responses/TooMany' },
      default: problem,
    },
  }
}

/** `postCyclesByCycleIdLaunchNow`: stable as long as the path is. */
export function operationIdOf(method: string, path: string): string {
  const words = path
    .split(/[/-]/)
    .filter((word) => word !== '')
    .map((word) => (word.startsWith('{') ? `By-${word.slice(1, -1)}` : word))
    .flatMap((word) => word.split('-'))
  return [method.toLowerCase(), ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('')
}

function wordsOf(path: string): string {
  const words = path.split('/').filter((word) => word !== '' && !word.startsWith('{'))
  return words.length === 0 ? 'what needs HR today' : words.join(', ').replaceAll('-', ' ')
}

function parametersOf(route: Route<never>): JsonSchema[] {
  const inPath = propertiesOf(inputSchema(route.params))
  const query = inputSchema(route.query)
  const needed = requiredOf(query)
  return [
    ...[...route.path.matchAll(/\{(\w+)\+?\}/g)].map(([, name = '']) => ({
      name,
      in: 'path',
      required: true,
      schema: inPath[name] ?? { type: 'string' },
    })),
    // `done` and its like only choose the notice above a page.
    ...Object.entries(propertiesOf(query))
      .filter(([name]) => name !== 'done')
      .map(([name, schema]) => ({ name, in: 'query', required: needed.includes(name), schema })),
  ]
}

function bodyOf(route: Route<never>): JsonSchema {
  const schema = inputSchema(route.body)
  const asForm = { 'application/x-www-form-urlencoded': { schema }, 'multipart/form-data': { schema } }
  const file = fileFieldOf(route.body)
  if (file === undefined) {
    return { required: requiredOf(schema).length > 0, content: { 'application/json': { schema }, ...asForm } }
  }
  const bytes = { schema: { type: 'string', format: 'binary' } }
  return {
    description: `The other fields stand in the query string where the body is the file \`${file}\` alone; \`text/csv\` has to be UTF-8.`,
    required: true,
    content: {
      'multipart/form-data': { schema },
      'text/csv': bytes,
      'application/octet-stream': bytes,
      'application/json': { schema: withoutFile(schema, file) },
    },
  }
}

function withoutFile(schema: JsonSchema, file: string): JsonSchema {
  const { [file]: _file, ...properties } = propertiesOf(schema)
  return { ...schema, properties, required: requiredOf(schema).filter((name) => name !== file) }
}

function answerOf(route: Route<never>): Record<string, JsonSchema> {
  const schema = dataOf(route)
  const isPost = route.method === 'POST'
  const answer = {
    description: isPost ? 'Done.' : 'As it stands.',
    headers: {
      RateLimit: { $ref: '#/components/headers/RateLimit' },
      'RateLimit-Policy': { $ref: '#/components/headers/RateLimit-Policy' },
      ...(isPost
        ? { Location: { description: 'What it was done to, or what was made.', schema: { type: 'string' } } }
        : {}),
    },
    content: schema === undefined ? { '*/*': { schema: notDescribed } } : { 'application/json': { schema } },
  }
  return { [route.creates ? '201' : '200']: answer }
}

function dataOf(route: Route<never>): JsonSchema | undefined {
  if (route.data === undefined) return undefined
  const schema = outputSchema(route.data)
  const asked = propertiesOf(inputSchema(route.query))
  const isList = route.method === 'GET' && ['page', 'after', 'cursor'].some((name) => name in asked)
  if (!isList || schema.type !== 'object') return schema
  return {
    ...schema,
    properties: { ...propertiesOf(schema), links: { $ref: '#/components/schemas/Links' } },
  }
}
