import * as z from 'zod'
import { importFields } from '../domain/people-columns.ts'
import { isRefusal, type Refusal, refuse } from '../domain/refusal.ts'
import { IMPORT_KEPT_MS } from '../domain/stored-import.ts'
import { gunzip } from '../store/packed-bytes.ts'
import { createImport } from '../store/people-imports.ts'
import { csvText } from '../web/csv-file.ts'
import { fileMeta, optionalText, type UploadedFile } from '../web/form-field.ts'
import { redirect } from '../web/reply.ts'
import { peopleFilePage } from './choose-people-file.tsx'
import { hrRoute } from './hr-route.ts'
import { peopleFileLimits, readPeopleFile } from './people-file.ts'

/** HTTP API and Lambda take 6 MB with the file as base64; 4 MB leave room for the rest of the form. */
export const uploadLimitBytes = 4 * 1024 * 1024

/** A program may send people instead of a file: one object each, with the fields that columns can mean. */
const personObjectSchema = z.partialRecord(z.enum(importFields), z.string().max(2000))

const uploadSchema = z.object({
  file: z
    .custom<UploadedFile>((value) => typeof value === 'object' && value !== null && 'bytes' in value)
    .meta(fileMeta)
    .optional(),
  /** The page's script packs what it sends, so that five times as much fits. */
  packed: z.literal('gzip').optional(),
  fileName: optionalText({ max: 300 }),
  /** From programs: the file's text, or people. */
  csv: z.string().optional(),
  people: z.array(personObjectSchema).max(peopleFileLimits.rows).optional(),
})
type Upload = z.output<typeof uploadSchema>

/** First step: the file is looked at, and kept until somebody says what to do with it. */
export const uploadPeopleFile = hrRoute({
  method: 'POST',
  path: '/hr/people/imports',
  rule: 'hr',
  summary: 'Uploads a people file, or people, to look at what importing them would change',
  creates: true,
  body: uploadSchema,
  maxBodyBytes: uploadLimitBytes + 256 * 1024,
  answer: async ({ dependencies: { db }, session, now, wantsJson }, { body }) => {
    const bytes = await bytesOf(body)
    const file = isRefusal(bytes) ? bytes : readPeopleFile(bytes)
    if (isRefusal(bytes) || isRefusal(file)) {
      return peopleFilePage(isRefusal(file) ? { file: file.message } : {})
    }
    const stored = await createImport(
      db,
      {
        importId: db.mint.importId(),
        fileName:
          body.fileName ?? body.file?.filename ?? (wantsJson ? 'people sent by a program' : 'the file'),
        uploadedBy: { subject: session.subject, name: session.name },
        uploadedAt: now.toISOString(),
        expiresAt: new Date(now.getTime() + IMPORT_KEPT_MS).toISOString(),
      },
      bytes,
    )
    return redirect(`/hr/people/imports/${stored.importId}`, {
      data: { importId: stored.importId, status: stored.status, rows: file.rows.length },
    })
  },
})

async function bytesOf(upload: Upload): Promise<Uint8Array<ArrayBuffer> | Refusal> {
  if (upload.people !== undefined) return encoded(csvText(rowsOf(upload.people)))
  if (upload.csv !== undefined) return encoded(upload.csv)
  if (upload.file === undefined) return refuse('no-file', 'Choose the CSV file with your people.', 'file')
  const { bytes } = upload.file
  if (bytes.byteLength > uploadLimitBytes) return tooBig(bytes.byteLength)
  if (upload.packed === undefined) return new Uint8Array(bytes)
  const unpacked = await gunzip(new Uint8Array(bytes), peopleFileLimits.bytes)
  return (
    unpacked ??
    refuse(
      'not-whole',
      `The file did not come through in one piece, or holds more than ${peopleFileLimits.bytes / 1024 / 1024} MB. Choose it again, or split it.`,
      'file',
    )
  )
}

function tooBig(size: number): Refusal {
  return refuse(
    'too-big',
    `The file has ${(size / 1024 / 1024).toFixed(1)} MB; 4 MB fit. Switch scripts on in your browser, which then packs it, or leave out columns that are not needed, or split it.`,
    'file',
  )
}

const encoded = (text: string) => new Uint8Array(new TextEncoder().encode(text))

/** Columns are named by what they mean, so that nothing has to be guessed. */
function* rowsOf(people: readonly Partial<Record<string, string>>[]): Generator<string[]> {
  const fields = importFields.filter((field) => people.some((person) => person[field] !== undefined))
  yield [...fields]
  for (const person of people) yield fields.map((field) => person[field] ?? '')
}
