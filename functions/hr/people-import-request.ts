import { type ColumnMapping, guessColumns, type MappingGuess } from '../domain/people-columns.ts'
import { type ImportOptions, type ImportPlan, planImport } from '../domain/people-import.ts'
import type { Person } from '../domain/person.ts'
import { isRefusal, type Refusal, refuse } from '../domain/refusal.ts'
import type { Database } from '../store/database.ts'
import { listPeople } from '../store/people.ts'
import { packFile, unpackFile } from './carried-file.ts'
import { type PeopleFile, readPeopleFile } from './people-file.ts'
import { mappingOf, optionsOf, type PeopleImportForm, uploadLimitBytes } from './people-import-form.ts'
import { usualTimeZone } from './usual-time-zone.ts'

/** A file that can be read, with what is to be made of it. `plan` is a refusal where a choice is still to be made. */
export interface PeopleImportRequest {
  file: PeopleFile
  fileName: string
  carried: string
  guess: MappingGuess
  mapping: ColumnMapping
  options: ImportOptions
  existing: Person[]
  plan: ImportPlan | Refusal
}

/** Reads the file of the form, uploaded or carried, and plans its import. A refusal is about the file as a whole. */
export async function readImportRequest(
  db: Database,
  form: PeopleImportForm,
): Promise<PeopleImportRequest | Refusal> {
  const bytes = await bytesOf(form)
  if (isRefusal(bytes)) return bytes
  const file = readPeopleFile(bytes)
  if (isRefusal(file)) return file
  const existing = await listPeople(db)
  const guess = guessColumns(file.rows)
  const mapping = mappingOf(form) ?? guess.mapping
  const options = optionsOf(form, form.defaultTimeZone ?? usualTimeZone(existing))
  const plan = planImport({
    rows: file.rows,
    mapping,
    options,
    existing,
    newPersonId: () => db.mint.personId(),
  })
  return {
    file,
    fileName: form.file?.filename ?? form.fileName ?? 'the file',
    carried: await packFile(bytes),
    guess,
    mapping,
    options,
    existing,
    plan,
  }
}

async function bytesOf(form: PeopleImportForm): Promise<Uint8Array<ArrayBuffer> | Refusal> {
  if (form.file !== undefined) {
    const { bytes } = form.file
    if (bytes.byteLength <= uploadLimitBytes) return new Uint8Array(bytes)
    const size = (bytes.byteLength / 1024 / 1024).toFixed(1)
    return refuse(
      'too-big',
      `The file has ${size} MB; 4 MB fit. Leave out columns that are not needed, or split it.`,
      'file',
    )
  }
  if (form.carried === undefined || form.carried === '') {
    return refuse('no-file', 'Choose the CSV file with your people.', 'file')
  }
  const carried = await unpackFile(form.carried, uploadLimitBytes)
  return (
    carried ??
    refuse('not-carried', 'The file did not come through the page in one piece. Choose it again.', 'file')
  )
}
