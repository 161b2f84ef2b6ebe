import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms'
import { equalBytes, fromHex } from '../trail/bytes.ts'
import { COSIGNATURE_TYPE } from '../trail/cosignature.ts'
import { formatVkey, type Sign } from '../trail/note.ts'

/** Who cosigns. */
export interface Signer {
  name: string
  /** 32 bytes. */
  publicKey: Uint8Array
  sign: Sign
  /** Verification key of its cosignatures. */
  vkey: string
}

/** How the DER of an Ed25519 public key begins (RFC 8410, section 4); its 32 bytes follow. */
const SPKI_PREFIX = fromHex('302a300506032b6570032100') ?? new Uint8Array()

/** A signer whose key never leaves KMS. */
export async function createSigner(client: KMSClient, keyArn: string, name: string): Promise<Signer> {
  const { PublicKey: der } = await client.send(new GetPublicKeyCommand({ KeyId: keyArn }))
  if (der === undefined || der.length !== 44 || !equalBytes(der.subarray(0, 12), SPKI_PREFIX))
    throw new Error(`The key ${keyArn} is not an Ed25519 key.`)
  const publicKey = der.slice(12)
  return {
    name,
    publicKey,
    vkey: formatVkey(name, publicKey, COSIGNATURE_TYPE),
    async sign(message) {
      const { Signature } = await client.send(
        // The key is made for Ed25519 over the message itself; over a digest it would be another signature.
        new SignCommand({
          KeyId: keyArn,
          Message: message,
          MessageType: 'RAW',
          SigningAlgorithm: 'ED25519_SHA_512',
        }),
      )
      if (Signature === undefined) throw new Error(`KMS answered without a signature by ${keyArn}.`)
      return Signature
    },
  }
}
