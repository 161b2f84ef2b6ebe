import type { APIGatewayProxyEventV2 } from 'aws-lambda'

export interface SampleRequest {
  method?: string
  path: string
  query?: string
  headers?: Record<string, string>
  cookies?: string[]
  body?: string | Uint8Array
}

/** An HTTP API event as API Gateway sends it (payload format 2.0): lower-case headers, cookies apart, binary as base64. */
export function httpEvent(request: SampleRequest): APIGatewayProxyEventV2 {
  const method = request.method ?? 'GET'
  const rawQueryString = request.query ?? ''
  const bytes = request.body instanceof Uint8Array
  return {
    version: '2.0',
    routeKey: 'ANY /{proxy+}',
    rawPath: request.path,
    rawQueryString,
    headers: { host: '127.0.0.1:8700', accept: 'text/html', ...request.headers },
    ...(request.cookies === undefined ? {} : { cookies: request.cookies }),
    ...(request.body === undefined
      ? {}
      : { body: bytes ? Buffer.from(request.body).toString('base64') : String(request.body) }),
    isBase64Encoded: bytes,
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: '127.0.0.1',
      domainPrefix: '127',
      http: { method, path: request.path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: 'ANY /{proxy+}',
      stage: '$default',
      time: '02/Mar/2026:09:00:00 +0000',
      timeEpoch: 1772442000000,
    },
  }
}

/** What a browser sends with a form of our own page, under our referrer policy. */
export function formPost(
  path: string,
  fields: Record<string, string> | URLSearchParams,
  more: { cookies?: string[]; headers?: Record<string, string>; query?: string } = {},
): APIGatewayProxyEventV2 {
  return httpEvent({
    method: 'POST',
    path,
    ...more,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'null',
      'sec-fetch-site': 'same-origin',
      ...more.headers,
    },
    body: new URLSearchParams(fields).toString(),
  })
}
