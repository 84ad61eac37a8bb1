import type { Database } from 'better-sqlite3'
import type { SideName } from './side.ts'

interface StateRow {
  active: SideName
  organization_id: number | null
  organization_name: string | null
  complete_at: number | null
}

/** Which copy is read, and of what. Setters belong into a transaction; what was set counts after `reload`. */
export interface State {
  readonly active: SideName
  readonly organization: { id: number; name: string } | null
  /** Epoch milliseconds, or null while there is no whole copy. */
  readonly completeAt: number | null
  setOrganization(organization: { id: number; name: string }): void
  swap(to: SideName, at: number): void
  forget(): void
  reload(): void
}

export function createState(database: Database): State {
  const select = database.prepare<[], StateRow>(
    'SELECT active, organization_id, organization_name, complete_at FROM mirror_state WHERE id = 1',
  )
  const setOrganization = database.prepare(
    'UPDATE mirror_state SET organization_id = ?, organization_name = ? WHERE id = 1',
  )
  const swap = database.prepare('UPDATE mirror_state SET active = ?, complete_at = ? WHERE id = 1')
  const forget = database.prepare(
    'UPDATE mirror_state SET organization_id = NULL, organization_name = NULL, complete_at = NULL WHERE id = 1',
  )
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
    setOrganization: ({ id, name }) => void setOrganization.run(id, name),
    swap: (to, at) => void swap.run(to, at),
    forget: () => void forget.run(),
    reload() {
      row = read()
    },
  }
}
