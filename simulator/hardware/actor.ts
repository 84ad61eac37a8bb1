import type { Actor } from '../world/events.ts'
import type { World } from '../world/world.ts'
import type { Person } from './decide.ts'

/** A person as events name them. Null for somebody who is no longer there. */
export function actorOf(world: World, person: Person): Actor | null {
  const row = person.type === 'User' ? world.get('users', person.id) : world.get('guests', person.id)
  return row ? { type: person.type, id: row.id, name: row.name, email: row.email } : null
}
