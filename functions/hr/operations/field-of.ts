import type { OperationForm } from './operation.ts'

/** A field's name with what was typed into it and what is to be mended. */
export function fieldOf({ typed, errors }: OperationForm, name: string) {
  const value = typed[name]
  return { name, value: typeof value === 'string' ? value : '', error: errors[name] }
}
