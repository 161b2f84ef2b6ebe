import { INTENT_STATEMENTS } from '../domain/sign-off.ts'
import type { Receipt } from '../domain/step.ts'
import { keptDocument } from '../layout/kept-document.tsx'
import { momentInWords } from '../layout/moment.tsx'
import { type EntryProofs, proveEntries } from '../store/entry-proofs.ts'
import { readEntry } from '../store/log-state.ts'
import { findRecord } from '../store/released-records.ts'
import { listOpenings } from '../store/trail.ts'
import { findWords } from '../store/words.ts'
import { canonicalJson } from '../trail/digest.ts'
import { readmeOf } from '../trail/pack/readme.ts'
import { type NamedText, packFiles, zipPack } from '../trail/pack/write-pack.ts'
import type { ParticipantSession } from '../web/sessions.ts'
import type { OwnStep } from './own-step.ts'
import { ReceiptDocument } from './pages/receipt-document.tsx'
import { ReceiptMaterialView } from './pages/receipt-material-view.tsx'
import { isRefusedSignature, stepTitle } from './pages/step-title.ts'
import type { ParticipantDependencies } from './participant-route.ts'
import { coveredBy, receiptMaterial } from './receipt-material.ts'
import { receiptSaid } from './receipt-said.ts'

export type ReceiptPack =
  | { state: 'ready'; zip: Uint8Array }
  /** The log has not published the entry yet. */
  | { state: 'waiting' }

/**
 * Everything that shows what one person sent in or signed, in one file: the entry, its proof, the record or words that it
 * covers, the person's own values with their salts, and nobody else's.
 * @throws when what the receipt names is not there, or the log does not bear it out: then something is broken.
 */
export async function receiptPack(
  { db, publishedLog, verifier }: Pick<ParticipantDependencies, 'db' | 'publishedLog' | 'verifier'>,
  session: ParticipantSession,
  own: OwnStep & { receipt: Receipt },
  madeAt: string,
): Promise<ReceiptPack> {
  const { cycle, review, step, receipt } = own
  const row = await readEntry(db, receipt.leafHash)
  if (row === undefined) throw new Error(`The entry of the receipt of ${step.stepId} is not in the trail`)
  const proven = await proveEntries(db, await publishedLog(), [row.entry])
  if (proven.state === 'waiting') return { state: 'waiting' }
  if (proven.state === 'disproved')
    throw new Error(`The log does not bear out ${receipt.eventId}: ${proven.problem}`)
  const [openings, texts, material, said] = await Promise.all([
    listOpenings(db, receipt.eventId),
    textsOf({ db }, own),
    receiptMaterial(db, own),
    receiptSaid(db, session, receipt),
  ])
  if (texts.length === 0 && receipt.recordDigest !== null && material?.kind !== 'erased')
    throw new Error(`What ${receipt.eventId} covers is gone, and nothing says that it was erased`)
  const of = `${stepTitle(step)} (${cycle.name})`
  const { proof, index } = onlyProof(proven)
  const files = packFiles({
    kind: 'receipt',
    of: { cycleId: cycle.cycleId, reviewId: review.reviewId, stepId: step.stepId },
    part: null,
    madeAt,
    checkpoint: proven.note,
    vkey: proven.vkey,
    subjects: [
      {
        kind: 'review',
        subjectRef: review.chain.subjectRef,
        id: review.reviewId,
        whole: false,
        head: null,
        entries: [{ seq: row.subjectSeq, raw: row.entry, proof }],
        openings: openings
          // Only what the vault keeps under this very person, whatever else belongs to the entry.
          .filter(({ about }) => about === session.personId)
          .map(({ field, value, salt }) => ({ eventId: receipt.eventId, field, value, salt })),
      },
    ],
    texts: [...texts, ...statementsOf(row.entry)],
    page: keptDocument({
      title: `Receipt: ${stepTitle(step)}`,
      children: (
        <ReceiptDocument
          step={step}
          receipt={receipt}
          name={session.name}
          cycleName={cycle.name}
          timeZone={cycle.timeZone}
          logIndex={index}
          origin={proven.checkpoint.origin}
          treeSize={proven.checkpoint.size}
          vkey={proven.vkey}
          said={said}
          covered={coveredBy(receipt, material)}
        >
          <ReceiptMaterialView material={material} isRefused={isRefusedSignature(step)} form={own.form} />
        </ReceiptDocument>
      ),
    }),
    readme: readmeOf({
      kind: 'receipt',
      of: `“${of}”`,
      madeAt: momentInWords(madeAt, 'UTC'),
      vkey: proven.vkey,
      origin: proven.checkpoint.origin,
      treeSize: proven.checkpoint.size,
      part: null,
    }),
    verifier: await verifier(),
  })
  return { state: 'ready', zip: zipPack(files, madeAt) }
}

function onlyProof({ proofs }: Extract<EntryProofs, { state: 'proven' }>): { proof: string; index: string } {
  const [proof = ''] = proofs
  return { proof, index: /^index (\d+)$/m.exec(proof)?.[1] ?? '' }
}

/** The record that was signed, or the words that were sent in; a peer's words are found by nobody any more. */
async function textsOf(
  { db }: Pick<ParticipantDependencies, 'db'>,
  { step, receipt }: OwnStep & { receipt: Receipt },
): Promise<NamedText[]> {
  if (receipt.recordDigest === null) return []
  if (step.kind === 'revieweeSignature' || step.kind === 'supervisorSignature') {
    const canonical = await findRecord(db, step.reviewId, step.recordVersion)
    return canonical === undefined ? [] : [{ kind: 'json', text: canonical }]
  }
  const words = await findWords(db, step.reviewId, step.stepId)
  return words === undefined ? [] : [{ kind: 'json', text: canonicalJson(words) }]
}

/** The sentence that was agreed to, which the entry names by its hash. */
function statementsOf(raw: string): NamedText[] {
  return Object.entries(INTENT_STATEMENTS)
    .filter(([id]) => raw.includes(JSON.stringify(id)))
    .map(([, text]) => ({ kind: 'txt', text }))
}
