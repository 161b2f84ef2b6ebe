import { generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AccessTokenOptions, createAccessTokens } from '../../../../functions/web/api/access-token.ts'
import { startTokenIssuer, type TokenIssuer } from './token-issuer.ts'

const NOW = new Date('2027-01-04T10:00:00.000Z')
const iat = Math.floor(NOW.getTime() / 1000) - 60
let issuer: TokenIssuer

beforeAll(async () => {
  issuer = await startTokenIssuer()
})
afterAll(() => issuer.close())

function options(): AccessTokenOptions {
  return {
    issuerUrl: issuer.url,
    audience: 'https://reviews.example.com',
    clientId: 'site-client',
    role: 'hr',
    rolesClaim: 'cognito:groups',
    scope: 'countersign/hr',
    now: () => NOW,
  }
}

async function asked(claims: Record<string, unknown>, changes: Partial<AccessTokenOptions> = {}) {
  const token = await issuer.token({ iat, ...(claims as JWTPayload) })
  return createAccessTokens({ ...options(), ...changes }).whoseIs(token)
}

/** As “Understanding the access token” of Cognito's developer guide shows it: no audience, the client in `client_id`. */
const cognitoPerson = {
  sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  'cognito:groups': ['hr'],
  client_id: 'site-client',
  origin_jti: 'o',
  event_id: 'e',
  token_use: 'access',
  scope: 'openid email profile',
  auth_time: iat - 100,
  jti: 'j',
  username: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
}
/** As Cognito answers a client credentials grant: the client is the subject, `auth_time` is there, groups are not. */
const cognitoProgram = {
  sub: 'payroll-client',
  client_id: 'payroll-client',
  token_use: 'access',
  scope: 'countersign/hr',
  auth_time: iat,
  version: 2,
  jti: 'j',
}

describe('who gets in', () => {
  test('somebody of HR with an access token of the pool', async () => {
    const caller = await asked(cognitoPerson)
    expect(caller).toMatchObject({
      isPerson: true,
      session: {
        kind: 'hr',
        subject: cognitoPerson.sub,
        authenticatedAt: new Date((iat - 100) * 1000).toISOString(),
      },
    })
  })

  test('a program of the pool with the scope; it is no person, whatever Cognito writes into auth_time', async () => {
    const caller = await asked(cognitoProgram)
    expect(caller).toMatchObject({
      isPerson: false,
      session: { subject: 'payroll-client', name: 'payroll-client' },
    })
  })

  test.each([
    [
      'RFC 9068 with a role',
      { aud: 'https://reviews.example.com', sub: 'p', client_id: 'p', 'cognito:groups': 'hr' },
    ],
    [
      'one audience of several',
      { aud: ['x', 'https://reviews.example.com'], sub: 'p', azp: 'p', scope: 'countersign/hr' },
    ],
    [
      'scopes in a list, as Okta',
      { aud: 'https://reviews.example.com', sub: 'p', cid: 'p', scp: ['countersign/hr'] },
    ],
    ['Auth0', { aud: 'https://reviews.example.com', sub: 'p@clients', azp: 'p', scope: 'a countersign/hr' }],
    [
      'a service account without auth_time',
      { aud: 'https://reviews.example.com', sub: 'u', azp: 'p', 'cognito:groups': ['hr'] },
    ],
  ])('a program: %s', async (_shape, claims) => {
    expect(await asked(claims)).toMatchObject({ isPerson: false })
  })
})

describe('who does not', () => {
  test.each([
    ['an ID token of the pool', { ...cognitoPerson, token_use: 'id', aud: 'site-client' }],
    [
      'an ID token for this audience',
      { aud: 'https://reviews.example.com', sub: 'h', nonce: 'n', 'cognito:groups': ['hr'] },
    ],
    ['a token for another site', { ...cognitoPerson, aud: 'https://other.example.com' }],
    ['a token of another client of the pool', { ...cognitoPerson, client_id: 'other-client' }],
    [
      'a token without audience of an issuer that has audiences',
      { sub: 'h', 'cognito:groups': ['hr'], client_id: 'site-client' },
    ],
    ['a token that another issuer signed', { ...cognitoPerson, iss: 'https://issuer.example.com' }],
    ['a token that has expired', { ...cognitoPerson, exp: iat }],
    ['a token that is not valid yet', { ...cognitoPerson, nbf: iat + 3600 }],
    ['a token of nobody', { ...cognitoPerson, sub: undefined }],
  ])('%s is no token', async (_name, claims) => {
    expect(await asked(claims)).toMatchObject({ error: 'invalid_token' })
  })

  test.each([
    ['an auditor', { ...cognitoPerson, 'cognito:groups': ['auditor'] }],
    [
      'somebody without a group, although their client may ask for the scope',
      { ...cognitoPerson, 'cognito:groups': undefined, scope: 'openid countersign/hr' },
    ],
    [
      'a program of the pool with another scope',
      { ...cognitoProgram, client_id: 'site-client', sub: 'site-client', scope: 'countersign/audit' },
    ],
  ])('%s has no access', async (_name, claims) => {
    expect(await asked(claims)).toMatchObject({ error: 'insufficient_scope' })
  })

  test('signatures that are none, of another key, or made with our public key as a secret', async () => {
    const { privateKey } = await generateKeyPair('RS256')
    const claims = { iss: issuer.url.origin, ...cognitoPerson, iat, exp: iat + 3600 }
    const keys = (await (await fetch(new URL('/keys', issuer.url))).json()) as { keys: { n: string }[] }
    const tokens = [
      new UnsecuredJWT(claims).encode(),
      await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'current' }).sign(privateKey),
      await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'unknown' }).sign(privateKey),
      await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: 'current' })
        .sign(new TextEncoder().encode(keys.keys[0]?.n)),
      'not.a.token',
      '',
    ]
    for (const token of tokens) {
      expect(await createAccessTokens(options()).whoseIs(token)).toMatchObject({ error: 'invalid_token' })
    }
  })
})

test('the keys are fetched once for many tokens', async () => {
  const tokens = createAccessTokens(options())
  const before = issuer.asked()
  const token = await issuer.token({ iat, ...cognitoPerson })
  await Promise.all(Array.from({ length: 5 }, () => tokens.whoseIs(token)))
  expect(issuer.asked() - before).toBe(1)
})

test('an issuer that does not answer is not the token’s fault', async () => {
  const silent = await startTokenIssuer()
  const token = await silent.token({ iat, ...cognitoPerson })
  await silent.close()
  await expect(createAccessTokens({ ...options(), issuerUrl: silent.url }).whoseIs(token)).rejects.toThrow()
})
