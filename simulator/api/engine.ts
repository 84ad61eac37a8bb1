import { REFUSALS } from '../world/refusals.ts'
import type { Json, Row, TableName, Tables } from '../world/rows.ts'
import { demand, done, idOf, may, ok, record, rootOf, signedIn, wordOf, type Answer, type Call } from './call.ts'
import type { Resource } from './description.ts'
import { Invalid, Refused } from './errors.ts'
import { readFields } from './fields.ts'
import type { Kind } from './kept.ts'
import { shortObject, TABLE_OF_TYPE } from './references.ts'
import { sentOf, type Sent } from './sent.ts'

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

export function mayRead(resource: Resource, row: Stored, call: Call): boolean {
  const permission = `${resource.permission}_read`
  // A right that reaches everywhere is the usual one, and the cheapest to ask for.
  if (may(call, permission) || resource.own?.(row, call)) return true
  return resource.scope !== undefined && may(call, permission, resource.scope(row, call.world))
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

/** A row as a text, kept for as long as nothing of it changes. */
export const WHOLE: Kind<Sent> = { work: (resource, row, call) => sentOf(show(resource, row, call)) }

export function fetchOne(resource: Resource, call: Call): Answer {
  const row = find(resource, call)
  return { status: 200, sent: call.kept.values(WHOLE, resource).of(row, call) }
}

/** `before` is null at creation. */
function readBody(resource: Resource, call: Call, before: Stored | null) {
  const body = rootOf(call, resource.root)
  const creating = before === null
  const prepared = resource.prepare ? resource.prepare(body, call, creating) : body
  const type = wordOf(before === null ? prepared.type : columnsOf(before).type)
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
  const created = insertRow(resource, { ...row, ...resource.drawn?.(values, call) }, call)
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
  resource?.gone?.(row, call)
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
