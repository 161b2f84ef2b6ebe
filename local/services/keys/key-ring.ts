import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from '../atomic-file.ts'
import { account, region } from '../wire.ts'

/** An `AWS::KMS::Key` of the template, its values resolved. */
export interface KeyDeclaration {
  keyId: string
  properties: Record<string, unknown>
}

/** An `AWS::KMS::Alias` of the template. */
export interface AliasDeclaration {
  aliasName: string
  targetKeyId: string
}

interface KeyCommon {
  id: string
  arn: string
  description: string
  /** Milliseconds of cloud time. */
  createdAt: number
}

export type Key =
  | (KeyCommon & { spec: 'ECC_NIST_EDWARDS25519'; privateKey: KeyObject; publicKey: KeyObject })
  | (KeyCommon & { spec: 'SYMMETRIC_DEFAULT'; secret: Buffer })

export function keyArnOf(keyId: string): string {
  return `arn:aws:kms:${region}:${account}:key/${keyId}`
}

/**
 * The key of a declaration: read from its file, which only its owner can read, or made once. Throws for a key spec that
 * the local cloud does not have, by its name.
 */
export async function keyOf(
  directory: string,
  { keyId, properties }: KeyDeclaration,
  now: number,
): Promise<Key> {
  const spec = properties.KeySpec ?? 'SYMMETRIC_DEFAULT'
  if (spec !== 'ECC_NIST_EDWARDS25519' && spec !== 'SYMMETRIC_DEFAULT') {
    throw new Error(`The key ${keyId} is of spec ${String(spec)}, which the local cloud does not have.`)
  }
  const path = join(directory, `${keyId}.key.json`)
  if (!existsSync(path)) {
    await writeAtomically(path, JSON.stringify({ spec, createdAt: now, material: newMaterial(spec) }))
  }
  const stored: { spec: string; createdAt: number; material: string } = JSON.parse(readFileSync(path, 'utf8'))
  if (stored.spec !== spec)
    throw new Error(`The key ${keyId} is stored as ${stored.spec}, but the template says ${spec}.`)
  const common: KeyCommon = {
    id: keyId,
    arn: keyArnOf(keyId),
    description: String(properties.Description ?? ''),
    createdAt: stored.createdAt,
  }
  const material = Buffer.from(stored.material, 'base64')
  if (spec === 'SYMMETRIC_DEFAULT') return { ...common, spec, secret: material }
  const privateKey = createPrivateKey({ key: material, format: 'der', type: 'pkcs8' })
  return { ...common, spec, privateKey, publicKey: createPublicKey(privateKey) }
}

/** Base64 of a PKCS#8 private key, or of 256 random bits. */
function newMaterial(spec: Key['spec']): string {
  if (spec === 'SYMMETRIC_DEFAULT') return randomBytes(32).toString('base64')
  const { privateKey } = generateKeyPairSync('ed25519')
  return privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
}
