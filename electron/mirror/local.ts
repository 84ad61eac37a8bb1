import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import type { KisiCard, KisiCardAssignment, KisiGuest, KisiRoleAssignment } from '../kisi/types.ts'
import type { Side } from './side.ts'
import type { MirrorPerson } from './types.ts'

/** A change that the queue saw in Kisi with its own eyes, ahead of the next run. */
export type LocalChange =
  | { operation: 'guest'; body: KisiGuest }
  | { operation: 'card'; body: KisiCard }
  | { operation: 'role_assignment'; body: KisiRoleAssignment }
  | { operation: 'role_assignment_gone'; body: { id: number } }
  | { operation: 'card_assignment'; body: KisiCardAssignment }
  | { operation: 'card_assignment_gone'; body: { id: number } }

export function guestPerson(guest: KisiGuest): MirrorPerson {
  return { kind: 'guest', id: guest.id, name: guest.name, email: guest.email, role: null, accessEnabled: true }
}

export function applyChange(side: Side, change: LocalChange): void {
  switch (change.operation) {
    case 'guest':
      return side.people.put([guestPerson(change.body)])
    case 'card':
      return side.cards.put(change.body)
    case 'role_assignment':
      return side.roleAssignments.put(change.body)
    case 'role_assignment_gone':
      return side.roleAssignments.remove(change.body.id)
    case 'card_assignment':
      return side.cardAssignments.put(change.body)
    case 'card_assignment_gone':
      return side.cardAssignments.remove(change.body.id)
  }
}

/** The changes made while a run reads: its lists may be older than they are, so they are made again in its copy. */
export interface Journal {
  add(change: LocalChange): void
  replay(side: Side): void
  clear(): void
}

/** Only this module writes the rows, so their shape needs no check beyond the name of the operation. */
const operation = z.enum([
  'guest',
  'card',
  'role_assignment',
  'role_assignment_gone',
  'card_assignment',
  'card_assignment_gone',
])

export function createJournal(database: Database): Journal {
  const insert = database.prepare('INSERT INTO mirror_local (operation, body) VALUES (?, ?)')
  const select = database.prepare<[], { operation: string; body: string }>(
    'SELECT operation, body FROM mirror_local ORDER BY sequence',
  )
  const remove = database.prepare('DELETE FROM mirror_local')
  return {
    add: (change) => void insert.run(change.operation, JSON.stringify(change.body)),
    replay(side) {
      for (const row of select.all()) {
        applyChange(side, { operation: operation.parse(row.operation), body: JSON.parse(row.body) } as LocalChange)
      }
    },
    clear: () => void remove.run(),
  }
}
