import type { Database } from 'better-sqlite3'
import { type FoundPerson, keyRange, type PeopleTable } from './people-table.ts'
import type { MirrorPerson, PeopleQuery, PersonKind } from './types.ts'
import { allStart, phrase, type QueryWord, queryWords } from './words.ts'

/** Fewer hits than this are ranked one by one; of more, the index is asked for the best. */
const fewHits = 64
/** So many of the shortest names are looked through for one or two letters in the middle of a word. */
const looked = 10_000
/** The same, of those whom the query's longer words fit already. */
const lookedBesideLong = 200

function expression(words: readonly QueryWord[], columns: string, where: 'start' | 'anywhere'): string {
  return words.map((word) => `{${columns}} : ${phrase(word, where)}`).join(' AND ')
}

/** 0: every word begins a word of the name; 1: of name or e-mail; 2: found elsewhere. */
function grade(words: readonly QueryWord[], { nameWords, emailWords }: FoundPerson): number {
  if (allStart(words, nameWords)) return 0
  return allStart(words, nameWords + emailWords) ? 1 : 2
}

/**
 * Searches people by any part of name or e-mail, every word of the query in any order, accents and case folded.
 * Best first: words that begin words of the name, then words of the name or e-mail, then anything anywhere; within
 * each, shorter names first. One or two letters are found at the starts of words, and in the middle of the shortest
 * 10,000 names.
 *
 * The text index (FTS5, trigrams) is never asked for more than the first few rows. Because rowids are ranks these are
 * the best, and a query that fits everyone costs no more than one that fits a few.
 */
export function createSearch(
  database: Database,
  side: 'a' | 'b',
  people: PeopleTable,
): (query: PeopleQuery) => MirrorPerson[] {
  const text = `mirror_person_text_${side}`
  const match = database.prepare<[string, number, number, number], { key: number }>(
    `SELECT rowid AS key FROM ${text}
     WHERE ${text} MATCH ? AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER) ORDER BY rowid LIMIT ?`,
  )

  function hits(
    words: QueryWord[],
    columns: string,
    where: 'start' | 'anywhere',
    kind: PersonKind,
    limit: number,
  ): number[] {
    return match.all(expression(words, columns, where), ...keyRange[kind], limit).map((row) => row.key)
  }

  /** For one or two letters in the middle of a word: the index finds the longer words, the rest is looked through. */
  function middles(words: QueryWord[], kind: PersonKind, limit: number): number[] {
    const long = words.filter((word) => !word.short)
    if (long.length > 0) {
      return hits(long, 'name_words email_words', 'anywhere', kind, lookedBesideLong).filter((key) => {
        const found = people.byKey(key)
        return found !== null && words.every((word) => (found.nameWords + found.emailWords).includes(word.text))
      })
    }
    const tests = words.map(() => 'instr(words, ?) > 0').join(' AND ')
    const sql = `SELECT key FROM (
        SELECT key, name_words || email_words AS words FROM mirror_person_${side}
        WHERE key BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER) ORDER BY key LIMIT ${looked}
      ) WHERE ${tests} LIMIT ?`
    const statement = database.prepare<unknown[], { key: number }>(sql)
    return statement.all(...keyRange[kind], ...words.map((word) => word.text), limit).map((row) => row.key)
  }

  function keysOf(words: QueryWord[], kind: PersonKind, limit: number): number[] {
    const anywhere = hits(words, 'name_words email_words', 'anywhere', kind, fewHits)
    const keys = new Set<number>()
    const add = (more: readonly number[]): void => more.forEach((key) => keys.add(key))
    if (anywhere.length >= fewHits) {
      add(hits(words, 'name_words', 'start', kind, limit))
      if (keys.size < limit) add(hits(words, 'name_words email_words', 'start', kind, limit))
    }
    add(anywhere)
    if (keys.size < limit && words.some((word) => word.short)) add(middles(words, kind, limit))
    return [...keys]
  }

  return ({ query, kind, limit }) => {
    const words = queryWords(query)
    const most = Math.max(0, Math.min(fewHits, Math.trunc(limit)))
    if (words.length === 0 || most === 0) return []
    const kinds: PersonKind[] = kind === 'any' ? ['user', 'guest'] : [kind]
    const found = kinds
      .flatMap((one) => keysOf(words, one, most))
      .map((key) => people.byKey(key))
      .filter((one) => one !== null)
      .map((one) => ({ person: one.person, grade: grade(words, one), length: [...one.person.name].length }))
    found.sort((one, other) => one.grade - other.grade || one.length - other.length)
    return found.slice(0, most).map(({ person }) => person)
  }
}
