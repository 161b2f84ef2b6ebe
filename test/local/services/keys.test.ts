import { createPublicKey, verify } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetPublicKeyCommand,
  InvalidCiphertextException,
  InvalidKeyUsageException,
  KMSClient,
  KMSInvalidSignatureException,
  NotFoundException,
  SignCommand,
  VerifyCommand,
} from '@aws-sdk/client-kms'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createKeys } from '../../../local/services/keys.ts'
import { clientSettings, createTestCloud, type TestCloud } from './test-cloud.ts'

let cloud: TestCloud
let client: KMSClient

async function start(directory?: string): Promise<void> {
  cloud = createTestCloud(directory)
  const keys = await createKeys(cloud.ground('kms'), {
    keys: [
      { keyId: 'log-key', properties: { KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' } },
      { keyId: 'data-key', properties: { EnableKeyRotation: true } },
    ],
    aliases: [{ aliasName: 'alias/log', targetKeyId: 'log-key' }],
  })
  client = new KMSClient(clientSettings(await cloud.serve(keys.endpoint)))
}

async function stop(): Promise<void> {
  client.destroy()
  await cloud.close()
}

beforeEach(() => start())
afterEach(async () => {
  await stop()
  cloud.remove()
})

const message = Buffer.from('countersign.example/log\n15\nroot\n')
const signed = (KeyId: string, more = {}) =>
  client.send(
    new SignCommand({
      KeyId,
      Message: message,
      MessageType: 'RAW',
      SigningAlgorithm: 'ED25519_SHA_512',
      ...more,
    }),
  )

describe('an Ed25519 key', () => {
  test('signs what its public key verifies, under each of its names', async () => {
    const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: 'log-key' }))
    const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' })
    for (const name of ['log-key', 'alias/log', 'arn:aws:kms:eu-central-1:000000000000:key/log-key']) {
      const { Signature, KeyId } = await signed(name)
      expect(KeyId).toBe('arn:aws:kms:eu-central-1:000000000000:key/log-key')
      expect(verify(null, message, key, Buffer.from(Signature ?? []))).toBe(true)
    }
  })

  test('is the same after a restart, and nobody else can read its file', async () => {
    const before = await client.send(new GetPublicKeyCommand({ KeyId: 'log-key' }))
    const directory = join(cloud.directory, 'kms')
    for (const file of readdirSync(directory)) expect(statSync(join(directory, file)).mode & 0o077).toBe(0)
    await stop()
    await start(cloud.directory)
    const after = await client.send(new GetPublicKeyCommand({ KeyId: 'log-key' }))
    expect(after.PublicKey).toEqual(before.PublicKey)
  })

  test('verifies, and says so when a signature is not its own', async () => {
    const { Signature } = await signed('log-key')
    const check = (Message: Buffer) =>
      client.send(
        new VerifyCommand({ KeyId: 'log-key', Message, Signature, SigningAlgorithm: 'ED25519_SHA_512' }),
      )
    expect((await check(message)).SignatureValid).toBe(true)
    await expect(check(Buffer.from('other'))).rejects.toBeInstanceOf(KMSInvalidSignatureException)
  })

  test('signs raw messages with its own algorithm only', async () => {
    await expect(signed('log-key', { MessageType: 'DIGEST' })).rejects.toMatchObject({
      name: 'ValidationException',
    })
    await expect(signed('log-key', { SigningAlgorithm: 'ED25519_PH_SHA_512' })).rejects.toBeInstanceOf(
      InvalidKeyUsageException,
    )
  })
})

describe('a symmetric key', () => {
  test('opens what it closed, in the same context only', async () => {
    const EncryptionContext = { table: 'vault', id: '1' }
    const { CiphertextBlob } = await client.send(
      new EncryptCommand({ KeyId: 'data-key', Plaintext: message, EncryptionContext }),
    )
    const opened = await client.send(
      new DecryptCommand({ CiphertextBlob, EncryptionContext: { id: '1', table: 'vault' } }),
    )
    expect(Buffer.from(opened.Plaintext ?? []).equals(message)).toBe(true)
    await expect(client.send(new DecryptCommand({ CiphertextBlob }))).rejects.toBeInstanceOf(
      InvalidCiphertextException,
    )
  })

  test('makes data keys, and does not sign', async () => {
    const made = await client.send(new GenerateDataKeyCommand({ KeyId: 'data-key', KeySpec: 'AES_256' }))
    const opened = await client.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob }))
    expect(opened.Plaintext).toEqual(made.Plaintext)
    await expect(signed('data-key')).rejects.toBeInstanceOf(InvalidKeyUsageException)
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: 'data-key' }))
    expect(KeyMetadata?.KeyUsage).toBe('ENCRYPT_DECRYPT')
  })
})

test('what is not there and what is not done is refused by name', async () => {
  await expect(signed('other')).rejects.toBeInstanceOf(NotFoundException)
  const disable = client.send(new DisableKeyCommand({ KeyId: 'log-key' }))
  await expect(disable).rejects.toMatchObject({ name: 'UnknownOperationException' })
  const rsa = createKeys(cloud.ground('kms'), {
    keys: [{ keyId: 'rsa', properties: { KeySpec: 'RSA_2048' } }],
    aliases: [],
  })
  await expect(rsa).rejects.toThrow(/RSA_2048/)
})
