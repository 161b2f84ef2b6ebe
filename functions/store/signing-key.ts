import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms'
import { toHex } from '../trail/bytes.ts'
import type { LogSigner } from '../trail/sequencer/log-signer.ts'

/** What stands before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410), hex. */
const SPKI_PREFIX = '302a300506032b6570032100'

/** The log's key in KMS, which signs and never leaves it. @param keyArn of an ECC_NIST_EDWARDS25519 key. */
export function createSigningKey(client: KMSClient, keyArn: string): LogSigner {
  return {
    async publicKey() {
      const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: keyArn }))
      const bytes = PublicKey ?? new Uint8Array(0)
      const at = SPKI_PREFIX.length / 2
      if (bytes.length !== at + 32 || toHex(bytes.subarray(0, at)) !== SPKI_PREFIX)
        throw new Error(`The key ${keyArn} is not an Ed25519 key, so it cannot sign the log`)
      return bytes.slice(at)
    },
    async sign(message) {
      const { Signature } = await client.send(
        new SignCommand({
          KeyId: keyArn,
          Message: message,
          // The PH variant signs a digest, which no verifier of signed notes understands.
          MessageType: 'RAW',
          SigningAlgorithm: 'ED25519_SHA_512',
        }),
      )
      if (Signature?.length !== 64)
        throw new Error(`The key ${keyArn} answered without a signature of 64 bytes`)
      return Uint8Array.from(Signature)
    },
  }
}
