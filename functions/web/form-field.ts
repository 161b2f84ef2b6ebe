import * as z from 'zod'

/**
 * Schemas for what forms send: everything is a string, an empty field is an empty string, an unticked box is absent, and
 * one ticked box of several is a string where two are a list. `meta` tells the API's document what a transformed value
 * would not show.
 */

/** A file as it came in. `bytes` are held in memory: the body's limit has been checked before. */
export interface UploadedFile {
  filename: string
  contentType: string
  bytes: Uint8Array
}

/** Browsers send CRLF for a line break; text is kept with LF, so that the same words have the same digest. */
const typed = z.string().transform((value) => value.replace(/\r\n?/g, '\n').trim())

/** Words that are needed. Lengths are in UTF-16 units, as the browser's own `maxlength` counts. */
export function requiredText(limits: { min?: number; max: number }) {
  return typed
    .pipe(
      z
        .string()
        .min(limits.min ?? 1)
        .max(limits.max),
    )
    .meta({ minLength: limits.min ?? 1, maxLength: limits.max })
}

/** Words that may be left out: `undefined` when nothing but blanks was typed. */
export function optionalText(limits: { max: number }) {
  return typed
    .optional()
    .transform((value) => (value === '' ? undefined : value))
    .pipe(z.string().max(limits.max).optional())
    .meta({ maxLength: limits.max })
}

/** A group of boxes or a repeated field: always a list, also for none or one. */
export function manyOf<Item extends z.ZodType>(item: Item) {
  return z.preprocess(
    (value) => (value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]),
    z.array(item),
  )
}

/** A single box: true when ticked. */
export const ticked = z
  .string()
  .optional()
  .transform((value) => value !== undefined && value !== '')
  .meta({ type: ['boolean', 'string'] })

/** Digits as typed, to an integer. */
export function wholeNumber(limits: { min: number; max: number }) {
  return typed
    .pipe(z.string().min(1))
    .pipe(z.string().regex(/^[+-]?\d{1,15}$/, 'Enter a whole number.'))
    .transform(Number)
    .pipe(z.number().int().min(limits.min).max(limits.max))
    .meta({ type: ['integer', 'string'], minimum: limits.min, maximum: limits.max })
}

/** A calendar date as `<input type="date">` sends it: `2026-03-31`. */
export const calendarDate = typed.pipe(z.iso.date()).meta({ format: 'date' })

/** A local time as `<input type="time">` sends it: `09:00`. */
export const clockTime = typed
  .pipe(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Enter a time such as 09:00.'))
  .meta({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })

/** How the API's document says that a field is a file. */
export const fileMeta = { type: 'string', format: 'binary' }

/** A file that is needed. A file field that was left empty arrives as absent. */
export function uploadedFile(limits: { maxBytes: number }) {
  return z
    .custom<UploadedFile>(
      (value) => typeof value === 'object' && value !== null && 'bytes' in value && 'filename' in value,
      'Choose a file.',
    )
    .refine((file) => file.bytes.byteLength > 0, 'This file is empty. Choose another one.')
    .refine(
      (file) => file.bytes.byteLength <= limits.maxBytes,
      `This file is too big. The most is ${Math.floor(limits.maxBytes / 1024)} KB.`,
    )
    .meta(fileMeta)
}
