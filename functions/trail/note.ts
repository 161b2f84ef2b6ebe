import { concatBytes, fromBase64, toBase64, toHex, utf8, utf8Text } from './bytes.ts'
import { COSIGNATURE_TYPE, cosign, verifyCosignature } from './cosignature.ts'
import { verifyEd25519 } from './ed25519.ts'
import { sha256 } from './sha256.ts'

/** C2SP signed-note: a text and, below a blank line, who signed it. */

/** A note, a signature line or a verification key that is not what it should be; the message names what and where. */
export class BadNote extends Error {
  override name = 'BadNote'
}

/** The type byte of a key that signs the text as it is. */
export const ED25519_TYPE = 0x01

/** The format asks for a limit; Go's own reader has the same. */
export const MAX_SIGNATURES = 100
export const MAX_NOTE_BYTES = 64 * 1024

/** A verification key: whose signatures to believe. */
export interface Vkey {
  name: string
  /** 4 bytes, lower-case hex. */
  keyId: string
  /** 0x01 for a log (Ed25519), 0x04 for a witness (timestamped cosignature). */
  type: number
  /** 32 bytes. */
  publicKey: Uint8Array
}

export interface NoteSignature {
  name: string
  /** 4 bytes, lower-case hex. */
  keyId: string
  /** What follows the key's id: 64 bytes of Ed25519, 72 for a cosignature, others for others. */
  signature: Uint8Array
}

export interface Note {
  /** Ends in LF. This, in UTF-8, is what is signed. */
  text: string
  signatures: NoteSignature[]
}

export interface OpenedNote {
  text: string
  /** Which of the keys asked for signed it; each once, at least one. */
  verifiedBy: Vkey[]
  /** What the witnesses among them say when it was, in seconds since 1970. */
  cosignatures: { vkey: Vkey; time: number }[]
}

/** Signs a message with Ed25519: 64 bytes. */
export type Sign = (message: Uint8Array) => Promise<Uint8Array>

/** The first 4 bytes of SHA-256(name ‖ LF ‖ type ‖ public key), lower-case hex. */
export function keyIdOf(name: string, type: number, publicKey: Uint8Array): string {
  return toHex(sha256(utf8(`${name}\n`), Uint8Array.of(type), publicKey).subarray(0, 4))
}

// Unicode's White_Space, which is Go's unicode.IsSpace and differs from \s in U+0085 and U+FEFF; and no control characters.
const NAME = /^[^\p{White_Space}\p{Cc}+]+$/u
const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)

function checkName(name: string, where: string): void {
  if (!NAME.test(name) || !name.isWellFormed())
    throw new BadNote(
      `${where}: ${shown(name)} cannot be a key's name, as it is empty or has a space or a plus.`,
    )
}

/** The text of a verification key: `name+<key id in hex>+<base64 of type and public key>`. */
export function formatVkey(name: string, publicKey: Uint8Array, type: number = ED25519_TYPE): string {
  checkName(name, 'Verification key')
  if (publicKey.length !== 32)
    throw new BadNote(`Verification key: a public key has 32 bytes, not ${publicKey.length}.`)
  const material = toBase64(concatBytes(Uint8Array.of(type), publicKey))
  return `${name}+${keyIdOf(name, type, publicKey)}+${material}`
}

/** Throws BadNote where the text is not a key, or its id is not that of the key in it. */
export function parseVkey(text: string): Vkey {
  const bad = (why: string): BadNote => new BadNote(`Verification key ${shown(text)}: ${why}.`)
  // Base64 may hold a plus, names may not.
  const [name = '', keyId = '', ...rest] = text.split('+', 1024)
  const material = fromBase64(rest.join('+'))
  if (rest.length === 0 || name === '') throw bad('it should read name+id+key')
  checkName(name, 'Verification key')
  if (!/^[0-9a-f]{8}$/.test(keyId))
    throw bad('the id between the first two pluses should be 8 digits of lower-case hex')
  if (material === undefined) throw bad('the key behind the second plus is not canonical base64')
  const [type = 0] = material
  const publicKey = material.slice(1)
  if ((type !== ED25519_TYPE && type !== COSIGNATURE_TYPE) || publicKey.length !== 32)
    throw bad('only keys of type 1 (Ed25519) and 4 (cosignature) with 32 bytes can be used')
  if (keyIdOf(name, type, publicKey) !== keyId) throw bad('the id does not belong to this name and key')
  return { name, keyId, type, publicKey }
}

/** One line below a note's text, LF at its end. */
export function signatureLine({ name, keyId, signature }: NoteSignature): string {
  checkName(name, 'Signature')
  const id = Uint8Array.from({ length: 4 }, (_, at) => Number.parseInt(keyId.slice(2 * at, 2 * at + 2), 16))
  return `— ${name} ${toBase64(concatBytes(id, signature))}\n`
}

/** Takes a note apart without believing it. Throws BadNote where its form is wrong. */
export function parseNote(note: Uint8Array | string): Note {
  const bytes = typeof note === 'string' ? utf8(note) : note
  if (bytes.length > MAX_NOTE_BYTES)
    throw new BadNote(`The note has ${bytes.length} bytes, more than the ${MAX_NOTE_BYTES} that are read.`)
  const control = bytes.findIndex((byte) => byte < 0x20 && byte !== 0x0a)
  if (control >= 0)
    throw new BadNote(`The note has the control character ${bytes[control]} at byte ${control}.`)
  let whole: string
  try {
    whole = utf8Text(bytes)
  } catch {
    throw new BadNote('The note is not valid UTF-8.')
  }
  const blank = whole.lastIndexOf('\n\n')
  if (blank < 0) throw new BadNote('The note has no blank line between its text and its signatures.')
  const below = whole.slice(blank + 2)
  if (below === '') throw new BadNote('The note has no signature below its last blank line.')
  if (!below.endsWith('\n')) throw new BadNote('The note does not end with a line feed.')
  const lines = below.slice(0, -1).split('\n')
  if (lines.length > MAX_SIGNATURES)
    throw new BadNote(
      `The note has ${lines.length} signatures, more than the ${MAX_SIGNATURES} that are read.`,
    )
  return { text: whole.slice(0, blank + 1), signatures: lines.map(parseSignature) }
}

function parseSignature(line: string, index: number): NoteSignature {
  const where = `Signature ${index + 1}`
  if (!line.startsWith('— '))
    throw new BadNote(`${where}: the line does not begin with an em dash and a space.`)
  const space = line.indexOf(' ', 2)
  if (space < 0) throw new BadNote(`${where}: the line has no space between name and signature.`)
  const name = line.slice(2, space)
  checkName(name, where)
  const bytes = fromBase64(line.slice(space + 1))
  if (bytes === undefined) throw new BadNote(`${where}, by ${shown(name)}: it is not canonical base64.`)
  if (bytes.length < 5)
    throw new BadNote(
      `${where}, by ${shown(name)}: ${bytes.length} bytes cannot hold a key's id and a signature.`,
    )
  return { name, keyId: toHex(bytes.subarray(0, 4)), signature: bytes.slice(4) }
}

/**
 * Takes a note apart and believes it: signatures by other keys are passed over, every one by a key asked for must be good, and
 * there must be one. Throws BadNote otherwise.
 */
export async function openNote(note: Uint8Array | string, vkeys: readonly Vkey[]): Promise<OpenedNote> {
  const { text, signatures } = parseNote(note)
  const verifiedBy = new Set<Vkey>()
  const cosignatures: OpenedNote['cosignatures'] = []
  for (const [index, { name, keyId, signature }] of signatures.entries()) {
    const vkey = vkeys.find((known) => known.name === name && known.keyId === keyId)
    if (vkey === undefined) continue
    const time = await signedTime(vkey, text, signature)
    if (time === undefined)
      throw new BadNote(`Signature ${index + 1}, by ${shown(name)} (key ${keyId}), does not fit the text.`)
    if (time !== null) cosignatures.push({ vkey, time })
    verifiedBy.add(vkey)
  }
  if (verifiedBy.size === 0) {
    const asked = vkeys.map(({ name, keyId }) => `${shown(name)} (key ${keyId})`).join(', ')
    throw new BadNote(`The note is not signed by ${asked || 'any key, as none was asked for'}.`)
  }
  return { text, verifiedBy: [...verifiedBy], cosignatures }
}

/** @returns undefined when the signature is bad; null when it is good and has no time of its own. */
async function signedTime(
  { type, publicKey }: Vkey,
  text: string,
  signature: Uint8Array,
): Promise<number | null | undefined> {
  if (type === COSIGNATURE_TYPE) return verifyCosignature(publicKey, text, signature)
  if (type !== ED25519_TYPE) return undefined
  return (await verifyEd25519(publicKey, utf8(text), signature)) ? null : undefined
}

/**
 * Signs a text (LF at its end) as a note with one signature. Throws BadNote when what `sign` returns does not verify, so that
 * nobody publishes under a key that is not the pinned one.
 */
export async function signNote(
  text: string,
  signer: { name: string; publicKey: Uint8Array; sign: Sign },
): Promise<string> {
  const { name, publicKey } = signer
  const vkey: Vkey = { name, publicKey, type: ED25519_TYPE, keyId: keyIdOf(name, ED25519_TYPE, publicKey) }
  if (!text.endsWith('\n') || !text.isWellFormed())
    throw new BadNote('A text to be signed is Unicode and ends with a line feed.')
  const signature = await signer.sign(utf8(text))
  const note = `${text}\n${signatureLine({ name, keyId: vkey.keyId, signature })}`
  const opened = await openNote(note, [vkey])
  if (opened.text !== text) throw new BadNote('A text to be signed cannot look like a signed note.')
  return note
}

/**
 * Adds a witness's cosignature to a note, below those that it has. Whether the checkpoint deserves it is the caller's question.
 * @param witness `time` in seconds since 1970.
 */
export async function cosignNote(
  note: Uint8Array | string,
  witness: { name: string; publicKey: Uint8Array; sign: Sign; time: number },
): Promise<string> {
  const { name, publicKey, time, sign } = witness
  const { text, signatures } = parseNote(note)
  const keyId = keyIdOf(name, COSIGNATURE_TYPE, publicKey)
  const signature = await cosign(text, time, sign)
  if ((await verifyCosignature(publicKey, text, signature)) === undefined)
    throw new BadNote(`The cosignature by ${shown(name)} does not fit the text.`)
  return `${text}\n${[...signatures, { name, keyId, signature }].map(signatureLine).join('')}`
}
