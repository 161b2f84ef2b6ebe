import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { Caching, FileReply } from './reply.ts'
import { mailPolicy, securityHeaders } from './security-headers.ts'

const caching: Readonly<Record<Caching, string | undefined>> = {
  none: undefined,
  'for-ever': 'public, max-age=31536000, immutable',
  privately: 'private, max-age=31536000, immutable',
}

/** A download, or something that the browser shows; bytes go in base64. */
export function fileResponse(reply: FileReply): APIGatewayProxyStructuredResultV2 {
  const headers: Record<string, string> = { 'content-type': reply.contentType }
  const cacheControl = caching[reply.caching]
  if (cacheControl !== undefined) headers['cache-control'] = cacheControl
  if (reply.filename !== undefined) headers['content-disposition'] = attachment(reply.filename)
  if (reply.policy === 'mail') headers['content-security-policy'] = mailPolicy
  if (typeof reply.body === 'string') return respond(reply.status, reply.body, headers, reply.cookies)
  const bytes = Buffer.from(reply.body.buffer, reply.body.byteOffset, reply.body.byteLength)
  return { ...respond(reply.status, bytes.toString('base64'), headers, reply.cookies), isBase64Encoded: true }
}

/** RFC 6266: a plain name for old programs and the real one in UTF-8; neither can break out of the header. */
function attachment(filename: string): string {
  const plain = filename.replace(/[^\w.-]+/g, '_')
  const encoded = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}

/** With the headers of every response; what holds personal data is not kept unless `headers` say so. */
export function respond(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>>,
  cookies?: readonly string[] | undefined,
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: { ...securityHeaders, 'cache-control': 'no-store', ...headers },
    cookies: [...(cookies ?? [])],
    body,
  }
}
