/**
 * What a rule answers when the answer is no: a code for programs and a sentence for the person who meets it. A refusal
 * is a value; exceptions are for what is broken.
 */
export interface Refusal {
  refused: true
  code: string
  /** Plain language, second person: what happened, what you can do, that nothing is lost. */
  message: string
  /** The field, row or file that it is about, where there is one. */
  field?: string
}

export function refuse(code: string, message: string, field?: string): Refusal {
  return { refused: true, code, message, ...(field === undefined ? {} : { field }) }
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value && value.refused === true
}
