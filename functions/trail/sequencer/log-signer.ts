/** A key that never leaves its keeper. */
export interface LogSigner {
  /** Raw Ed25519 public key, 32 bytes. */
  publicKey(): Promise<Uint8Array>
  /** Ed25519 over the message as it is: 64 bytes. */
  sign(message: Uint8Array): Promise<Uint8Array>
}
