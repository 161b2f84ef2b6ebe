import * as z from 'zod'
import { utf8, utf8Text } from '../bytes.ts'
import { canonicalJson } from '../digest.ts'

/** A disclosed value: whoever has it and the salt can hold it against the entry's commitment. */
export const disclosedSchema = z.strictObject({
  eventId: z.string(),
  field: z.string(),
  value: z.string(),
  /** 32 bytes, hex. */
  salt: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Disclosed = z.infer<typeof disclosedSchema>

const openingsSchema = z.array(disclosedSchema)

export function formatOpenings(openings: readonly Disclosed[]): Uint8Array {
  return utf8(canonicalJson(openings))
}

/** Undefined where it is not a list of disclosed values. */
export function parseOpenings(bytes: Uint8Array): Disclosed[] | undefined {
  try {
    return openingsSchema.safeParse(JSON.parse(utf8Text(bytes))).data
  } catch {
    return undefined
  }
}
