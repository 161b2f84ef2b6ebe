/** Thrown where the platform cannot verify at all, which must not look like a bad signature. */
export class NoEd25519 extends Error {
  override name = 'NoEd25519'
  constructor(options?: ErrorOptions) {
    super(
      'Signatures cannot be checked here: Ed25519 needs Node 20, Chrome 137, Firefox 129, Safari 17 or newer, and a page that came over https.',
      options,
    )
  }
}

/**
 * Ed25519 (RFC 8032) by the platform's own Web Crypto, in Node from 20 on and in browsers. Throws NoEd25519 where it is missing.
 * @param publicKey 32 bytes. @param signature 64 bytes.
 * @returns false as well for keys and signatures that are none.
 */
export async function verifyEd25519(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  // Pages that came over plain http have no `subtle`, whatever the types say.
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle
  if (subtle === undefined) throw new NoEd25519()
  let key: CryptoKey
  try {
    key = await subtle.importKey('raw', new Uint8Array(publicKey), { name: 'Ed25519' }, false, ['verify'])
  } catch (error) {
    // 32 bytes that are no point on the curve.
    if (error instanceof DOMException && error.name === 'DataError') return false
    throw new NoEd25519({ cause: error })
  }
  return subtle.verify({ name: 'Ed25519' }, key, new Uint8Array(signature), new Uint8Array(message))
}
