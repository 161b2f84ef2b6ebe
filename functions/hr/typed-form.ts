import type { TypedForm } from '../layout/field-errors.ts'

/** The last value counts where a field came twice. */
export function one(typed: TypedForm, field: string): string {
  const value = typed[field]
  return (typeof value === 'string' ? value : (value?.at(-1) ?? '')).trim()
}

/** Every value that came for a field, blank ones left out. */
export function many(typed: TypedForm, field: string): string[] {
  return manyOrBlank(typed, field).filter((item) => item !== '')
}

/** Every value, blank ones too: where a blank one is a choice of its own. */
export function manyOrBlank(typed: TypedForm, field: string): string[] {
  const value = typed[field] ?? []
  return typeof value === 'string' ? [value] : [...value]
}
