import { randomBytes, sign, verify } from 'node:crypto'
import type { Ground, ServiceEndpoint } from '../ports.ts'
import { open, seal, sealedWith } from './keys/envelope.ts'
import { type AliasDeclaration, type Key, type KeyDeclaration, keyOf } from './keys/key-ring.ts'
import { AwsError, account, type JsonOperation, region, serveJson } from './wire.ts'

export interface Keys {
  endpoint: ServiceEndpoint
}

export interface KeysParts {
  keys: KeyDeclaration[]
  aliases: AliasDeclaration[]
}

type Input = Record<string, unknown>
type SigningKey = Extract<Key, { spec: 'ECC_NIST_EDWARDS25519' }>
type SecretKey = Extract<Key, { spec: 'SYMMETRIC_DEFAULT' }>

/** KMS takes at most this much to sign or to encrypt. */
const limitBytes = 4096
const signingAlgorithm = 'ED25519_SHA_512'

/** KMS: Ed25519 keys that sign, and symmetric keys that encrypt. Durable in files that only their owner can read. */
export async function createKeys(ground: Ground, parts: KeysParts): Promise<Keys> {
  const keys = new Map<string, Key>()
  for (const declaration of parts.keys) {
    keys.set(declaration.keyId, await keyOf(ground.directory, declaration, ground.clock.now()))
  }
  const aliases = new Map(parts.aliases.map((each) => [each.aliasName, lastPart(each.targetKeyId)]))

  /** By key id, key ARN, alias or alias ARN. */
  function keyNamed(reference: unknown): Key {
    const text = String(reference ?? '')
    const name = text.startsWith('arn:') ? text.slice(text.split(':', 5).join(':').length + 1) : text
    const id = name.startsWith('alias/') ? aliases.get(name) : name.replace(/^key\//, '')
    const key = keys.get(id ?? '')
    if (key === undefined) throw new AwsError('NotFoundException', `Key '${text}' does not exist`)
    ground.meter.add('kms', key.id, 'requests', 1)
    return key
  }

  function signingKey(input: Input): SigningKey {
    const key = keyNamed(input.KeyId)
    if (key.spec !== 'ECC_NIST_EDWARDS25519') throw wrongUsage(key)
    return key
  }

  function secretKey(reference: unknown): SecretKey {
    const key = keyNamed(reference)
    if (key.spec !== 'SYMMETRIC_DEFAULT') throw wrongUsage(key)
    return key
  }

  function message(input: Input): Buffer {
    if (input.SigningAlgorithm !== signingAlgorithm) {
      throw new AwsError('InvalidKeyUsageException', `The local cloud signs with ${signingAlgorithm} only.`)
    }
    if ((input.MessageType ?? 'RAW') !== 'RAW') {
      throw new AwsError('ValidationException', `${signingAlgorithm} signs messages of type RAW only.`)
    }
    return bytes(input, 'Message')
  }

  function dataKey(input: Input): { key: SecretKey; plaintext: Buffer; ciphertext: Buffer } {
    const key = secretKey(input.KeyId)
    const length =
      input.KeySpec === 'AES_128' ? 16 : input.KeySpec === 'AES_256' ? 32 : Number(input.NumberOfBytes)
    if (!(length >= 1 && length <= 1024))
      throw new AwsError('ValidationException', 'KeySpec or NumberOfBytes is missing.')
    const plaintext = randomBytes(length)
    return { key, plaintext, ciphertext: seal(key.id, key.secret, plaintext, input.EncryptionContext) }
  }

  const operations: Record<string, JsonOperation> = {
    Sign(input) {
      const key = signingKey(input)
      return {
        KeyId: key.arn,
        Signature: sign(null, message(input), key.privateKey).toString('base64'),
        SigningAlgorithm: signingAlgorithm,
      }
    },
    Verify(input) {
      const key = signingKey(input)
      if (!verify(null, message(input), key.publicKey, bytes(input, 'Signature'))) {
        throw new AwsError('KMSInvalidSignatureException', '')
      }
      return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: signingAlgorithm }
    },
    GetPublicKey(input) {
      const key = signingKey(input)
      return {
        KeyId: key.arn,
        PublicKey: key.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
        KeySpec: key.spec,
        CustomerMasterKeySpec: key.spec,
        KeyUsage: 'SIGN_VERIFY',
        SigningAlgorithms: [signingAlgorithm],
      }
    },
    DescribeKey: (input) => ({ KeyMetadata: metadataOf(keyNamed(input.KeyId)) }),
    Encrypt(input) {
      const key = secretKey(input.KeyId)
      const ciphertext = seal(key.id, key.secret, bytes(input, 'Plaintext'), input.EncryptionContext)
      return {
        KeyId: key.arn,
        CiphertextBlob: ciphertext.toString('base64'),
        EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      }
    },
    Decrypt(input) {
      const ciphertext = bytes(input, 'CiphertextBlob', 8192)
      const key = secretKey(sealedWith(ciphertext))
      if (input.KeyId !== undefined && keyNamed(input.KeyId) !== key)
        throw new AwsError('IncorrectKeyException', '')
      return {
        KeyId: key.arn,
        Plaintext: open(key.secret, ciphertext, input.EncryptionContext).toString('base64'),
        EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      }
    },
    GenerateDataKey(input) {
      const { key, plaintext, ciphertext } = dataKey(input)
      return {
        KeyId: key.arn,
        Plaintext: plaintext.toString('base64'),
        CiphertextBlob: ciphertext.toString('base64'),
      }
    },
    GenerateDataKeyWithoutPlaintext(input) {
      const { key, ciphertext } = dataKey(input)
      return { KeyId: key.arn, CiphertextBlob: ciphertext.toString('base64') }
    },
    ListKeys: () => ({
      Keys: [...keys.values()].map((key) => ({ KeyId: key.id, KeyArn: key.arn })),
      Truncated: false,
    }),
    ListAliases: () => ({
      Aliases: [...aliases].map(([AliasName, TargetKeyId]) => ({
        AliasName,
        AliasArn: `arn:aws:kms:${region}:${account}:${AliasName}`,
        TargetKeyId,
      })),
      Truncated: false,
    }),
  }

  return {
    endpoint: {
      service: 'kms',
      handle: (request, response) => serveJson(operations, '1.1', request, response),
    },
  }
}

function metadataOf(key: Key): Record<string, unknown> {
  const signs = key.spec === 'ECC_NIST_EDWARDS25519'
  return {
    AWSAccountId: account,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: key.createdAt / 1000,
    Description: key.description,
    Enabled: true,
    KeyState: 'Enabled',
    KeyManager: 'CUSTOMER',
    Origin: 'AWS_KMS',
    MultiRegion: false,
    KeySpec: key.spec,
    CustomerMasterKeySpec: key.spec,
    KeyUsage: signs ? 'SIGN_VERIFY' : 'ENCRYPT_DECRYPT',
    ...(signs ? { SigningAlgorithms: [signingAlgorithm] } : { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] }),
  }
}

function bytes(input: Input, name: string, limit = limitBytes): Buffer {
  const content = Buffer.from(String(input[name] ?? ''), 'base64')
  if (content.length < 1 || content.length > limit) {
    throw new AwsError('ValidationException', `${name} must have between 1 and ${limit} bytes.`)
  }
  return content
}

function wrongUsage(key: Key): AwsError {
  return new AwsError('InvalidKeyUsageException', `${key.arn} key usage is not valid for this operation.`)
}

function lastPart(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1)
}
