/**
 * What an entry of the trail must look like, without a schema library: a verifier in one file should hold nothing that is not
 * about verifying. `trailEntrySchema` says the same to those who write entries, and a test holds the two together.
 */

type Fault = string | undefined

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const text = (value: unknown): Fault => (typeof value === 'string' ? undefined : 'should be a text')
const integer = (value: unknown): Fault =>
  Number.isSafeInteger(value) ? undefined : 'should be a whole number'
const hex = (digits: number) => {
  const pattern = new RegExp(`^[0-9a-f]{${digits}}$`)
  return (value: unknown): Fault =>
    typeof value === 'string' && pattern.test(value)
      ? undefined
      : `should be ${digits} digits of lower-case hex`
}
const orNull =
  (check: (value: unknown) => Fault) =>
  (value: unknown): Fault => {
    const fault = value === null ? undefined : check(value)
    return fault && `${fault} or null`
  }

/** Instants as the server writes them: `2027-01-12T10:00:00.000Z`, the fraction of any length or left out. */
function instant(value: unknown): Fault {
  const [, date, time] =
    (typeof value === 'string' && /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(value)) || []
  return date !== undefined && time !== undefined && isDate(date) && isTime(time)
    ? undefined
    : 'should be an instant in UTC that exists'
}

const part = (digits: string, at: number): number => Number(digits.slice(at, at + 2))

function isDate(date: string): boolean {
  return isDayOfMonth(Number(date.slice(0, 4)), part(date, 5), part(date, 8))
}

const isTime = (time: string): boolean => part(time, 0) < 24 && part(time, 3) < 60 && part(time, 6) < 60

/** By the Gregorian calendar, also where it was not used yet. */
export function isDayOfMonth(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  if (month === 2) {
    const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
    return day <= (isLeap ? 29 : 28)
  }
  return day <= (month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31)
}

const subjectKinds: readonly unknown[] = ['review', 'cycle', 'register']

const checks: Readonly<Record<string, (value: unknown) => Fault>> = {
  schemaVersion: (value) => (value === 1 ? undefined : 'should be 1'),
  eventId: text,
  subjectKind: (value) =>
    subjectKinds.includes(value) ? undefined : 'should be “review”, “cycle” or “register”',
  subjectRef: hex(32),
  subjectSeq: (value) => integer(value) ?? (Number(value) < 0 ? 'should not be negative' : undefined),
  prevEventHash: orNull(hex(64)),
  eventType: text,
  meaning: text,
  signerRole: text,
  signedAt: instant,
  recordDigest: orNull(hex(64)),
  recordVersion: integer,
  formVersion: orNull(integer),
  locale: text,
  intentStatement: orNull((value) => fields(value, { id: text, hash: hex(64) })),
  authentication: (value) => fields(value, { method: text, at: orNull(text) }),
  delegation: orNull(text),
  beforeDigest: orNull(hex(64)),
  afterDigest: orNull(hex(64)),
  retentionClass: text,
  commitments: (value) => {
    if (!isObject(value)) return 'should be an object'
    const isHash = hex(64)
    for (const [field, commitment] of Object.entries(value)) {
      // The schema of those who write drops this one name, so no entry that they wrote can hold it.
      const fault = field === '__proto__' ? 'cannot be a name' : isHash(commitment)
      if (fault) return `${shown(field)}: ${fault}`
    }
    return undefined
  },
}
const optional: Readonly<Record<string, (value: unknown) => Fault>> = {
  erasedEvents: (value) =>
    Array.isArray(value) && value.every((one) => typeof one === 'string')
      ? undefined
      : 'should be a list of texts',
}

function fields(
  value: unknown,
  needed: Readonly<Record<string, (value: unknown) => Fault>>,
  further: Readonly<Record<string, (value: unknown) => Fault>> = {},
): Fault {
  if (!isObject(value)) return 'should be an object'
  for (const [name, check] of Object.entries(needed)) {
    const fault = Object.hasOwn(value, name) ? check(value[name]) : 'is missing'
    if (fault) return `${name} ${fault}`
  }
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(needed, name)) continue
    if (!Object.hasOwn(further, name)) return `${shown(name)} is no field of it`
    const fault = further[name]?.(value[name])
    if (fault) return `${name} ${fault}`
  }
  return undefined
}

const shown = (name: string): string => JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name)

/** What is wrong with the form of a parsed entry, or undefined. */
export function faultOfEntry(value: unknown): string | undefined {
  return fields(value, checks, optional)
}
