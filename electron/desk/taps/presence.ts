import { DeskError } from '../../contract/errors.ts'
import type { Handlers } from '../../contract/table.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { Store } from '../../store/store.ts'
import type { Clock } from '../ports.ts'
import { dayOf } from '../support/day.ts'
import type { Emit } from '../support/emitter.ts'
import type { PresenceRow, TapTable } from './table.ts'

export interface Presence {
  handlers: Pick<Handlers, 'presence.list' | 'presence.sign'>
  /** Signs a member in, or out who is in. Inside the caller's transaction; `tell` after it. */
  turn(person: { id: number; name: string }): PresenceRow
  tell(row: PresenceRow): void
}

const presentOf = ({ person_id, name, state, since }: PresenceRow) => ({
  personId: person_id,
  name,
  state,
  since: new Date(since).toISOString(),
})

/**
 * Who of the members is here, as they signed in and out at the desk. Kept here and nowhere else: Kisi makes its own list
 * of presences from the doors that were opened, and takes none. Whoever forgot to sign out is out on the next day.
 */
export function createPresence(options: {
  store: Store
  table: TapTable
  mirror(): Mirror
  timeZone(): string | null
  clock: Pick<Clock, 'now'>
  emit: Emit
}): Presence {
  const { store, table, mirror, timeZone, clock, emit } = options
  const today = (): number => dayOf(clock.now(), timeZone()).start

  function set(person: { id: number; name: string }, state: 'in' | 'out'): PresenceRow {
    const row = { person_id: person.id, name: person.name, state, since: clock.now() }
    table.setPresence(row)
    return row
  }
  const tell = (row: PresenceRow): void => emit('presence.changed', { present: presentOf(row) })
  const isIn = (row: PresenceRow | undefined): boolean => row?.state === 'in' && row.since >= today()

  return {
    turn: (person) => set(person, isIn(table.presenceOf(person.id)) ? 'out' : 'in'),
    tell,
    handlers: {
      'presence.list': ({ limit, offset }) => ({
        present: table.present(today(), limit, offset).map(presentOf),
        total: table.presentCount(today()),
      }),
      'presence.sign': ({ personId, state }) => {
        const known = table.presenceOf(personId)
        if (known !== undefined && isIn(known) === (state === 'in')) return presentOf({ ...known, state })
        const person = mirror().person('user', personId) ?? (known && { id: personId, name: known.name })
        if (!person) throw new DeskError('not_found', 'That person is not in Kisi any more.', 'personId')
        const row = store.transaction(() => set(person, state))
        tell(row)
        return presentOf(row)
      },
    },
  }
}
