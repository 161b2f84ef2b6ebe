import { concatBytes, utf8 } from './bytes.ts'
import { verifyEd25519 } from './ed25519.ts'

/** C2SP tlog-cosignature: what a witness says of a checkpoint, with the time at which it said so. Ed25519, version 1. */

/** The type byte of a witness's key. */
export const COSIGNATURE_TYPE = 0x04

const TIMESTAMP_BYTES = 8

/** What the witness signs. @param time seconds since 1970, whole. @param text the checkpoint's body, LF at its end. */
export function cosignedMessage(text: string, time: number): Uint8Array {
  if (!Number.isSafeInteger(time) || time < 0) throw new RangeError(`A witness cannot sign at ${time}`)
  return utf8(`cosignature/v1\ntime ${time}\n${text}`)
}

/**
 * A witness's signature as a note carries it behind the key's id: 8 bytes of time, big-endian, and 64 of Ed25519.
 * @param sign Ed25519 over the message it is given, 64 bytes.
 */
export async function cosign(
  text: string,
  time: number,
  sign: (message: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const signature = await sign(cosignedMessage(text, time))
  const stamp = new Uint8Array(TIMESTAMP_BYTES)
  new DataView(stamp.buffer).setBigUint64(0, BigInt(time))
  return concatBytes(stamp, signature)
}

/** @returns the time the witness gives, in seconds since 1970, or undefined when it did not sign this text. */
export async function verifyCosignature(
  publicKey: Uint8Array,
  text: string,
  cosignature: Uint8Array,
): Promise<number | undefined> {
  if (cosignature.length !== TIMESTAMP_BYTES + 64) return undefined
  const time = Number(new DataView(cosignature.buffer, cosignature.byteOffset).getBigUint64(0))
  if (!Number.isSafeInteger(time)) return undefined
  const message = cosignedMessage(text, time)
  return (await verifyEd25519(publicKey, message, cosignature.subarray(TIMESTAMP_BYTES))) ? time : undefined
}
