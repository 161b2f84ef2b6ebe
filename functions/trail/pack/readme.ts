import type { PackKind } from './pack-index.ts'

/** What somebody reads who unpacks the zip in ten years: what it is, and how to check it with our file or without it. */
export function readmeOf(facts: {
  kind: PackKind
  /** In words: "the review of Rita Ferrão in Spring 2027". */
  of: string
  /** In words: "31 March 2026, 09:00 UTC". */
  madeAt: string
  vkey: string
  /** Where the log is published, without scheme. */
  origin: string
  treeSize: number
  part: { number: number; of: number } | null
}): string {
  const { kind, of, madeAt, vkey, origin, treeSize, part } = facts
  const isReceipt = kind === 'receipt'
  return `${isReceipt ? 'RECEIPT' : 'EVIDENCE PACK'}

${isReceipt ? 'This is the receipt for' : 'This is the evidence of'} ${of}${part === null || part.of === 1 ? '' : `, part ${part.number} of ${part.of}`}.
It was made on ${madeAt}, from the log ${origin} as it stood with ${treeSize} entries.

READ IT
  Open ${isReceipt ? 'receipt.html' : 'manifest.html'} in a browser. It prints well.

CHECK IT
  You need Node.js (https://nodejs.org), version 20 or later, and no network.
  Unpack the zip, open a terminal in its folder, and type:

    node countersign-verify.mjs . --vkey "${vkey}"

  The key after --vkey is what you trust. The one printed here, and in vkey.txt, came in the same
  zip: compare it with the key that you have from somewhere else, such as the auditor, the operator's
  published key, or an older receipt. Get the verifier from there too if you can.
  It ends with exit status 0 when everything holds by the key that you gave, and with 1 when something
  does not, which it names. Without --vkey it ends with 1 too: then it can only show that the zip fits
  itself, which a made-up one does as well.

CHECK IT WITHOUT OUR PROGRAM
  checkpoint                  a C2SP signed note: what the log committed to, signed with its key
  entries/<chain>/<n>.json    an entry, byte for byte as it stands in the log
  entries/<chain>/<n>.tlog-proof
                              its place in the log (C2SP tlog-proof): index, hashes, checkpoint
  openings/<chain>.json       values that entries commit to, each with its salt:
                              HMAC-SHA256(salt, "countersign/commit/v1" 00 len field len value)
  texts/<sha256>.json, .txt   what an entry names by its SHA-256: the record that was signed, the
                              list of reviews at a launch, the sentence that somebody agreed to
  pack.json                   every other file with its SHA-256

  An entry's hash is SHA-256 over one zero byte and the file. Any tool for RFC 6962 logs leads from
  it, by the proof, to the root in the checkpoint; any tool for signed notes, such as Go's
  golang.org/x/mod/sumdb/note, checks the checkpoint's signature.
  In a chain, "prevEventHash" names the hash of the entry before, and "subjectSeq" counts from 0.
`
}
