import type { Database } from 'better-sqlite3'
import type { SideName } from './side.ts'

interface StateRow {
  active: SideName
  organization_id: number | null
  organization_name: string | null
  complete_at: number | null
  events_until: number | null
  sweep_at: number | null
  organization_time_zone: string | null
}

/** Which copy is read, and of what. Setters belong into a transaction; what was set counts after `reload`. */
export interface State {
  readonly active: SideName
  readonly organization: { id: number; name: string } | null
  /** Epoch milliseconds, or null while there is no whole copy. */
  readonly completeAt: number | null
  /** Events are known up to here, by Kisi's clock in epoch milliseconds; null when only a whole run can tell. */
  readonly eventsUntil: number | null
  /** When the run under way began, by Kisi's clock; also one that an earlier life of the desk began. */
  readonly sweepAt: number | null
  setEventsUntil(at: number | null): void
  /** Begins a run, or ends one with null. Forgets what lists the last one was done with. */
  setSweep(at: number | null): void
  sweepDone: { has(key: string): boolean; add(key: string): void }
  /** The organization's zone, an IANA name. */
  readonly timeZone: string | null
  setOrganization(organization: { id: number; name: string; timeZone: string | null }): void
  swap(to: SideName, at: number): void
  forget(): void
  reload(): void
}

export function createState(database: Database): State {
  const select = database.prepare<[], StateRow>(
    'SELECT active, organization_id, organization_name, complete_at, events_until, sweep_at, organization_time_zone FROM mirror_state WHERE id = 1',
  )
  const setOrganization = database.prepare(
    'UPDATE mirror_state SET organization_id = ?, organization_name = ?, organization_time_zone = ? WHERE id = 1',
  )
  const swap = database.prepare('UPDATE mirror_state SET active = ?, complete_at = ? WHERE id = 1')
  const forget = database.prepare(
    `UPDATE mirror_state SET organization_id = NULL, organization_name = NULL, complete_at = NULL,
       events_until = NULL, sweep_at = NULL WHERE id = 1`,
  )
  const setEventsUntil = database.prepare('UPDATE mirror_state SET events_until = ? WHERE id = 1')
  const setSweep = database.prepare('UPDATE mirror_state SET sweep_at = ? WHERE id = 1')
  const clearDone = database.prepare('DELETE FROM mirror_sweep_done')
  const hasDone = database.prepare('SELECT 1 FROM mirror_sweep_done WHERE part = ?')
  const addDone = database.prepare('INSERT OR IGNORE INTO mirror_sweep_done (part) VALUES (?)')
  function read(): StateRow {
    const row = select.get()
    if (row === undefined) throw new Error('mirror_state has no row: mirrorMigrations have not run')
    return row
  }
  let row = read()
  return {
    get active() {
      return row.active
    },
    get organization() {
      return row.organization_id === null ? null : { id: row.organization_id, name: row.organization_name ?? '' }
    },
    get completeAt() {
      return row.complete_at
    },
    get timeZone() {
      return row.organization_time_zone
    },
    get eventsUntil() {
      return row.events_until
    },
    get sweepAt() {
      return row.sweep_at
    },
    // In a list: the driver of the test runtime takes a single null for something else.
    setEventsUntil: (at) => void setEventsUntil.run([at]),
    setSweep(at) {
      setSweep.run([at])
      clearDone.run()
    },
    sweepDone: { has: (key) => hasDone.get(key) !== undefined, add: (key) => void addDone.run(key) },
    setOrganization: ({ id, name, timeZone }) => void setOrganization.run(id, name, timeZone),
    swap: (to, at) => void swap.run(to, at),
    forget() {
      forget.run()
      clearDone.run()
    },
    reload() {
      row = read()
    },
  }
}
