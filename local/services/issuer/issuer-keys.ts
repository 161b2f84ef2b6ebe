import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { writeAtomically } from '../atomic-file.ts'

/** What the issuer signs with: its RSA key for tokens, and the secrets that sign its cookies. */
export interface IssuerKeys {
  signing: JWK
  cookies: string[]
}

/** Reads the issuer's keys from its directory, or makes them once. The file is readable by its owner only. */
export async function issuerKeys(directory: string): Promise<IssuerKeys> {
  const path = join(directory, 'issuer-keys.json')
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'))
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const kid = randomBytes(8).toString('hex')
  const keys = {
    signing: { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' },
    cookies: [randomBytes(32).toString('base64url')],
  }
  await writeAtomically(path, JSON.stringify(keys))
  return keys
}
