import { afterEach, beforeEach, expect, it } from 'vitest'
import { open, type Client } from './support.ts'

let desk: Client
beforeEach(async () => {
  desk = await open()
  for (let count = 1; count <= 25; count++) await desk.call('POST', '/guests', { guest: { name: `Guest ${count}` } })
})
afterEach(() => desk.close())

/** What a reader of pages gets who goes on until a page is short. */
async function readAll(path: string, limit: number) {
  const names: number[] = []
  const ranges: (string | null)[] = []
  for (let offset = 0; ; offset += limit) {
    const page = await desk.call('GET', `${path}?limit=${limit}&offset=${offset}`)
    expect(page.status).toBe(200)
    names.push(...page.body.map((row: { name: string }) => Number(row.name.split(' ')[1])))
    ranges.push(page.range)
    if (page.body.length < limit) return { names, ranges }
  }
}
const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index)
const shift = (change: string, more: object = {}) =>
  desk.sim('POST', '/faults', { kind: 'shifting_pages', change, path: '/guests', ...more })

it('shows rows again when others came in before them', async () => {
  await shift('inserted')
  expect(await readAll('/guests', 10)).toEqual({
    names: [...from(1, 10), ...from(10, 19), ...from(19, 25)],
    ranges: ['0-9/25', '10-19/26', '20-29/27'],
  })
})

it('leaves rows out when others before them went', async () => {
  await shift('removed')
  expect(await readAll('/guests', 10)).toEqual({
    names: [...from(1, 10), ...from(12, 21), ...from(23, 25)],
    ranges: ['0-9/25', '10-19/24', '20-29/23'],
  })
})

it('shows some again and others never when the list was put in another order', async () => {
  await shift('reordered')
  expect(await readAll('/guests', 10)).toEqual({
    names: [...from(1, 10), ...from(10, 19), ...from(19, 23)],
    ranges: ['0-9/25', '10-19/25', '20-29/25'],
  })
})

it('shifts once when it is told once, and the list stays shifted until it is read from its start', async () => {
  await shift('removed', { count: 1, rows: 2 })
  expect((await readAll('/guests', 10)).names).toEqual([...from(1, 10), ...from(13, 22), ...from(23, 25)])
  expect((await readAll('/guests', 10)).names).toEqual(from(1, 25))
})

it('shifts that list alone, and in nobody’s world', async () => {
  await shift('removed')
  await readAll('/guests', 10)
  const page = async (path: string) => (await desk.call('GET', path)).body.map((row: { id: number }) => row.id)
  const users = desk.simulator.world.all('users').map(({ id }) => id)
  expect(await page('/users?limit=4&offset=4')).toEqual(users.slice(4, 8))
  expect(desk.simulator.world.all('guests')).toHaveLength(25)
  const log = (await desk.sim('GET', '/faults/log')).body
  expect(log.map((each: { kind: string }) => each.kind)).toEqual(['shifting_pages', 'shifting_pages'])
  // The log says what was asked, not what was read instead.
  const asked = (await desk.sim('GET', '/requests')).body.map((each: { path: string }) => each.path)
  expect(asked).toContain('/guests?limit=10&offset=20')
})

it('stops with the faults', async () => {
  await shift('inserted')
  await desk.call('GET', '/guests?limit=10&offset=10')
  await desk.sim('DELETE', '/faults')
  const page = await desk.call('GET', '/guests?limit=10&offset=10')
  expect(page.range).toBe('10-19/25')
  expect(page.body[0].name).toBe('Guest 11')
})

it('repeats: the same seed and calls shift the same pages', async () => {
  const run = async () => {
    await shift('inserted', { probability: 0.5 })
    const { names } = await readAll('/guests', 3)
    await desk.sim('DELETE', '/faults')
    return names
  }
  const first = await run()
  expect(first.length).toBeGreaterThan(25)
  expect(await run()).toEqual(first)
})
