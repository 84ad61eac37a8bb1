import { expect, it } from 'vitest'
import { sought } from '../../../../../electron/desk/support/sought.ts'

const list = Array.from({ length: 1201 }, (_each, at) => (at % 3 === 0 ? `Zoë Möller ${at}` : `Ann ${at}`))
const page = (limit: number, offset: number): string[] => list.slice(offset, offset + limit)
const ask = (query: string, limit = 2, offset = 0) => sought(page, (text) => text, { query, limit, offset })

it('finds every word in any order, accents and case aside, however far down the list', async () => {
  expect(await ask('moller ZOE')).toEqual({ found: ['Zoë Möller 0', 'Zoë Möller 3'], total: 401 })
  expect(await ask('1200')).toEqual({ found: ['Zoë Möller 1200'], total: 1 })
})

it('answers the part that was asked for, and counts all of it', async () => {
  expect(await ask('zoe', 1, 400)).toEqual({ found: ['Zoë Möller 1200'], total: 401 })
  expect(await ask('zoe', 5, 401)).toEqual({ found: [], total: 401 })
  expect(await ask('nobody')).toEqual({ found: [], total: 0 })
})
