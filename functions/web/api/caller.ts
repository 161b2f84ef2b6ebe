import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { describeError, type RequestLogEntry } from '../request-log.ts'
import type { AccessTokens, Caller } from './access-token.ts'
import type { ProblemCode, ProblemDetails } from './problem-details.ts'

/** Who sent a request, by its bearer token and by nothing else. */
export async function callerOf(
  event: APIGatewayProxyEventV2,
  options: { tokens: AccessTokens; scope: string; log: (entry: RequestLogEntry) => void },
): Promise<Caller | ProblemDetails> {
  const token = /^Bearer +([\w~+/.-]+=*)$/i.exec(event.headers.authorization ?? '')?.[1]
  if (token === undefined) {
    const cookies = (event.cookies ?? []).length > 0
    return {
      ...refusedToken('no-token', 'An access token is needed', challengeOf(options.scope)),
      detail: `${cookies ? 'Cookies do not count here. ' : ''}Send an access token of the issuer in the header Authorization.`,
    }
  }
  try {
    const caller = await options.tokens.whoseIs(token)
    if ('session' in caller) return caller
    const challenge = challengeOf(options.scope, caller)
    return caller.error === 'invalid_token'
      ? {
          ...refusedToken('invalid-token', 'This access token does not count', challenge),
          detail: caller.message,
        }
      : {
          ...refusedToken('insufficient-scope', 'This access token does not reach so far', challenge),
          status: 403,
          detail: caller.message,
        }
  } catch (error) {
    options.log({
      level: 'error',
      message: 'sign-in failed',
      requestId: event.requestContext.requestId,
      method: event.requestContext.http.method,
      route: '/api',
      error: describeError(error),
    })
    return {
      status: 503,
      code: 'issuer-silent',
      title: 'The sign-in service does not answer',
      detail: 'The token could not be checked. Nothing was done. Try again in a minute.',
      headers: { 'retry-after': '60' },
    }
  }
}

function refusedToken(code: ProblemCode, title: string, challenge: string) {
  return { status: 401, code, title, headers: { 'www-authenticate': challenge } }
}

/** RFC 6750 §3. */
function challengeOf(scope: string, refusal?: { error: string; message: string }): string {
  const parts = ['realm="countersign"', `scope="${scope}"`]
  if (refusal !== undefined) parts.push(`error="${refusal.error}"`, `error_description="${refusal.message}"`)
  return `Bearer ${parts.join(', ')}`
}
