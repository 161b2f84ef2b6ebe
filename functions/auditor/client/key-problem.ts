import { BadNote, parseVkey } from '../../trail/note.ts'

/** What is wrong with a key as it was typed, for the field; undefined where it is one. */
export function keyProblem(typed: string): string | undefined {
  if (typed === '') return 'Type the key: name, id and key, with a plus between them.'
  try {
    parseVkey(typed)
    return undefined
  } catch (error) {
    if (!(error instanceof BadNote)) throw error
    return `Type the key as it was given to you. ${error.message}`
  }
}
