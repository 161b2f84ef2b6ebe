import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { AwsError } from '../wire.ts'

/*
 * A ciphertext of the local cloud: one byte of format, one of the key id's length, the key id, 12 bytes of nonce, 16 of
 * tag, and the bytes under AES-256-GCM with the encryption context as associated data. AWS's own format is not public.
 */
const format = 1

export function seal(keyId: string, secret: Buffer, plaintext: Buffer, context: unknown): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(canonical(context))
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()])
  const id = Buffer.from(keyId, 'utf8')
  return Buffer.concat([Buffer.from([format, id.length]), id, nonce, cipher.getAuthTag(), body])
}

/** The id of the key that a ciphertext was made with. Throws InvalidCiphertextException. */
export function sealedWith(ciphertext: Buffer): string {
  const length = ciphertext[1]
  if (ciphertext[0] !== format || length === undefined || ciphertext.length < 30 + length) throw invalid()
  return ciphertext.subarray(2, 2 + length).toString('utf8')
}

/** Throws InvalidCiphertextException for changed bytes or another context. */
export function open(secret: Buffer, ciphertext: Buffer, context: unknown): Buffer {
  const at = 2 + Buffer.byteLength(sealedWith(ciphertext))
  try {
    const decipher = createDecipheriv('aes-256-gcm', secret, ciphertext.subarray(at, at + 12))
    decipher.setAAD(canonical(context)).setAuthTag(ciphertext.subarray(at + 12, at + 28))
    return Buffer.concat([decipher.update(ciphertext.subarray(at + 28)), decipher.final()])
  } catch {
    throw invalid()
  }
}

function canonical(context: unknown): Buffer {
  const entries = Object.entries(typeof context === 'object' && context !== null ? context : {})
  return Buffer.from(JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1))))
}

function invalid(): AwsError {
  return new AwsError('InvalidCiphertextException', '')
}
