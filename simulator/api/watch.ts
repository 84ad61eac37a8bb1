import type { Json, TableName, Tables } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import type { Call } from './call.ts'

export type Stored = Tables[TableName]

/** Is told what is read of the world and of the call. */
export interface Watcher {
  row(table: TableName, id: number, row: Stored | undefined): void
  /** The rows with that value in that column; all of the table without a column. */
  rows(table: TableName, column?: string, value?: Json): void
  parameter(name: string, value: string | undefined): void
  clock(): void
  /** Something that nobody can tell when it changes. */
  else(): void
}

/** The world and the call as they are, but for that somebody watches what is read of them. */
export interface Watched {
  readonly world: World
  call(call: Call): Call
}

type Tracked = Pick<World, 'get' | 'all' | 'where' | 'count' | 'slice'>

/** Whatever is not known to be harmless counts as something that changes unseen. */
export function watch(world: World, watcher: Watcher): Watched {
  const tracked: Tracked = {
    get(table, id) {
      const row = world.get(table, id)
      watcher.row(table, id, row)
      return row
    },
    all(table) {
      watcher.rows(table)
      return world.all(table)
    },
    where(table, column, value, from, to) {
      watcher.rows(table, column, value as Json)
      return world.where(table, column, value, from, to)
    },
    count(table, column, value) {
      watcher.rows(table, column, value as Json)
      return world.count(table, column, value)
    },
    slice(table, from, to) {
      watcher.rows(table)
      return world.slice(table, from, to)
    },
  }
  const fixed: Partial<World> = { ...tracked, name: world.name, seed: world.seed }
  const watchedWorld = new Proxy(world, {
    get(target, name) {
      if (Object.hasOwn(fixed, name)) return fixed[name as keyof World]
      if (name === 'clock') watcher.clock()
      else watcher.else()
      return target[name as keyof World]
    },
  })

  const watchQuery = (query: Call['query']) =>
    new Proxy(query, {
      get(target, name) {
        const value = typeof name === 'string' && Object.hasOwn(target, name) ? target[name] : undefined
        watcher.parameter(String(name), value)
        return value
      },
      has(target, name) {
        watcher.else()
        return name in target
      },
      ownKeys(target) {
        watcher.else()
        return Reflect.ownKeys(target)
      },
    })

  return {
    world: watchedWorld,
    call: (call) =>
      new Proxy(call, {
        get(target, name) {
          if (name === 'world') return watchedWorld
          if (name === 'query') return watchQuery(target.query)
          watcher.else()
          return target[name as keyof Call]
        },
      }),
  }
}
