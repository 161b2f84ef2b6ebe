import * as z from 'zod'
import { type ImportId, importIdSchema, type PersonId, personIdSchema } from './ids.ts'
import { officerSchema } from './officer.ts'
import { importFields } from './people-columns.ts'
import { type Refusal, refuse } from './refusal.ts'
import { dateOrders } from './written-date.ts'

/** How a file is read, where HR has said so; what is absent is guessed. */
export const importChoicesSchema = z.object({
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']).optional(),
  delimiter: z.enum([',', ';', '\t', '|']).optional(),
  mapping: z
    .object({
      hasHeadings: z.boolean(),
      columns: z.partialRecord(z.enum(importFields), z.int().min(0)),
    })
    .optional(),
  options: z.object({
    deriveEmployeeIds: z.boolean(),
    emailDomain: z.string().optional(),
    createNamedSupervisors: z.boolean(),
    defaultTimeZone: z.string(),
    withoutClearSupervisor: z.enum(['leaveOut', 'importWithoutSupervisor']),
    markGoneAsLeft: z.boolean(),
    takeBackLeavers: z.boolean(),
    dateOrder: z.enum(dateOrders).optional(),
  }),
})
export type ImportChoices = z.infer<typeof importChoicesSchema>

const count = z.int().min(0)

/** What an import does, in numbers. */
const summarySchema = z.object({
  added: count,
  changed: count,
  unchanged: count,
  gone: count,
  leftOut: count,
  /** Remarks row by row, errors among them. */
  problems: count,
})
export type ImportSummary = z.infer<typeof summarySchema>

const always = {
  importId: importIdSchema,
  /** Counts the writes of the row, from 1. */
  version: z.int().min(1),
  fileName: z.string(),
  uploadedBy: officerSchema,
  uploadedAt: z.string(),
  /** ISO instant from which on file, plan and report are gone. */
  expiresAt: z.string(),
  /** In so many rows lies the file. */
  fileParts: count,
}

/** What is being done, frozen when it was confirmed, and how far it has come. */
const frozen = {
  ...always,
  summary: summarySchema,
  confirmedAt: z.string(),
  confirmedBy: officerSchema.extend({ authenticatedAt: z.string() }),
  /** People to be written. */
  total: count,
  /** Those who are looked at, the ones that somebody else had changed meanwhile included. */
  written: count,
  /** People who were left as they are, because somebody else has changed them since the preview. */
  conflicts: count,
  /** The first of them. */
  conflicting: z.array(personIdSchema),
  reportParts: count,
}

/** A people file from the upload to the outcome. */
export const storedImportSchema = z.discriminatedUnion('status', [
  // Uploaded and readable; HR says what its columns mean and looks at what it would change. Nothing has happened to anybody.
  z.object({ status: z.literal('chosen'), ...always, choices: importChoicesSchema.optional() }),
  // Confirmed. What it does is written down; it goes on from `part` and `offset` whatever happens to whoever applies it.
  z.object({
    status: z.literal('applying'),
    ...frozen,
    /** Which of the plans written down for this import counts: two may have confirmed it at the same time. */
    planId: z.string(),
    planParts: count,
    part: count,
    offset: count,
    /** Until the first write: tells the stream to call whoever applies it. */
    begin: z.literal('now').optional(),
  }),
  // All of it is written. Its file and its plan are gone, and a day later its report.
  z.object({ status: z.literal('done'), ...frozen, finishedAt: z.string(), isForgotten: z.boolean() }),
])
export type StoredImport = z.infer<typeof storedImportSchema>
export type ImportIn<S extends StoredImport['status']> = Extract<StoredImport, { status: S }>

/** For so long a file lies here that nobody confirms, and a report that nobody fetches. */
export const IMPORT_KEPT_MS = 24 * 3_600_000

/** Ids of so many people stand in the row; the number of all of them is told in any case. */
const MOST_CONFLICTING = 50

export interface ImportAct {
  at: string
  by: z.infer<typeof officerSchema> & { authenticatedAt: string }
}

export function beginImport(
  stored: StoredImport,
  frozenPlan: {
    summary: ImportSummary
    total: number
    planId: string
    planParts: number
    reportParts: number
  },
  { at, by }: ImportAct,
): ImportIn<'applying'> | Refusal {
  if (stored.status !== 'chosen') {
    return refuse('already-confirmed', 'This import is confirmed already; it happens once.')
  }
  const { choices: _, status: __, ...rest } = stored
  return {
    ...rest,
    ...frozenPlan,
    status: 'applying',
    version: stored.version + 1,
    confirmedAt: at,
    confirmedBy: { subject: by.subject, name: by.name, authenticatedAt: by.authenticatedAt },
    written: 0,
    conflicts: 0,
    conflicting: [],
    part: 0,
    offset: 0,
    begin: 'now',
  }
}

/** A group is written: so many people of the current part, which ends with them or does not. */
export function advanceImport(
  stored: ImportIn<'applying'>,
  group: { size: number; endsPart: boolean; conflicting: readonly PersonId[] },
): ImportIn<'applying'> {
  const { begin: _, ...rest } = stored
  return {
    ...rest,
    version: stored.version + 1,
    written: stored.written + group.size,
    conflicts: stored.conflicts + group.conflicting.length,
    conflicting: [...stored.conflicting, ...group.conflicting].slice(0, MOST_CONFLICTING),
    part: stored.part + (group.endsPart ? 1 : 0),
    offset: group.endsPart ? 0 : stored.offset + group.size,
  }
}

export function finishImport(stored: ImportIn<'applying'>, { at }: { at: string }): ImportIn<'done'> {
  const { planId: _, planParts: __, part: ___, offset: ____, begin: _____, ...rest } = stored
  return {
    ...rest,
    status: 'done',
    version: stored.version + 1,
    finishedAt: at,
    expiresAt: new Date(Date.parse(at) + IMPORT_KEPT_MS).toISOString(),
    isForgotten: false,
  }
}

/** Nobody has confirmed it for a day, or its report has been there for one. What is being applied never is over. */
export function isOver(stored: StoredImport, now: string): stored is ImportIn<'chosen' | 'done'> {
  if (stored.status === 'applying' || stored.expiresAt > now) return false
  return stored.status === 'chosen' || !stored.isForgotten
}

export function anotherImport(importId: ImportId | undefined): Refusal {
  return refuse(
    'another-import',
    `Another import is under way${importId === undefined ? '' : ` (${importId})`}. Wait until it is done, look again at what yours would change, and confirm it then. Your file is kept.`,
  )
}
