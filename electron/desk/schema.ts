import { mirrorMigrations } from '../mirror/migrations.ts'
import { queueMigrations } from '../queue/table.ts'
import type { Migration } from '../store/migrate.ts'
import { doorMigrations } from './doors/table.ts'
import { keyMigrations } from './keys/table.ts'
import { matterMigrations } from './matters/table.ts'
import { factMigrations } from './support/facts.ts'
import { visitMigrations } from './visits/table.ts'

/** Every step of the desk's schema, oldest first. Only ever appended to. */
export const migrations: readonly Migration[] = [
  ...queueMigrations,
  ...visitMigrations,
  ...keyMigrations,
  ...doorMigrations,
  ...factMigrations,
  ...mirrorMigrations,
  ...matterMigrations,
]
