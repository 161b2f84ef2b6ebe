import { type Refusal, refuse } from '../domain/refusal.ts'
import { countCharacters } from '../domain/text-length.ts'
import type { Words } from '../store/words.ts'

/** A page of reasons: as long as the form's own answers may be. */
export const JUSTIFICATION_LIMIT = 4000

/** Whether a justification can be stored as it is; whether one is needed is another rule's question. */
export function checkJustification({ justification }: Words): Refusal[] {
  if (!justification.isWellFormed()) {
    return [
      refuse(
        'broken-text',
        'The reason holds a broken character. Remove it and write it again.',
        'justification',
      ),
    ]
  }
  const over = countCharacters(justification) - JUSTIFICATION_LIMIT
  if (over <= 0) return []
  return [
    refuse(
      'text-too-long',
      `The reason has ${JUSTIFICATION_LIMIT + over} characters; ${JUSTIFICATION_LIMIT} fit. Shorten it by ${over}.`,
      'justification',
    ),
  ]
}
