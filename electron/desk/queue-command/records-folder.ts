import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { StoreFailure } from '../../store/failure.ts'

/**
 * The folder of the desk's records, from the one that was named: itself, or what `npm start --data` keeps in it, the
 * building's desk or the demo. Throws a StoreFailure where there are none, or both.
 */
export function recordsFolder(named: string): string {
  const hasRecords = (folder: string): boolean => existsSync(join(folder, 'desk.db'))
  if (hasRecords(named)) return named
  const [first, second] = ['desk', 'demo'].map((name) => join(named, name)).filter(hasRecords)
  if (first === undefined) throw new StoreFailure(`There are no records in ${named}.`)
  if (second === undefined) return first
  throw new StoreFailure(
    `There are two sets of records in ${named}. Name the one that is meant: ${first} or ${second}.`,
  )
}
