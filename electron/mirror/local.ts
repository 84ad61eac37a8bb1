import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import type { KisiGroupLink, KisiObjects } from '../kisi/types.ts'
import type { ObjectKind } from './forget.ts'
import { guestPerson, userPerson } from './person.ts'
import type { Side } from './side.ts'

type Bodies = KisiObjects & { group_link: KisiGroupLink }

/** A change of one object that the queue or the events told of, ahead of the next run. */
export type LocalChange =
  | { [Kind in ObjectKind]: { operation: 'put'; kind: Kind; body: Bodies[Kind]; at: number } }[ObjectKind]
  | { operation: 'gone'; kind: ObjectKind; body: { id: number } }

export function applyChange(side: Side, change: LocalChange): void {
  if (change.operation === 'gone') return side.forget(change.kind, change.body.id)
  switch (change.kind) {
    case 'user':
      return side.people.put([userPerson(change.body)])
    case 'guest':
      return side.people.put([guestPerson(change.body)])
    case 'place':
      return side.places.put(change.body)
    case 'floor':
      return side.floors.put(change.body)
    case 'lock':
      return side.locks.put(Object.assign({}, change.body, { seenAt: change.at }))
    case 'group':
      return side.groups.put(change.body)
    case 'group_lock':
      return side.groupLocks.put(change.body)
    case 'team':
      return side.teams.put(change.body)
    case 'team_membership':
      return side.teamMemberships.put(change.body)
    case 'role_assignment':
      return side.roleAssignments.put(change.body)
    case 'card':
      return side.cards.put(change.body)
    case 'card_assignment':
      return side.cardAssignments.put(change.body)
    case 'schedule':
      return side.schedules.put(change.body)
    case 'controller':
      return side.controllers.put(change.body)
    case 'group_link':
      return side.groupLinks.put(change.body)
  }
}

/** The changes made while a run reads: its lists may be older than they are, so they are made again in its copy. */
export interface Journal {
  add(change: LocalChange): void
  /** Makes up to `limit` changes again, oldest first, and answers how many are left. Belongs into a transaction. */
  replay(side: Side, limit: number): number
  clear(): void
}

/** Only this module writes the rows, so their shape needs no check beyond what kind of change they are. */
const stored = z.object({ operation: z.enum(['put', 'gone']), kind: z.string() })

export function createJournal(database: Database): Journal {
  const insert = database.prepare('INSERT INTO mirror_local (operation, body) VALUES (?, ?)')
  const select = database.prepare<[number], { sequence: number; body: string }>(
    'SELECT sequence, body FROM mirror_local ORDER BY sequence LIMIT ?',
  )
  const removeUpTo = database.prepare('DELETE FROM mirror_local WHERE sequence <= ?')
  const count = database.prepare<[], { left: number }>('SELECT count(*) AS left FROM mirror_local')
  const remove = database.prepare('DELETE FROM mirror_local')
  return {
    add: (change) => void insert.run(change.operation, JSON.stringify(change)),
    replay(side, limit) {
      const rows = select.all(limit)
      for (const row of rows) {
        const change: unknown = JSON.parse(row.body)
        // What an earlier version noted in another shape is found again by the next events or sweep.
        if (stored.safeParse(change).success) applyChange(side, change as LocalChange)
      }
      const last = rows.at(-1)
      if (last !== undefined) removeUpTo.run(last.sequence)
      return count.get()?.left ?? 0
    },
    clear: () => void remove.run(),
  }
}
