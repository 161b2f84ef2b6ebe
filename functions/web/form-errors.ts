import type * as z from 'zod'
import type { FieldErrors } from '../layout/field-errors.ts'

/** What a schema's complaint is called for the person who filled the form. A schema's own message goes first. */
export function sayWhatToMend(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined || issue.input === '') return 'This is needed. Please fill it in.'
  if (issue.code === 'too_small') return tooSmall(issue)
  if (issue.code === 'too_big') return tooBig(issue)
  if (issue.code === 'invalid_value') return 'Choose one of the options.'
  if (issue.code === 'unrecognized_keys') return 'There is something here that this form does not know.'
  if (issue.code === 'invalid_format')
    return formatMessages[issue.format] ?? 'Please check how this is written.'
  return 'Please check this entry.'
}

const formatMessages: Readonly<Record<string, string>> = {
  email: 'Enter an e-mail address such as name@example.com.',
  date: 'Enter a date as year, month, day, such as 2026-03-31.',
  datetime: 'Enter a date and time such as 2026-03-31T09:00:00Z.',
}

function tooSmall(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string {
  if (issue.origin === 'string') return `Write at least ${issue.minimum} characters.`
  if (issue.origin === 'array') return `Choose at least ${issue.minimum}.`
  return `Enter ${issue.minimum} or more.`
}

function tooBig(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>): string {
  if (issue.origin === 'string') return `This is too long. Use at most ${issue.maximum} characters.`
  if (issue.origin === 'array') return `Choose at most ${issue.maximum}.`
  return `Enter ${issue.maximum} or less.`
}

/** The first complaint per field. What concerns no single field stands under `form`. */
export function fieldErrors(error: z.ZodError): FieldErrors {
  const errors = new Map<string, string>()
  for (const issue of error.issues) {
    const field = issue.path.length === 0 ? 'form' : issue.path.map(String).join('.')
    if (!errors.has(field)) errors.set(field, issue.message)
  }
  return Object.fromEntries(errors)
}
