/** One sentence per field that says what is missing and what to do; keyed by the field's name in the form. */
export type FieldErrors = Readonly<Record<string, string>>

/** What a person typed, by field name, to be shown again when something in the form needs another look. */
export type TypedForm = Readonly<Record<string, string | readonly string[]>>
