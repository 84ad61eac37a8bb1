/** Field names carry `?` where null is allowed and `~` where the key may be missing. */
export type Fields = { [name: string]: string | { type: string; fields: Fields } }

const FORMATS: Record<string, RegExp> = {
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  'hh:mm': /^\d{2}:\d{2}$/,
  email: /^[^\s@]+@[^\s@]+$/,
  hex: /^[0-9a-fA-F]+$/,
  'hex, 16 chars': /^[0-9a-fA-F]{16}$/,
  uri: /^(https?|otpauth):\/\//,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Does the value have this documented type? */
function fits(value: unknown, type: string): boolean {
  if (type.includes(' or ')) return type.split(' or ').some((each) => fits(value, each))
  const inner = /^(\w+)[(<](.*)[)>]$/.exec(type)
  const [, kind = type, detail = ''] = inner ?? []
  switch (kind) {
    case 'integer':
      return Number.isInteger(value)
    case 'number': {
      const [least, most] = detail.split('..').map(Number)
      return typeof value === 'number' && (detail === '' || (value >= (least ?? 0) && value <= (most ?? 0)))
    }
    case 'boolean':
      return typeof value === 'boolean'
    case 'null':
      return value === null
    case 'string':
      return typeof value === 'string' && (FORMATS[detail]?.test(value) ?? true)
    case 'const':
      return value === detail
    case 'enum':
      return detail.split('|').includes(String(value))
    case 'array':
      return Array.isArray(value) && value.every((each) => fits(each, detail))
    case 'map':
      return isObject(value) && Object.values(value).every((each) => fits(each, detail.slice(detail.indexOf(',') + 1)))
    case 'object':
      return isObject(value)
  }
  throw new Error(`The fixture has a type that is not understood: ${type}`)
}

/** What is wrong with an answer, each with the path to it. Empty when it is as documented, no key more, no key less. */
export function compare(value: unknown, fields: Fields, at = ''): string[] {
  if (!isObject(value)) return [`${at || 'the answer'} is no object`]
  const wildcard = fields['<country code>']
  if (wildcard !== undefined && typeof wildcard !== 'string') {
    return Object.entries(value).flatMap(([key, each]) => compare(each, wildcard.fields, key))
  }
  const problems: string[] = []
  const known = new Set<string>()
  for (const [marked, documented] of Object.entries(fields)) {
    const name = marked.replace(/[?~]+$/, '')
    const path = at === '' ? name : `${at}.${name}`
    known.add(name)
    const [type, inner] = typeof documented === 'string' ? [documented, null] : [documented.type, documented.fields]
    const given = value[name]
    if (given === undefined) {
      if (!marked.endsWith('~')) problems.push(`${path} is missing`)
    } else if (given === null) {
      if (!marked.slice(name.length).includes('?') && type !== 'null') problems.push(`${path} is null`)
    } else if (!fits(given, type)) {
      problems.push(`${path} is ${JSON.stringify(given)?.slice(0, 60)}, not ${type}`)
    } else if (inner) {
      const all = Array.isArray(given) ? given : [given]
      for (const each of all) problems.push(...compare(each, inner, path))
    }
  }
  for (const key of Object.keys(value)) if (!known.has(key)) problems.push(`${at}${at && '.'}${key} is not documented`)
  return problems
}
