import { createRequire } from 'node:module'
import type { Database } from 'better-sqlite3'
import { mirrorMigrations } from '../../../../electron/mirror/migrations.ts'

const require = createRequire(import.meta.url)

/** The desk's driver, and the one that takes its place in the test runtime. */
export const drivers = ['better-sqlite3', 'libsql'] as const

export function openDatabase(driver: (typeof drivers)[number], path = ':memory:'): Database {
  const Driver = require(driver) as new (path: string) => Database
  const database = new Driver(path)
  for (const { sql } of mirrorMigrations) database.exec(sql)
  return database
}
