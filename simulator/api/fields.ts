import type { Json, TableName } from '../world/rows.ts'
import { isDate, isTimeZone } from '../world/zone-time.ts'
import type { Problems } from './errors.ts'

/** `time` is hh:mm, `date` YYYY-MM-DD, `zone` an IANA time zone, `emails` a list of addresses. */
type Kind =
  | ('text' | 'integer' | 'number' | 'boolean' | 'instant' | 'email' | 'url' | 'choice' | 'object' | 'texts' | 'hex')
  | ('date' | 'time' | 'zone' | 'emails')

/** One field of a request body. */
export interface Field {
  kind: Kind
  required?: boolean
  nullable?: boolean
  default?: Json
  /** Characters of a text; 255 when nothing is said. */
  longest?: number
  least?: number
  most?: number
  /** Of a choice. */
  values?: readonly string[]
  /** The id must be of an existing row there. */
  to?: TableName
  /** False: only at creation; later it is ignored, as unknown keys are. */
  editable?: boolean
}

export type Fields = Record<string, Field>

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const LONGEST_INTEGER = 2 ** 53 - 1

type Result = { value: Json } | { problem: string }

const wrong = (problem: string): Result => ({ problem })

function readText(field: Field, given: Json): Result {
  if (typeof given !== 'string') return wrong('must be a string')
  if (given.trim() === '' && field.required) return wrong("can't be blank")
  // No database behind such an API takes one.
  if (given.includes('\u0000')) return wrong('is invalid')
  const longest = field.longest ?? 255
  if ([...given].length > longest) return wrong(`is too long (maximum is ${longest} characters)`)
  return { value: given }
}

function readNumber(field: Field, given: Json): Result {
  const value = typeof given === 'string' && /^-?\d+(\.\d+)?$/.test(given) ? Number(given) : given
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > LONGEST_INTEGER)
    return wrong('is not a number')
  if (field.kind === 'integer' && !Number.isInteger(value)) return wrong('must be an integer')
  if (field.least !== undefined && value < field.least) return wrong(`must be greater than or equal to ${field.least}`)
  if (field.most !== undefined && value > field.most) return wrong(`must be less than or equal to ${field.most}`)
  return { value }
}

function readBoolean(given: Json): Result {
  // S3's sample sends the string "false" (reference 0, "Authentication").
  if (given === true || given === 'true') return { value: true }
  if (given === false || given === 'false') return { value: false }
  return wrong('must be true or false')
}

function readInstant(given: Json): Result {
  if (typeof given !== 'string' || !INSTANT.test(given)) return wrong('is not a valid datetime')
  const at = Date.parse(given)
  return Number.isNaN(at) ? wrong('is not a valid datetime') : { value: new Date(at).toISOString() }
}

/** Metadata: a flat object, at most 50 keys, key ≤ 50 and value ≤ 500 characters (reference A, "Users"). */
function readObject(given: Json): Result {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return wrong('must be an object')
  const entries = Object.entries(given)
  if (entries.length > 50) return wrong('has too many keys (maximum is 50)')
  for (const [key, value] of entries) {
    if (typeof value === 'object' && value !== null) return wrong('must be flat')
    if (key.length > 50 || String(value).length > 500) return wrong('has a key or value that is too long')
  }
  return { value: given }
}

function readUrl(field: Field, given: Json): Result {
  const text = readText({ ...field, longest: 2000 }, given)
  if ('problem' in text) return text
  const url = URL.canParse(text.value as string) ? new URL(text.value as string) : null
  return url && /^https?:$/.test(url.protocol) ? text : wrong('is not a valid URL')
}

function readMatching(field: Field, given: Json, pattern: RegExp, problem: string): Result {
  const text = readText(field, given)
  if ('problem' in text) return text
  return pattern.test(text.value as string) ? text : wrong(problem)
}

function read(field: Field, given: Json): Result {
  switch (field.kind) {
    case 'text':
      return readText(field, given)
    case 'integer':
    case 'number':
      return readNumber(field, given)
    case 'boolean':
      return readBoolean(given)
    case 'instant':
      return readInstant(given)
    case 'email':
      return readMatching(field, given, EMAIL, 'is invalid')
    case 'hex':
      return readMatching(field, given, /^[0-9a-fA-F]{6,16}$/, 'must be 6 to 16 hexadecimal digits')
    case 'url':
      return readUrl(field, given)
    case 'choice':
      return typeof given === 'string' && field.values?.includes(given)
        ? { value: given }
        : wrong('is not included in the list')
    case 'object':
      return readObject(given)
    case 'texts':
      return Array.isArray(given) && given.every((each) => typeof each === 'string')
        ? { value: given }
        : wrong('must be a list of strings')
    case 'emails':
      return Array.isArray(given) && given.every((each) => typeof each === 'string' && EMAIL.test(each))
        ? { value: given }
        : wrong('must be a list of e-mail addresses')
    case 'date':
      return typeof given === 'string' && isDate(given) ? { value: given } : wrong('is not a valid date')
    case 'time':
      return readMatching(field, given, /^([01]\d|2[0-3]):[0-5]\d$/, 'must be hh:mm')
    case 'zone':
      return typeof given === 'string' && isTimeZone(given) ? { value: given } : wrong('is not a time zone')
  }
}

/**
 * The values of a request body by the description, unknown keys dropped. At creation missing fields get their default
 * (or null); in an update they are left out.
 */
export function readFields(
  fields: Fields,
  body: Record<string, Json>,
  creating: boolean,
  exists: (table: TableName, id: number) => boolean,
): { values: Record<string, Json>; problems: Problems } {
  const values: Record<string, Json> = {}
  const problems: Problems = {}
  for (const [name, field] of Object.entries(fields)) {
    if (!creating && field.editable === false) continue
    const given = body[name]
    if (given === undefined || given === null) {
      const missing = given === undefined && !creating
      if (missing) continue
      if (field.required && (given === undefined || !field.nullable)) problems[name] = ["can't be blank"]
      else if (given === null && !field.nullable && !(creating && field.default !== undefined))
        problems[name] = ["can't be null"]
      else values[name] = field.default ?? null
      continue
    }
    const result = read(field, given)
    if ('problem' in result) problems[name] = [result.problem]
    else if (field.to && !exists(field.to, result.value as number)) problems[name] = ['must exist']
    else values[name] = result.value
  }
  return { values, problems }
}
