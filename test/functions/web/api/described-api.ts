import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

interface Answer {
  status: number
  headers: Readonly<Record<string, string | number | boolean>>
  json: unknown
}

interface ApiDocument {
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>
}

/** The API as its document has it: says what of an answer is not as described. */
export interface DescribedApi {
  faultsOf(method: string, path: string, answer: Answer): string[]
  /** Method and path of every operation. */
  operations: { method: string; path: string }[]
}

export function describedApi(document: ApiDocument): DescribedApi {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(document, 'api')
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  )

  function faultsOf(method: string, path: string, { status, headers, json }: Answer): string[] {
    const operation = operations.find(
      (one) => one.method === (method === 'HEAD' ? 'GET' : method) && fits(one.path, path),
    )
    const type = String(headers['content-type'])
    if (status >= 400) {
      const faults = type === 'application/problem+json' ? [] : [`A problem came as ${type}`]
      return method === 'HEAD' ? faults : [...faults, ...check('#/components/schemas/Problem', json)]
    }
    if (operation === undefined || method === 'HEAD') return []
    const responses = document.paths[operation.path]?.[operation.method.toLowerCase()]?.responses ?? {}
    if (responses[status] === undefined) return [`${status} is not described`]
    const content = (responses[status] as { content: Record<string, unknown> }).content
    if (content['application/json'] === undefined) return []
    if (type !== 'application/json') return [`${type} is not described`]
    const place = ['paths', operation.path, operation.method.toLowerCase(), 'responses', String(status)]
    const pointer = [...place, 'content', 'application/json', 'schema'].map(escaped).join('/')
    return check(`#/${pointer}`, json)
  }

  function check(pointer: string, value: unknown): string[] {
    const validate = ajv.getSchema(`api${pointer}`) ?? ajv.compile({ $ref: `api${pointer}` })
    if (validate(value)) return []
    return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`)
  }

  return { faultsOf, operations }
}

function escaped(step: string): string {
  return encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))
}

/** Whether a path is one of the template's, and no more literal template would fit: `/cycles/new` is not `/cycles/{cycleId}`. */
function fits(template: string, path: string): boolean {
  const pattern = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')
  return new RegExp(`^${pattern}$`).test(path === '' ? '/' : path)
}
