/** A name at the end of a sentence: “Ana Díaz, Jr.” brings its full stop along. */
export const withFullStop = (name: string): string => (name.endsWith('.') ? name : `${name}.`)
