import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import { hrRoom } from '../../../../functions/hr/room.ts'
import { hrRoutes } from '../../../../functions/hr/routes.ts'
import { openApiDocument } from '../../../../functions/web/api/open-api.ts'

const routes = hrRoutes.filter(({ rule }) => rule === 'hr')
const document = openApiDocument({
  routes,
  room: hrRoom,
  apiUrl: 'https://reviews.example.com/api',
  issuerUrl: new URL('https://issuer.example.com'),
  scope: 'countersign/hr',
})
const operations = Object.values(document.paths).flatMap(
  (methods) => Object.values(methods) as Record<string, unknown>[],
)

test('is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(document)))
  expect(errors).toBeUndefined()
  expect(valid).toBe(true)
})

test('has every route of HR once, and nothing else', () => {
  expect(operations).toHaveLength(routes.length)
  const ids = operations.map(({ operationId }) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
})

describe('each operation', () => {
  test.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s names its parameters, its body and its refusals',
    (_name, route) => {
      const path = route.path.slice(hrRoom.prefix.length).replaceAll('+}', '}') || '/'
      const operation = document.paths[path]?.[route.method.toLowerCase()] as {
        parameters: { name?: string; in?: string; $ref?: string }[]
        requestBody?: unknown
        responses: Record<string, unknown>
      }
      const inPath = operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name)
      expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
      expect('requestBody' in operation).toBe(route.method === 'POST')
      const keyed = operation.parameters.some(({ $ref }) => $ref?.endsWith('/idempotencyKey'))
      expect(keyed).toBe(route.method === 'POST')
      expect(Object.keys(operation.responses)).toEqual(
        expect.arrayContaining(['401', '404', '429', 'default']),
      )
    },
  )
})

test('limits that a form has stand in the document too', () => {
  const schema = {
    type: 'object',
    required: ['reason'],
    properties: { reason: { type: 'string', minLength: 1, maxLength: 500 } },
  }
  expect(document.paths['/people/{personId}/holds']?.post).toMatchObject({
    requestBody: { content: { 'application/json': { schema } } },
  })
})
