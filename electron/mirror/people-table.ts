import type { Database } from 'better-sqlite3'
import type { MirrorPerson, PersonKind } from './types.ts'
import { indexedText } from './words.ts'

interface PersonRow {
  kind: PersonKind
  id: number
  name: string
  email: string | null
  role: string | null
  access_enabled: number
}

export interface FoundPerson {
  key: number
  person: MirrorPerson
  nameWords: string
  emailWords: string
}

export interface PeopleTable {
  /** Writes people, each with its place in the text index. Belongs into a transaction. */
  put(people: readonly MirrorPerson[]): void
  remove(kind: PersonKind, id: number): void
  byId(kind: PersonKind, id: number): MirrorPerson | null
  /** With the texts as they are indexed, for ranking. */
  byKey(key: number): FoundPerson | null
  count(): number
  /**
   * Lets the text index grow without being rewritten in parts by whoever writes; `mergeSome` is to be called then.
   * Belongs into a transaction.
   */
  mergeByHand(byHand: boolean): void
  /** Rewrites a little of the text index, and answers whether there may be more. Belongs into a transaction. */
  mergeSome(): boolean
  /** Removes up to `limit` people of one kind; answers whether any are left. Belongs into a transaction. */
  clear(kind: PersonKind, limit: number): boolean
}

const guestsFrom = 2 ** 48
/** So many pages of the text index are rewritten in one go: a few milliseconds, however large the index is. */
const mergedPages = 16
/** What SQLite does by itself: parts of the index are rewritten when there are four of a size. */
const automatic = 4

/** The keys of one kind of person, `[first, last]`. */
export const keyRange: Record<PersonKind, [number, number]> = {
  user: [0, guestsFrom - 1],
  guest: [guestsFrom, 2 * guestsFrom - 1],
}

/** Short names first. Unique for ids below 2^40. */
function rank(person: MirrorPerson): number {
  const length = Math.min(255, [...person.name].length)
  return keyRange[person.kind][0] + length * 2 ** 40 + person.id
}

function fromRow(row: PersonRow): MirrorPerson {
  return {
    kind: row.kind,
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    accessEnabled: row.access_enabled === 1,
  }
}

export function createPeopleTable(database: Database, side: 'a' | 'b'): PeopleTable {
  const table = `mirror_person_${side}`
  const text = `mirror_person_text_${side}`
  const columns = 'kind, id, name, email, role, access_enabled'
  const keyOf = database.prepare<[string, number], { key: number }>(
    `SELECT key FROM ${table} WHERE kind = ? AND id = ?`,
  )
  const remove = database.prepare<[number]>(`DELETE FROM ${table} WHERE key = CAST(? AS INTEGER)`)
  const removeText = database.prepare<[number]>(`DELETE FROM ${text} WHERE rowid = CAST(? AS INTEGER)`)
  const insert = database.prepare(
    `INSERT INTO ${table} (key, ${columns}, name_words, email_words) VALUES (CAST(? AS INTEGER), ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const insertText = database.prepare(
    `INSERT INTO ${text} (rowid, name_words, email_words) VALUES (CAST(? AS INTEGER), ?, ?)`,
  )
  const selectById = database.prepare<[string, number], PersonRow>(
    `SELECT ${columns} FROM ${table} WHERE kind = ? AND id = ?`,
  )
  const selectByKey = database.prepare<[number], PersonRow & { name_words: string; email_words: string }>(
    `SELECT ${columns}, name_words, email_words FROM ${table} WHERE key = CAST(? AS INTEGER)`,
  )
  const selectCount = database.prepare<[], { people: number }>(`SELECT count(*) AS people FROM ${table}`)
  const selectSome = database.prepare<[number, number, number], { key: number }>(
    `SELECT key FROM ${table} WHERE key BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER) ORDER BY key LIMIT ?`,
  )
  const configure = database.prepare<[string, number]>(
    `INSERT INTO ${text} (${text}, rank) VALUES (?, CAST(? AS INTEGER))`,
  )
  const changes = database.prepare<[], { total: number }>('SELECT total_changes() AS total')
  const totalChanges = (): number => changes.get()?.total ?? 0

  function removeOne(kind: PersonKind, id: number): void {
    const old = keyOf.get(kind, id)
    if (old === undefined) return
    remove.run(old.key)
    removeText.run(old.key)
  }
  return {
    remove: removeOne,
    clear(kind, limit) {
      const rows = selectSome.all(...keyRange[kind], limit)
      for (const { key } of rows) {
        remove.run(key)
        removeText.run(key)
      }
      return rows.length === limit
    },
    put(people) {
      // The text index writes a segment whenever a rowid is smaller than the one before.
      const ranked = people.map((person) => ({ person, key: rank(person) })).sort((one, other) => one.key - other.key)
      for (const { person } of ranked) removeOne(person.kind, person.id)
      for (const { person, key } of ranked) {
        const name = indexedText(person.name)
        const email = indexedText(person.email ?? '')
        const { kind, id, role } = person
        insert.run(key, kind, id, person.name, person.email, role, Number(person.accessEnabled), name, email)
        insertText.run(key, name, email)
      }
    },
    byId(kind, id) {
      const row = selectById.get(kind, id)
      return row === undefined ? null : fromRow(row)
    },
    byKey(key) {
      const row = selectByKey.get(key)
      if (row === undefined) return null
      return { key, person: fromRow(row), nameWords: row.name_words, emailWords: row.email_words }
    },
    mergeByHand: (byHand) => void configure.run('automerge', byHand ? 0 : automatic),
    mergeSome() {
      const before = totalChanges()
      configure.run('merge', mergedPages)
      return totalChanges() - before >= 2 // so https://sqlite.org/fts5.html#the_merge_command tells work from none
    },
    count: () => selectCount.get()?.people ?? 0,
  }
}
