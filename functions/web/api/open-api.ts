import type { Route } from '../route.ts'
import { describeOperation } from './describe-operation.ts'
import { problemKinds } from './problem-details.ts'

export interface OpenApiOptions {
  routes: readonly Route<never>[]
  room: { prefix: string }
  /** `https://reviews.example.com/api`, without a slash at the end. */
  apiUrl: string
  issuerUrl: URL
  scope: string
}

/** The OpenAPI 3.1 document of a room's routes: paths, parameters, bodies and answers from the same schemas that check them. */
export function openApiDocument({ routes, room, apiUrl, issuerUrl, scope }: OpenApiOptions) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    // `{name+}` is our way of saying “the rest of the path”; OpenAPI knows parameters of one segment only.
    const path = route.path.slice(room.prefix.length).replaceAll('+}', '}') || '/'
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describeOperation(route, path) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Countersign',
      version: '1',
      summary: 'Everything that HR does, for programs.',
      description: [
        'Each operation is a page or an act of the HR console: same rules, same trail, same refusals.',
        'Requests carry an access token of the site’s issuer; cookies count for nothing.',
        'A “no” is a problem document (RFC 9457) with a stable `code`, a sentence, and `errors` that point at fields.',
        'Lists say where they go on in `links.next` and in the header `Link`.',
        'A POST with an `Idempotency-Key` is done once; a repetition within 24 hours gets the first answer again.',
      ].join('\n\n'),
    },
    servers: [{ url: apiUrl }],
    security: [{ accessToken: [scope] }],
    paths,
    components: {
      securitySchemes: {
        accessToken: {
          type: 'openIdConnect',
          openIdConnectUrl: `${issuerUrl.href.replace(/\/$/, '')}/.well-known/openid-configuration`,
          description: `A JWT that the issuer made for this site: somebody’s with the role, or a program’s with the scope \`${scope}\` (client credentials).`,
        },
      },
      parameters: { idempotencyKey },
      headers: rateHeaders,
      schemas: { Problem: problemSchema, Links: linksSchema },
      responses: problemResponses(),
    },
  }
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Random, such as a UUID. The same request with the same key is done once.',
  schema: { type: 'string', minLength: 16, maxLength: 255 },
}

const rateHeaders = {
  RateLimit: { description: 'How many requests are left, and when more are.', schema: { type: 'string' } },
  'RateLimit-Policy': {
    description: 'How many requests a subject has in how long.',
    schema: { type: 'string' },
  },
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 } },
}

const linksSchema = {
  type: 'object',
  description: 'Where the list goes on.',
  properties: { next: { type: 'string', format: 'uri' }, previous: { type: 'string', format: 'uri' } },
}

const problemSchema = {
  type: 'object',
  description: 'RFC 9457.',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', format: 'uri', description: 'Says what the code means.' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string', description: 'What happened and what to do, for people.' },
    instance: { type: 'string', format: 'uri' },
    code: {
      type: 'string',
      description: `Stable. One of the API’s own (${Object.keys(problemKinds).join(', ')}) or of the app’s rules.`,
    },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['detail'],
        properties: {
          detail: { type: 'string' },
          pointer: { type: 'string', description: 'JSON pointer into the body, as a fragment.' },
          parameter: { type: 'string', description: 'Name in the query string.' },
        },
      },
    },
    data: { description: 'What the answer would have held, where the "no" lies in it.' },
  },
}

function problemResponses() {
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
  return {
    Problem: { description: 'No, and why.', content },
    TooMany: {
      description: 'Too many requests of this subject.',
      headers: {
        'Retry-After': { $ref: '#/components/headers/Retry-After' },
        RateLimit: { $ref: '#/components/headers/RateLimit' },
      },
      content,
    },
  }
}
