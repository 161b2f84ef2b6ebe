import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose'

/** An issuer with one key that signs whatever claims a test asks for, in the shapes of those that companies have. */
export interface TokenIssuer {
  url: URL
  /** Signed as the issuer does; `exp` is an hour after `iat` unless the claims say so. */
  token(claims: JWTPayload & { iat: number }, header?: Partial<JWTHeaderParameters>): Promise<string>
  /** How often its keys were asked for. */
  asked(): number
  close(): Promise<void>
}

export async function startTokenIssuer(): Promise<TokenIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const key = { ...(await exportJWK(publicKey)), kid: 'current', alg: 'RS256', use: 'sig' }
  let asked = 0
  const server = createServer((request, response) => {
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    if (request.url === '/keys') asked += 1
    const found: Readonly<Record<string, unknown>> = {
      '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/keys` },
      '/keys': { keys: [key] },
    }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(found[request.url ?? ''] ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return {
    url,
    token: (claims, header = {}) =>
      new SignJWT({ iss: url.origin, exp: claims.iat + 3600, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'current', ...header })
        .sign(privateKey),
    asked: () => asked,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
