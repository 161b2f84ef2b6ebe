import * as z from 'zod'
import { raterRoleSchema } from './rater-role.ts'

/** A text answer ends here whatever the form says: sixteen of them and the rest of a review still fit one 400 KB item. */
export const textAnswerLimit = 10_000

/** Ids inside a form: stable from version to version, readable in exports, safe as names of HTML fields. */
const partIdSchema = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/)

export const levelSchema = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)])
export type Level = z.infer<typeof levelSchema>

export const scaleLevelSchema = z.object({
  level: levelSchema,
  name: z.string().min(1).max(60),
  meaning: z.string().min(1).max(300),
})
export type ScaleLevel = z.infer<typeof scaleLevelSchema>

/** Five levels and a way to say "I cannot judge this", which is a value of its own and never 0. */
export const ratingScaleSchema = z
  .object({
    levels: z.array(scaleLevelSchema).length(5),
    notRated: z.object({ name: z.string().min(1).max(60), meaning: z.string().min(1).max(300) }),
  })
  .refine((scale) => scale.levels.every((level, index) => level.level === index + 1), {
    message: 'A rating scale lists the levels 1 to 5 in this order',
  })
export type RatingScale = z.infer<typeof ratingScaleSchema>

/** What somebody at this level is seen doing. */
export const behaviouralAnchorSchema = z.object({ level: levelSchema, behaviour: z.string().min(1).max(400) })
export type BehaviouralAnchor = z.infer<typeof behaviouralAnchorSchema>

const itemBase = {
  itemId: partIdSchema,
  title: z.string().min(1).max(120),
  prompt: z.string().min(1).max(600),
  forRoles: z.array(raterRoleSchema).min(1),
  required: z.boolean(),
}

export const scaleItemSchema = z.object({
  kind: z.literal('scale'),
  ...itemBase,
  /** Relative to the other scale items of its section; whole numbers keep the arithmetic exact. */
  weight: z.int().min(1).max(1000),
  anchors: z
    .array(behaviouralAnchorSchema)
    .length(5)
    .refine((anchors) => anchors.every((anchor, index) => anchor.level === index + 1), {
      message: 'An item has one anchor for each of the levels 1 to 5, in this order',
    }),
})
export type ScaleItem = z.infer<typeof scaleItemSchema>

export const textItemSchema = z.object({
  kind: z.literal('text'),
  ...itemBase,
  /** Asked of a complete answer only, never of a draft. */
  minWords: z.int().min(0).max(500),
  maxWords: z.int().min(1).max(5000).optional(),
  maxCharacters: z.int().min(1).max(textAnswerLimit),
})
export type TextItem = z.infer<typeof textItemSchema>

export const itemSchema = z.discriminatedUnion('kind', [scaleItemSchema, textItemSchema])
export type Item = z.infer<typeof itemSchema>

export const sectionSchema = z.object({
  sectionId: partIdSchema,
  title: z.string().min(1).max(120),
  introduction: z.string().min(1).max(600).optional(),
  /** Relative to the other sections that hold scale items; 0 for a section of open questions. */
  weight: z.int().min(0).max(1000),
  items: z.array(itemSchema).min(1),
})
export type Section = z.infer<typeof sectionSchema>

/** Immutable once a cycle has launched with it: an edit makes the next version. */
export const formVersionSchema = z
  .object({
    formId: partIdSchema,
    version: z.int().min(1),
    title: z.string().min(1).max(120),
    scale: ratingScaleSchema,
    sections: z.array(sectionSchema).min(1),
  })
  .superRefine((form, context) => {
    const seen = new Set<string>()
    for (const section of form.sections) {
      for (const id of [section.sectionId, ...section.items.map((item) => item.itemId)]) {
        if (seen.has(id))
          context.addIssue({ code: 'custom', message: `The id ${id} stands twice in the form` })
        seen.add(id)
      }
      if (section.weight === 0 && section.items.some((item) => item.kind === 'scale')) {
        context.addIssue({
          code: 'custom',
          message: `Section ${section.sectionId} has ratings that would count for nothing: give it a weight`,
        })
      }
    }
  })
export type FormVersion = z.infer<typeof formVersionSchema>

/** The form as HR lists it: a name with its versions, the last of which new cycles take. */
export const formTemplateSchema = z.object({
  formId: partIdSchema,
  title: z.string().min(1).max(120),
  versions: z.array(z.int().min(1)).min(1),
})
export type FormTemplate = z.infer<typeof formTemplateSchema>

/**
 * What one rater sees, in the order of the form: the sections with the items that are for this role; sections without
 * any are left out.
 */
export function sectionsForRole(form: FormVersion, role: z.infer<typeof raterRoleSchema>): Section[] {
  return form.sections
    .map((section) => ({ ...section, items: section.items.filter((item) => item.forRoles.includes(role)) }))
    .filter((section) => section.items.length > 0)
}

/** Things about items, put into the order of the form; what the form does not know comes last. */
export function inFormOrder<T extends { itemId: string }>(form: FormVersion, about: readonly T[]): T[] {
  const place = new Map(
    form.sections.flatMap(({ items }) => items).map(({ itemId }, index) => [itemId, index]),
  )
  const placeOf = ({ itemId }: T) => place.get(itemId) ?? place.size
  return about.toSorted((one, other) => placeOf(one) - placeOf(other))
}
