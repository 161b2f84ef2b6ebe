import { type Checking, checkBody } from './check-definition.ts'
import { given } from './check-state.ts'
import type { DistributedMap, MapState } from './definition.ts'
import { Fields } from './fields.ts'
import { isObject } from './json.ts'
import { MAX_PAYLOAD_BYTES } from './limits.ts'

const READER = 'arn:aws:states:::s3:getObject'
const MAX_LABEL_LENGTH = 40
const count = { least: 0, most: Number.MAX_SAFE_INTEGER }

type MapFields = Omit<MapState, 'type' | 'name' | 'next' | 'assign' | 'output' | 'retry' | 'catch'>

export function checkMap(name: string, fields: Fields, checking: Checking): MapFields {
  const where = `state '${name}', ItemProcessor`
  const source = fields.object('ItemProcessor')
  if (source === undefined) fields.problem("'ItemProcessor' is missing")
  const body = new Fields(source ?? {}, where, checking.problems)
  body.text('Comment')
  const config = new Fields(
    body.object('ProcessorConfig') ?? {},
    `${where}, ProcessorConfig`,
    checking.problems,
  )
  const mode = config.oneOf('Mode', ['INLINE', 'DISTRIBUTED']) ?? 'INLINE'
  const executionType = config.oneOf('ExecutionType', ['STANDARD', 'EXPRESS'])
  config.close()
  if (mode === 'INLINE' && executionType !== undefined) {
    config.problem("'ExecutionType' is only for the mode DISTRIBUTED")
  }
  if (mode === 'DISTRIBUTED' && executionType === undefined) config.problem("'ExecutionType' is missing")
  if (mode === 'DISTRIBUTED' && checking.express) {
    fields.problem('a distributed map inside Express executions is not supported here')
  }
  // Child executions of a distributed map see none of the variables around them, so they may reuse the names.
  const inside =
    mode === 'DISTRIBUTED'
      ? { ...checking, outerVariables: new Set<string>(), express: executionType === 'EXPRESS' }
      : checking
  const processor = checkBody(body, where, inside)
  body.close()

  const written = fields.raw('Items')
  if (isObject(written)) fields.problem("'Items' is an object; only lists are supported here")
  else if (written !== undefined && !Array.isArray(written) && typeof written !== 'string') {
    fields.problem("'Items' must be a list or a JSONata expression")
  }
  const items = fields.template('Items')
  const result: MapFields = {
    processor,
    ...given('items', items),
    ...given('itemSelector', fields.template('ItemSelector')),
    ...given('maxConcurrency', fields.numberTemplate('MaxConcurrency', count)),
  }
  if (mode === 'INLINE') return result
  const distributed = checkDistributed(name, fields, checking, executionType ?? 'STANDARD')
  if (distributed.reader !== undefined && items !== undefined) {
    fields.problem("'Items' and 'ItemReader' exclude each other")
  }
  return { ...result, distributed }
}

function checkDistributed(
  name: string,
  fields: Fields,
  checking: Checking,
  executionType: 'STANDARD' | 'EXPRESS',
): DistributedMap {
  // AWS makes a label up when there is none; here it is the state's name, cut and cleaned.
  const label = fields.text('Label') ?? name.replace(/[^A-Za-z0-9_-]/g, '').slice(0, MAX_LABEL_LENGTH)
  if (label.length > MAX_LABEL_LENGTH || !/^[A-Za-z0-9_-]*$/.test(label)) {
    fields.problem(`'Label' must have at most ${MAX_LABEL_LENGTH} letters, digits, - and _`)
  }
  return {
    executionType,
    label: label === '' ? 'Map' : label,
    ...given('reader', checkReader(name, fields, checking)),
    ...given('batcher', checkBatcher(name, fields, checking)),
    ...given('toleratedCount', fields.numberTemplate('ToleratedFailureCount', count)),
    ...given(
      'toleratedPercentage',
      fields.numberTemplate('ToleratedFailurePercentage', { least: 0, most: 100, fraction: true }),
    ),
  }
}

function checkReader(name: string, fields: Fields, checking: Checking): DistributedMap['reader'] {
  const source = fields.object('ItemReader')
  if (source === undefined) return undefined
  const reader = new Fields(source, `state '${name}', ItemReader`, checking.problems)
  const resource = reader.requiredText('Resource')
  if (resource !== undefined && resource !== READER) {
    reader.problem(`the Resource '${resource}' is not supported here; supported: ${READER}`)
  }
  const configSource = reader.object('ReaderConfig') ?? {}
  const config = new Fields(configSource, `state '${name}', ReaderConfig`, checking.problems)
  if (config.oneOf('InputType', ['JSON']) === undefined && !config.has('InputType')) {
    config.problem("'InputType' is missing; supported here: JSON")
  }
  const maxItems = config.numberTemplate(
    'MaxItems',
    { least: 1, most: 100_000_000 },
    'ItemReader/ReaderConfig/MaxItems',
  )
  config.close()
  const written = reader.raw('Arguments')
  if (written === undefined) reader.problem("'Arguments' are missing")
  if (isObject(written)) {
    for (const key of ['Bucket', 'Key'])
      if (written[key] === undefined) reader.problem(`Arguments need '${key}'`)
    for (const key of Object.keys(written)) {
      if (key !== 'Bucket' && key !== 'Key')
        reader.problem(`the field '${key}' in Arguments is not supported here`)
    }
  }
  const template = reader.objectTemplate('Arguments', 'ItemReader/Arguments')
  reader.close()
  if (template === undefined) return undefined
  return { arguments: template, ...(maxItems === undefined ? {} : { maxItems }) }
}

function checkBatcher(name: string, fields: Fields, checking: Checking): DistributedMap['batcher'] {
  const source = fields.object('ItemBatcher')
  if (source === undefined) return undefined
  const batcher = new Fields(source, `state '${name}', ItemBatcher`, checking.problems)
  const maxItems = batcher.numberTemplate(
    'MaxItemsPerBatch',
    { least: 1, most: 1_000_000 },
    'ItemBatcher/MaxItemsPerBatch',
  )
  const maxBytes = batcher.numberTemplate(
    'MaxInputBytesPerBatch',
    { least: 1, most: MAX_PAYLOAD_BYTES },
    'ItemBatcher/MaxInputBytesPerBatch',
  )
  if (!batcher.has('MaxItemsPerBatch') && !batcher.has('MaxInputBytesPerBatch')) {
    batcher.problem("it needs 'MaxItemsPerBatch' or 'MaxInputBytesPerBatch'")
  }
  const input = batcher.template('BatchInput', [], 'ItemBatcher/BatchInput')
  batcher.close()
  return { ...given('input', input), ...given('maxItems', maxItems), ...given('maxBytes', maxBytes) }
}
