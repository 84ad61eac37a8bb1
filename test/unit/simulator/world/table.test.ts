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
