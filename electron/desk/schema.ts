import { mirrorMigrations } from '../mirror/migrations.ts'
import { queueMigrations } from '../queue/table.ts'
import type { Migration } from '../store/migrate.ts'
import { alarmMigrations } from './doors/alarm-table.ts'
import { doorMigrations } from './doors/table.ts'
import { keyMigrations } from './keys/table.ts'
import { matterMigrations } from './matters/table.ts'
import { factMigrations } from './support/facts.ts'
import { rowSealMigrations } from './support/row-seals.ts'
import { tapMigrations } from './taps/table.ts'
import { visitMigrations } from './visits/table.ts'

/** What is looked through whole, with its indexes, at every start: it decides what is sent. */
export const decisiveTables = ['command_open', 'key', 'visit', 'visitor', 'visitor_type', 'matter', 'fact', 'row_seal']

/** Every step of the desk's schema, oldest first. Only ever appended to. */
export const migrations: readonly Migration[] = [
  ...queueMigrations,
  ...visitMigrations,
  ...keyMigrations,
  ...doorMigrations,
  ...factMigrations,
  ...mirrorMigrations,
  ...matterMigrations,
  ...rowSealMigrations,
  ...tapMigrations,
  ...alarmMigrations,
]
