import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { cosignNote, formatVkey, type Sign, signNote } from '../../../functions/trail/note.ts'

export interface SigningKey {
  name: string
  publicKey: Uint8Array
  privateKey: KeyObject
  sign: Sign
  vkey: string
  /** The key's text as a witness has it. */
  witnessVkey: string
  note(text: string): Promise<string>
  cosign(note: string, time: number): Promise<string>
}

/** A fresh Ed25519 key of Node's own, under a name. */
export async function signingKey(name: string): Promise<SigningKey> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
  const signer: Sign = async (message) => new Uint8Array(sign(null, message, privateKey))
  return {
    name,
    publicKey: raw,
    privateKey,
    sign: signer,
    vkey: formatVkey(name, raw),
    witnessVkey: formatVkey(name, raw, 4),
    note: (text) => signNote(text, { name, publicKey: raw, sign: signer }),
    cosign: (note, time) => cosignNote(note, { name, publicKey: raw, sign: signer, time }),
  }
}
