import type { TypedForm } from '../../layout/field-errors.ts'

/** What was typed into a field before the form came back; nothing for lists and files. */
export function typedText(typed: TypedForm, name: string): string {
  const value = typed[name]
  return typeof value === 'string' ? value : ''
}
