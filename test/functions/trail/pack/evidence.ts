import { generateKeyPairSync, sign } from 'node:crypto'
import { INTENT_STATEMENTS, type IntentStatementId } from '../../../../functions/domain/sign-off.ts'
import { concatBytes, utf8 } from '../../../../functions/trail/bytes.ts'
import { formatCheckpoint } from '../../../../functions/trail/checkpoint.ts'
import { canonicalJson, digestOf, digestOfText, leafHashOf } from '../../../../functions/trail/digest.ts'
import { type EntryStatement, type WrittenEntry, writeEntry } from '../../../../functions/trail/entry.ts'
import { leafHash, rootOf } from '../../../../functions/trail/merkle.ts'
import { formatVkey, signNote } from '../../../../functions/trail/note.ts'
import { mayDisclose } from '../../../../functions/trail/pack/bearing-events.ts'
import type { NamedText, PackContent, ProvenSubject } from '../../../../functions/trail/pack/write-pack.ts'
import { formatProofFile } from '../../../../functions/trail/proof-file.ts'
import { TILE_WIDTH, tilePath, tilesOf } from '../../../../functions/trail/tile.ts'
import { inclusionProof } from '../../../../functions/trail/tile-tree.ts'

/** A log in memory with a key of its own, for packs whose every byte a test wants to decide. */
export const ORIGIN = 'reviews.example.com/audit/log'

const keys = generateKeyPairSync('ed25519')
const publicKey = new Uint8Array(keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
export const VKEY = formatVkey(ORIGIN, publicKey)

/** Another log's key, of the same name. */
export const OTHER_VKEY = formatVkey(
  ORIGIN,
  publicKey.map((byte) => byte ^ 1),
)

/** What the tests say happened, in the order of the log. */
export interface Told {
  kind: 'review' | 'cycle' | 'register'
  ref: string
  type: string
  meaning?: string
  role?: string
  recordDigest?: string
  afterDigest?: string
  intent?: IntentStatementId
  personal?: EntryStatement['personal']
  erasedEvents?: readonly string[]
}

export interface Written extends WrittenEntry {
  told: Told
  seq: number
  at: string
}

export interface TestLog {
  entries: Written[]
  note: string
  proofOf(entry: Written): string
  /** One chain as a pack holds it. */
  subject(ref: string, id: string | null): ProvenSubject
  /** The sentences that were agreed to. */
  statements(): NamedText[]
}

/** Writes entries one a minute, puts them into a log between strangers' entries, and signs its checkpoint. */
export async function writeLog(told: readonly Told[], strangers = 3): Promise<TestLog> {
  const heads = new Map<string, { seq: number; prevHash: string | null }>()
  let drawn = 0
  const entries = told.map((one, minute): Written => {
    const { seq, prevHash } = heads.get(one.ref) ?? { seq: 0, prevHash: null }
    const at = new Date(Date.parse('2027-03-01T09:00:00.000Z') + minute * 60_000).toISOString()
    const written = writeEntry(
      statementOf(one, at),
      { subjectKind: one.kind, subjectRef: one.ref, seq, prevHash },
      `evt_${String(minute).padStart(32, '0')}`,
      () => {
        drawn += 1
        return new Uint8Array(32).fill(drawn)
      },
    )
    heads.set(one.ref, { seq: seq + 1, prevHash: written.leafHash })
    return { ...written, told: one, seq, at }
  })
  const leaves = [
    ...Array.from({ length: strangers }, (_, n) => leafHash(utf8(`stranger ${n}`))),
    ...entries.map(({ bytes }) => leafHash(bytes)),
  ]
  const tiles = new Map(
    tilesOf(leaves.length).map(({ level, n, width }) => {
      const span = TILE_WIDTH ** level
      const hashes = Array.from({ length: width }, (_, at) => {
        const start = (n * TILE_WIDTH + at) * span
        return rootOf(leaves.slice(start, start + span))
      })
      return [tilePath(level, n, width), concatBytes(...hashes)] as const
    }),
  )
  const note = await signNote(
    formatCheckpoint({ origin: ORIGIN, size: leaves.length, root: rootOf(leaves) }),
    {
      name: ORIGIN,
      publicKey,
      sign: async (message) => new Uint8Array(sign(null, message, keys.privateKey)),
    },
  )
  const proofs = new Map(
    await Promise.all(
      entries.map(async (entry, at) => {
        const index = strangers + at
        const proof = await inclusionProof(index, leaves.length, async (path) => {
          const tile = tiles.get(path)
          if (tile === undefined) throw new Error(`There is no ${path}`)
          return tile
        })
        return [entry, formatProofFile({ index, proof, checkpoint: note })] as const
      }),
    ),
  )
  const proofOf = (entry: Written) => proofs.get(entry) ?? ''
  return {
    entries,
    note,
    proofOf,
    subject(ref, id) {
      const chain = entries.filter((entry) => entry.told.ref === ref)
      return {
        kind: chain[0]?.told.kind ?? 'review',
        subjectRef: ref,
        id,
        whole: true,
        head: { seq: chain.length, lastHash: chain.at(-1)?.leafHash ?? null },
        entries: chain.map((entry) => ({
          seq: entry.seq,
          raw: new TextDecoder().decode(entry.bytes),
          proof: proofOf(entry),
        })),
        openings: chain.flatMap(({ eventId, openings, told }) =>
          openings
            .filter(({ field }) =>
              mayDisclose({ signerRole: told.role ?? 'workflow', eventType: told.type }, field),
            )
            .map(({ field, value, salt }) => ({ eventId, field, value, salt })),
        ),
      }
    },
    statements: () =>
      [
        ...new Set(told.flatMap(({ intent }) => (intent === undefined ? [] : [INTENT_STATEMENTS[intent]]))),
      ].map((text) => ({ kind: 'txt', text })),
  }
}

function statementOf(told: Told, at: string): EntryStatement {
  return {
    type: told.type,
    meaning: told.meaning ?? told.type,
    signerRole: told.role ?? 'workflow',
    at,
    recordDigest: told.recordDigest ?? null,
    recordVersion: 1,
    formVersion: null,
    intentStatement:
      told.intent === undefined ? null : { id: told.intent, text: INTENT_STATEMENTS[told.intent] },
    authentication: { method: told.role === undefined ? 'none' : 'emailed-link-and-code', at: null },
    delegation: null,
    beforeDigest: null,
    afterDigest: told.afterDigest ?? null,
    personal: told.personal ?? [],
    ...(told.erasedEvents === undefined ? {} : { erasedEvents: told.erasedEvents }),
  }
}

export const RITA = 'per_0000000000000000000000000000rita'
export const SAM = 'per_00000000000000000000000000000sam'
const PIA = 'per_00000000000000000000000000000pia'
export const REVIEW = 'a'.repeat(32)
export const REVIEW_ID = 'rev_00000000000000000000000000000001'
export const CYCLE = 'c'.repeat(32)
export const CYCLE_ID = 'cyc_00000000000000000000000000000001'

export const recordOf = (reviewId: string) =>
  canonicalJson({ reviewId, ratingOfRecord: 4, nonce: '0'.repeat(32) })

/** A review from its opening to its seal, with one colleague's input. */
export function sealedReview(ref: string, reviewId: string, reviewee = RITA): Told[] {
  const recordDigest = digestOfText(recordOf(reviewId))
  const about = { field: 'reviewee', value: reviewee, about: reviewee }
  const by = (who: string, name: string) => [
    { field: 'signer', value: who, about: who },
    { field: 'signerName', value: name, about: who },
    about,
  ]
  const told = (type: string, more: Partial<Told>): Told => ({ kind: 'review', ref, type, ...more })
  return [
    told('review.opened', { personal: [about] }),
    told('peer-input.submitted', {
      meaning: 'submitted',
      role: 'peer',
      intent: 'submit-peer-input/1',
      personal: [
        { field: 'signer', value: PIA, about: PIA },
        about,
        { field: 'words', value: digestOf({ text: 'kind' }), about: PIA },
      ],
    }),
    told('record.released', { recordDigest, personal: [about] }),
    told('record.signed-by-reviewee', {
      meaning: 'acknowledged',
      role: 'reviewee',
      intent: 'acknowledge/1',
      recordDigest,
      personal: by(reviewee, 'Rita Ferrão'),
    }),
    told('record.countersigned', {
      meaning: 'approved',
      role: 'supervisor',
      intent: 'approve/1',
      recordDigest,
      personal: by(SAM, 'Sam Idris'),
    }),
    told('review.sealed', { recordDigest }),
  ]
}

const MADE_AT = '2027-03-01T12:00:00.000Z'

/** What every pack of these tests has in common. */
export function contentOf(
  log: TestLog,
  rest: Pick<PackContent, 'kind' | 'of' | 'subjects'> & Partial<PackContent>,
): PackContent {
  return {
    part: null,
    madeAt: MADE_AT,
    checkpoint: log.note,
    vkey: VKEY,
    texts: log.statements(),
    page: '<!doctype html><title>Manifest</title>',
    readme: 'Read me\n',
    verifier: utf8('console.log("verified")\n'),
    ...rest,
  }
}

/** The pack of one sealed review. */
export async function reviewPack(): Promise<{ log: TestLog; content: PackContent }> {
  const log = await writeLog(sealedReview(REVIEW, REVIEW_ID))
  const content = contentOf(log, {
    kind: 'review',
    of: { cycleId: CYCLE_ID, reviewId: REVIEW_ID },
    subjects: [log.subject(REVIEW, REVIEW_ID)],
    texts: [{ kind: 'json', text: recordOf(REVIEW_ID) }, ...log.statements()],
  })
  return { log, content }
}

/** What the launch committed to. */
export const listText = (refs: readonly string[]) =>
  canonicalJson({ count: refs.length, subjectRefs: [...refs].sort() })

export const leafOf = (raw: string) => leafHashOf(utf8(raw))
