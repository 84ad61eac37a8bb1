import { REFUSALS } from '../world/refusals.ts'
import type { Json, Row, TableName, Tables } from '../world/rows.ts'
import { demand, done, idOf, may, ok, record, rootOf, signedIn, type Answer, type Call } from './call.ts'
import type { Filter, Resource } from './description.ts'
import { Invalid, Refused } from './errors.ts'
import { readFields } from './fields.ts'
import { collectionRange, readPage } from './pagination.ts'
import { shortObject, TABLE_OF_TYPE } from './references.ts'

type Stored = Tables[TableName]

const columnsOf = (row: Stored): Record<string, Json> => row as unknown as Record<string, Json>

/** A row as the API shows it: its columns, its links, and what is worked out. */
export function show(resource: Resource, row: Stored, call: Call): Record<string, Json> {
  const columns = columnsOf(row)
  const shown: Record<string, Json> = { id: row.id + (resource.idShift ?? 0) }
  if (resource.showsType !== false) shown.resource_type = resource.type
  for (const [key, value] of Object.entries(columns)) {
    if (key !== 'id' && !resource.hidden?.includes(key)) shown[key] = value
  }
  for (const { as, column, to } of resource.links ?? []) {
    const table = typeof to === 'string' ? to : TABLE_OF_TYPE[String(columns[to.typeColumn])]
    const short = table && shortObject(call.world, table, Number(columns[column]))
    if (short) shown[as] = short
  }
  return { ...shown, ...resource.view?.(row, call) }
}

function mayRead(resource: Resource, row: Stored, call: Call): boolean {
  if (resource.own?.(row, call)) return true
  return may(call, `${resource.permission}_read`, resource.scope?.(row, call.world))
}

function named(resource: Resource, call: Call): Stored {
  if (!call.visitor) signedIn(call)
  const row = call.world.get(resource.table, idOf(call.path.id) - (resource.idShift ?? 0))
  if (!row || resource.only?.(row) === false) throw new Refused(resource.missing ?? REFUSALS.notFound)
  return row
}

/** The row a path names: 404 when there is none, 403 when it is not for the caller. */
export function find(resource: Resource, call: Call): Stored {
  const row = named(resource, call)
  if (!mayRead(resource, row, call)) throw new Refused(REFUSALS.accessDenied)
  return row
}

function filterValue(name: string, filter: Filter<never>, text: string, call: Call): string | number | boolean {
  if (filter.kind === 'text') return text
  if (filter.kind === 'boolean') {
    if (text === 'true' || text === 'false') return text === 'true'
  } else {
    if (name === 'user_id' && text === 'me') return signedIn(call).user.id
    if (/^\d{1,15}$/.test(text)) return Number(text)
  }
  throw new Refused(REFUSALS.badRequest, `${name} is invalid.`)
}

/** Lower case without accents, as the free-text search compares. */
const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

export function list(resource: Resource, call: Call): Answer {
  signedIn(call)
  const { query, world } = call
  const page = resource.page ? readPage(query, resource.page) : null
  let rows: Stored[] = world.all(resource.table)
  if (resource.only) rows = rows.filter((row) => resource.only?.(row))
  for (const [name, filter] of Object.entries(resource.filters ?? {})) {
    const text = query[name]
    if (text === undefined) {
      if (filter.required) throw new Refused(REFUSALS.badRequest, `param is missing or the value is empty: ${name}`)
      continue
    }
    const value = filterValue(name, filter, text, call)
    if (filter.of && !world.get(filter.of, Number(value))) throw new Refused(REFUSALS.notFound)
    rows = rows.filter((row) => filter.keep(row, value, call))
  }
  if (query.ids !== undefined) {
    const ids = new Set(query.ids.split(',').map((text) => idOf(text.trim())))
    rows = rows.filter((row) => ids.has(row.id + (resource.idShift ?? 0)))
  }
  if (query.query && resource.search) {
    const sought = folded(query.query)
    rows = rows.filter((row) => resource.search?.(row, world).some((text) => text && folded(text).includes(sought)))
  }
  // Whoever may read everything is asked once, not for every row.
  if (!may(call, `${resource.permission}_read`)) rows = rows.filter((row) => mayRead(resource, row, call))
  sortRows(resource, rows, call)
  const brief = (row: Stored) => {
    const shown = show(resource, row, call)
    for (const key of resource.brief ?? []) delete shown[key]
    return shown
  }
  if (!page) return ok(rows.map(brief))
  call.setHeader('X-Collection-Range', collectionRange(page, rows.length))
  return ok(rows.slice(page.offset, page.offset + page.limit).map(brief))
}

function sortRows(resource: Resource, rows: Stored[], call: Call): void {
  const asked = call.query.sort
  if (!asked || !resource.sort) return
  const descending = asked.startsWith('-')
  const name = descending ? asked.slice(1) : asked
  const key = Object.hasOwn(resource.sort, name) ? resource.sort[name] : undefined
  if (!key) throw new Refused(REFUSALS.badRequest, 'sort is invalid.')
  const keyed = new Map(rows.map((row) => [row, key(row, call.world)]))
  const collator = new Intl.Collator('en')
  rows.sort((one, other) => {
    const [first, second] = [keyed.get(one) ?? null, keyed.get(other) ?? null]
    const order =
      typeof first === 'string' && typeof second === 'string'
        ? collator.compare(first, second)
        : Number(first ?? 0) - Number(second ?? 0)
    return (descending ? -order : order) || one.id - other.id
  })
}

export const fetchOne = (resource: Resource, call: Call): Answer => ok(show(resource, find(resource, call), call))

/** `before` is null at creation. */
function readBody(resource: Resource, call: Call, before: Stored | null) {
  const body = rootOf(call, resource.root)
  const creating = before === null
  const prepared = resource.prepare ? resource.prepare(body, call, creating) : body
  const type = String(before === null ? prepared.type : columnsOf(before).type)
  const { variants = {}, fields } = resource
  const all = Object.hasOwn(variants, type) ? { ...fields, ...variants[type] } : fields
  return { ...readFields(all, prepared, creating, (table, id) => call.world.get(table, id) !== undefined), body }
}

function checkRow(resource: Resource, row: Row, before: Stored | null, call: Call, problems: Record<string, string[]>) {
  if (Object.keys(problems).length > 0) throw new Invalid(problems)
  const objection = resource.check?.(row as unknown as Stored, call, before)
  if (objection && 'status' in objection && 'code' in objection && typeof objection.code === 'string')
    throw new Refused(objection as (typeof REFUSALS)['cardTaken'])
  if (objection && Object.keys(objection).length > 0) throw new Invalid(objection as Record<string, string[]>)
  for (const columns of resource.unique ?? []) {
    const [first = 'id', ...rest] = columns
    const alike = (call.world.where as (table: TableName, column: string, value: Json) => Stored[])(
      resource.table,
      first,
      row[first] ?? null,
    )
    const taken = alike.some(
      (each) => each.id !== before?.id && rest.every((column) => columnsOf(each)[column] === row[column]),
    )
    if (taken) throw new Invalid({ [first]: ['has already been taken'] })
  }
}

/** Writes the event of a change, unless the family writes none. */
function recordChange(resource: Resource, change: 'create' | 'update' | 'delete', row: Stored, call: Call) {
  if (resource.silent) return
  const verb = change === 'delete' ? 'destroy' : change
  const name = columnsOf(row).name
  record(call, {
    type: resource.events?.[change] ?? `${resource.root}.${verb}`,
    object: resource.about?.(row, call.world) ?? {
      type: resource.type,
      id: row.id,
      name: typeof name === 'string' ? name : `${resource.type} ${row.id}`,
    },
    placeId: resource.table === 'places' ? row.id : (resource.scope?.(row, call.world).placeId ?? null),
  })
}

/** Puts in a row that is already in order, and writes its event. */
export function insertRow(resource: Resource, values: Record<string, Json>, call: Call): Stored {
  const row = call.world.insert(resource.table, values as never)
  recordChange(resource, 'create', row, call)
  return row
}

export function create(resource: Resource, call: Call): Answer {
  signedIn(call)
  if (!may(call, `${resource.permission}_write`) && !resource.scope) throw new Refused(REFUSALS.accessDenied)
  const { values, problems, body } = readBody(resource, call, null)
  const row = { ...values, ...resource.columns?.(values, call) } as unknown as Row
  // Whether the right reaches there can only be asked of a row that names where.
  demand(call, `${resource.permission}_write`, resource.scope?.(row as unknown as Stored, call.world))
  checkRow(resource, row, null, call, problems)
  const created = insertRow(resource, row, call)
  resource.after?.(created, call, body, true)
  return ok({ ...show(resource, created, call), ...resource.once?.(created, call) })
}

export function update(resource: Resource, call: Call): Answer {
  const row = find(resource, call)
  demand(call, `${resource.permission}_write`, resource.scope?.(row, call.world))
  const { values, problems, body } = readBody(resource, call, row)
  checkRow(resource, { ...columnsOf(row), ...values } as unknown as Row, row, call, problems)
  call.world.update(resource.table, row.id, values as never)
  const updated = { ...row, ...values } as Stored
  recordChange(resource, 'update', updated, call)
  resource.after?.(updated, call, body, false)
  return done
}

/** Takes a row away with everything that depends on it, each with its event, the dependents first. */
export function destroy(resources: ReadonlyMap<TableName, Resource>, table: TableName, id: number, call: Call): void {
  const row = call.world.get(table, id)
  const resource = resources.get(table)
  if (!row) return
  for (const [dependent, dependentId] of resource?.dependents?.(row, call.world) ?? []) {
    destroy(resources, dependent, dependentId, call)
  }
  // The event still wants to name what the row points to.
  if (resource) recordChange(resource, 'delete', row, call)
  resource?.release?.(row, call.world)
  call.world.remove(table, id)
}

export function remove(resources: ReadonlyMap<TableName, Resource>, resource: Resource, call: Call): Answer {
  const row = find(resource, call)
  demand(call, `${resource.permission}_write`, resource.scope?.(row, call.world))
  const objection = resource.keep?.(row, call)
  if (objection) throw new Invalid(objection)
  destroy(resources, resource.table, row.id, call)
  return done
}

/** An action asks for its own right: a refused unlock, say, is an event and not only an answer. */
export function act(resource: Resource, name: string, call: Call): Answer {
  const action = resource.actions?.[name]
  if (!action) throw new Refused(REFUSALS.notFound)
  return action(named(resource, call), call)
}
