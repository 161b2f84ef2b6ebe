/**
 * Ed25519 (RFC 8032) by the platform's own Web Crypto, in Node from 20 on and in browsers.
 * @param publicKey 32 bytes. @param signature 64 bytes.
 * @returns false as well for keys and signatures that are none.
 */
export async function verifyEd25519(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  const { subtle } = globalThis.crypto
  let key: CryptoKey
  try {
    key = await subtle.importKey('raw', new Uint8Array(publicKey), { name: 'Ed25519' }, false, ['verify'])
  } catch (error) {
    // 32 bytes that are no point on the curve. A platform without Ed25519 is another matter, and must not look like "no".
    if (error instanceof DOMException && error.name === 'DataError') return false
    throw error
  }
  return subtle.verify({ name: 'Ed25519' }, key, new Uint8Array(signature), new Uint8Array(message))
}
