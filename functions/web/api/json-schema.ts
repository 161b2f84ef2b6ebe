import * as z from 'zod'

export type JsonSchema = { readonly [key: string]: unknown }

/** JSON Schema 2020-12 of what a route takes in. What a transformed value accepts, its `meta` says. */
export function inputSchema(schema: z.ZodType | undefined): JsonSchema {
  return plain(schema, 'input')
}

/** JSON Schema 2020-12 of what a route answers. More may be added later, so objects are not closed. */
export function outputSchema(schema: z.ZodType): JsonSchema {
  return plain(schema, 'output')
}

function plain(schema: z.ZodType | undefined, io: 'input' | 'output'): JsonSchema {
  if (schema === undefined) return { type: 'object' }
  const {
    $schema,
    '~standard': _standard,
    ...rest
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    // A document stands by itself: what recurs is written out, and what would recur for ever does not occur.
    reused: 'inline',
    override: ({ jsonSchema, path }) => {
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
      // `propertyNames: string` is true of every object.
      if (path.length >= 0 && isAnyName(jsonSchema.propertyNames)) delete jsonSchema.propertyNames
    },
  })
  return rest
}

function isAnyName(names: unknown): boolean {
  return typeof names === 'object' && names !== null && JSON.stringify(names) === '{"type":"string"}'
}

export function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  const { properties } = schema
  return typeof properties === 'object' && properties !== null
    ? (properties as Record<string, JsonSchema>)
    : {}
}

export function requiredOf(schema: JsonSchema): readonly string[] {
  return Array.isArray(schema.required) ? schema.required.map(String) : []
}

const fileFields = new WeakMap<z.ZodType, string | false>()

/** The field of a body that takes a file; undefined where none or several do. */
export function fileFieldOf(body: z.ZodType | undefined): string | undefined {
  if (body === undefined) return undefined
  let field = fileFields.get(body)
  if (field === undefined) {
    const files = Object.entries(propertiesOf(inputSchema(body))).filter(
      ([, { format }]) => format === 'binary',
    )
    field = files.length === 1 ? (files[0]?.[0] ?? false) : false
    fileFields.set(body, field)
  }
  return field === false ? undefined : field
}
