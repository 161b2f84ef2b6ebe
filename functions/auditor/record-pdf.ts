import { meaningInWords } from '../domain/meaning-in-words.ts'
import { actedForInWords } from '../domain/record.ts'
import { dayInWords, momentInWords } from '../layout/moment.tsx'
import { authenticationInWords, roleInWords } from './pages/entry-words.ts'
import { placeInWords } from './pages/place-words.ts'
import { type RecordFonts, RecordPen } from './record-pen.ts'
import type { RecordSheet, Signature } from './record-sheet.ts'
import { ratingInWords, recordParts, remarksOf, standingOf } from './record-words.ts'

/**
 * A sign-off record as a PDF: A4, tagged for screen readers, with its fonts inside, so that it reads the same in ten years.
 * Says the same as the page to print.
 */
export async function recordPdf(sheet: RecordSheet, fonts: RecordFonts): Promise<Uint8Array> {
  const { record } = sheet
  const pen = new RecordPen(fonts, {
    title: `Sign-off record of ${record.reviewee.name}`,
    subject: `${record.cycle.name}, ${record.cycle.reviewPeriod.from} to ${record.cycle.reviewPeriod.to}`,
    madeAt: new Date(sheet.madeAt),
  })
  pen.heading(1, 'Sign-off record')
  pen.paragraph(record.reviewee.name, { size: 15 })
  drawMissing(pen, sheet)
  drawVerdict(pen, sheet)
  drawFacts(pen, sheet)
  pen.heading(2, 'Signatures')
  if (sheet.upTo !== undefined)
    pen.paragraph(`Only those up to entry ${sheet.upTo} are shown.`, { quiet: true })
  if (sheet.signatures.length === 0) pen.paragraph('Nobody has signed yet.')
  for (const signature of sheet.signatures) drawSignature(pen, sheet, signature)
  drawProof(pen, sheet)
  drawContent(pen, sheet)
  return pen.finish(`Sign-off record of ${record.reviewee.name}, ${record.cycle.name}`)
}

/** Says so where names or words have characters that none of the fonts has. */
function drawMissing(pen: RecordPen, { record, signatures, log }: RecordSheet): void {
  const written = [
    JSON.stringify(record),
    ...signatures.flatMap(({ signer, typedName, comment }) => [signer, typedName, comment]),
  ]
  if (written.every((text) => pen.draws(text ?? ''))) return
  const path = `/audit/cycles/${record.cycle.cycleId}/reviews/${record.reviewId}/record`
  const site = log?.origin.replace(/\/audit\/log$/, '') ?? ''
  pen.notice(
    'bad',
    'This sheet cannot draw all characters',
    `Characters that it cannot draw stand as [U+…], or are counted. The page at ${site}${path} shows them: print that one instead.`,
  )
}

function drawVerdict(pen: RecordPen, { state, holds, isIncomplete }: RecordSheet): void {
  if (isIncomplete)
    pen.notice(
      'bad',
      'The tables are older than the log',
      'The published log holds more entries than the tables that this sheet is made of. Signatures may be missing. Do not rely on this sheet.',
    )
  if (!holds)
    pen.notice(
      'bad',
      'The chain of entries does not hold',
      'Something about the signatures was changed outside of the app. Do not rely on this sheet.',
    )
  if (state === 'fits')
    pen.notice(
      'good',
      'The stored record is the one that was released',
      'Its fingerprint, calculated when this sheet was made, is the one in the trail’s entry of the release and in every entry of a signature.',
    )
  if (state === 'differs')
    pen.notice(
      'bad',
      'The stored record is not the one that was released',
      'Its fingerprint differs from the one that the entries of the release or of the signatures name. Do not rely on what is shown of it.',
    )
  if (state === 'unproven' && holds)
    pen.notice('bad', 'Nothing proves the stored record', 'No entry names its fingerprint.')
}

function drawFacts(pen: RecordPen, sheet: RecordSheet): void {
  const { record, form } = sheet
  const { timeZone, reviewPeriod } = record.cycle
  pen.facts([
    ...standingOf(sheet),
    { term: 'Reviewee', value: record.reviewee.name },
    { term: 'Supervisor', value: record.supervisor.name },
    ...actedForInWords(record),
    { term: 'Cycle', value: record.cycle.name },
    { term: 'Review period', value: `${dayInWords(reviewPeriod.from)} to ${dayInWords(reviewPeriod.to)}` },
    { term: 'Form', value: `${record.form.title}, version ${record.form.version}` },
    { term: 'Rating of record', value: ratingInWords(form, record.ratingOfRecord) },
    { term: 'Computed score', value: String(record.computedScore ?? 'not rated') },
    ...remarksOf(record),
    { term: 'Released', value: exactMoment(record.releasedAt, timeZone) },
    ...(sheet.sealedAt === undefined
      ? []
      : [{ term: 'Sealed', value: exactMoment(sheet.sealedAt, timeZone) }]),
    { term: 'Fingerprint of the record', value: sheet.digest, exact: true },
  ])
}

function drawSignature(pen: RecordPen, sheet: RecordSheet, signature: Signature): void {
  const { timeZone } = sheet.record.cycle
  const refused = signature.entry.eventType === 'record.signature-refused'
  pen.heading(3, roleInWords(signature.role))
  pen.facts([
    { term: refused ? 'Refused by' : 'Signed by', value: signature.signer ?? 'erased', strong: true },
    { term: 'Name as typed', value: signature.typedName ?? 'erased' },
    { term: 'Time', value: exactMoment(signature.at, timeZone) },
    { term: 'Meaning', value: meaningInWords(signature.meaning), strong: true },
    ...(signature.statement === undefined ? [] : [{ term: 'Agreed to', value: `“${signature.statement}”` }]),
    { term: 'Known by', value: authenticationInWords(signature.entry) },
    {
      term: 'Covers',
      value: signature.covers === sheet.digest ? 'This record' : 'Another record than this one',
    },
    ...(signature.comment === undefined ? [] : [{ term: 'Comment', value: signature.comment }]),
    { term: 'In the log', value: placeInWords(signature.place) },
    { term: 'Leaf hash', value: signature.leafHash, exact: true },
    { term: 'Entry', value: signature.eventId, exact: true },
  ])
}

function drawProof(pen: RecordPen, { log, record, madeAt }: RecordSheet): void {
  pen.heading(2, 'What this rests on')
  if (log === undefined) {
    pen.paragraph(
      'When this sheet was made, no checkpoint of the log was published that could be believed. The fingerprints of the entries still show what was signed.',
    )
  } else {
    pen.facts([
      { term: 'Log', value: log.origin, exact: true },
      { term: 'Checkpoint', value: `${log.size} entries` },
      { term: 'Root', value: log.root, exact: true },
      { term: 'Key of the log', value: log.vkey, exact: true },
      { term: 'Fingerprint of the key', value: log.keyId, exact: true },
    ])
  }
  pen.paragraph(
    'Proven by calculation: each signature covers the record with exactly the fingerprint above, and its entry stands in the log under the number given. Asserted by this installation: the times, which are those of its clock, and that whoever held the mailed link and code was the person named.',
    { quiet: true },
  )
  pen.paragraph(
    `Made on ${exactMoment(madeAt, record.cycle.timeZone)}. This sheet is a copy to read; what proves is the log.`,
    { quiet: true },
  )
}

function drawContent(pen: RecordPen, { record, form }: RecordSheet): void {
  for (const part of recordParts(record, form)) {
    pen.heading(2, part.title)
    if (part.remark !== undefined) pen.paragraph(part.remark)
    for (const group of part.groups) {
      if (group.title !== undefined) pen.heading(3, group.title)
      for (const { title, level, texts } of group.answers) {
        pen.answer(title, level)
        if (texts?.length === 0) pen.paragraph('Nothing written.', { quiet: true })
        for (const text of texts ?? []) pen.words(text)
      }
    }
  }
}

const exactMoment = (at: string, timeZone: string) => `${momentInWords(at, timeZone)} (${at})`
