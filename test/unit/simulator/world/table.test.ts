import { expect, it } from 'vitest'
import { deriveNumber } from '../../../../simulator/world/derive.ts'
import { createTable } from '../../../../simulator/world/table.ts'

it('finds by any column what a search of all rows finds, through every kind of change', () => {
  const seed = 20_260_504
  const table = createTable<{ id: number; colour: number; size: number | null }>()
  for (let step = 0; step < 2000; step++) {
    const pick = (label: string, below: number) => deriveNumber(seed, label, step, below)
    const id = pick('id', 40)
    if (pick('what', 4) === 0) table.delete(id)
    else table.put({ id, colour: pick('colour', 5), size: pick('size', 3) || null })
    const colour = pick('ask', 5)
    const expected = table
      .all()
      .filter((row) => row.colour === colour)
      .sort((one, other) => one.id - other.id)
    expect(table.where('colour', colour), `seed ${seed}, step ${step}`).toEqual(expected)
    expect(table.where('size', null).every((row) => row.size === null)).toBe(true)
  }
})

it('counts and cuts what it finds, and stamps every change of it', () => {
  const seed = 20_260_505
  const table = createTable<{ id: number; colour: number; size: number }>()
  const seen = new Map<number, string>()
  for (let step = 0; step < 1000; step++) {
    const pick = (label: string, below: number) => deriveNumber(seed, label, step, below)
    const id = pick('id', 30)
    const colour = pick('ask', 4)
    const before = { rows: table.where('colour', colour), stamp: table.stampOf('colour', colour), all: table.stamp() }
    if (pick('what', 4) === 0) table.delete(id)
    else table.put({ id, colour: pick('colour', 4), size: step })
    const rows = table.where('colour', colour)
    const what = `seed ${seed}, step ${step}`
    expect(
      table.all().map((row) => row.id),
      what,
    ).toEqual([...new Set(table.all().map((row) => row.id))].sort((one, other) => one - other))
    expect([table.size, table.count('colour', colour)], what).toEqual([table.all().length, rows.length])
    expect(table.slice(3, 8), what).toEqual(table.all().slice(3, 8))
    expect(table.where('colour', colour, 1, 3), what).toEqual(rows.slice(1, 3))
    const same = before.rows.length === rows.length && rows.every((row, index) => row === before.rows[index])
    if (!same) expect(table.stampOf('colour', colour), what).not.toBe(before.stamp)
    if (!same) expect(table.stamp(), what).not.toBe(before.all)
    // A stamp that was there before stands for the same rows as then.
    const stamp = table.stampOf('colour', colour)
    const text = JSON.stringify(rows)
    const key = stamp * 10 + colour
    expect(seen.get(key) ?? text, what).toBe(text)
    seen.set(key, text)
  }
})
