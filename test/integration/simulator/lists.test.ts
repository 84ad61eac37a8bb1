import { afterEach, beforeEach, expect, it } from 'vitest'
import { open, type Client } from './support.ts'

let desk: Client
beforeEach(async () => {
  desk = await open()
})
afterEach(() => desk.close())

/** As Airbyte reads: pages of a hundred with a rising offset, until one is short. */
async function readAll(path: string): Promise<number[]> {
  const ids: number[] = []
  for (let offset = 0; ; offset += 100) {
    const { body } = await desk.call('GET', `${path}?limit=100&offset=${offset}`)
    ids.push(...body.map((row: { id: number }) => row.id))
    if (body.length < 100) return ids
  }
}

const LISTS = {
  users: 'user',
  members: 'member',
  places: 'place',
  locks: 'lock',
  groups: 'group',
  group_links: 'group_link',
  guests: 'guest',
  cards: 'card',
  card_assignments: 'card_assignment',
  role_assignments: 'role_assignment',
  teams: 'team',
  terminals: 'terminal',
}

it('gives every record of twelve lists once to whoever reads pages of a hundred until a short one', async () => {
  // A hundred and forty more of each, so that every list has more than one page and none ends with a full one.
  const [group] = (await desk.call('GET', '/groups?query=Visitors')).body
  for (let index = 0; index < 140; index++) {
    const name = `Number ${index}`
    const guest = (await desk.call('POST', '/guests', { guest: { name } })).body
    const card = (await desk.call('POST', '/cards', { card: { type: 'third_party_qr_code', uid: name } })).body
    const held = { assignee_type: 'Guest', assignee_id: guest.id }
    await desk.call('POST', '/card_assignments', { card_assignment: { ...held, card_id: card.id } })
    const right = { ...held, applies_to_type: 'Group', applies_to_id: group.id, role_id: 'group_basic' }
    await desk.call('POST', '/role_assignments', { role_assignment: right })
    await desk.call('POST', '/users', { user: { email: `n${index}@example.com` } })
    const place = { name, address: 'Somewhere', place_id: 601, group_id: group.id }
    for (const family of ['places', 'locks', 'groups', 'group_links', 'teams', 'terminals'] as const) {
      const created = await desk.call('POST', `/${family}`, { [LISTS[family]]: place })
      expect(created.status, family).toBe(200)
    }
  }
  for (const family of Object.keys(LISTS)) {
    const ids = await readAll(`/${family}`)
    const { range } = await desk.call('GET', `/${family}`)
    expect(ids.length, family).toBe(Number(range?.split('/')[1]))
    expect(ids.length, family).toBeGreaterThan(100)
    expect(new Set(ids).size, family).toBe(ids.length)
  }
})

it.each([
  ['/users', 50, 100],
  ['/members', 50, 100],
  ['/locks', 50, 250],
  ['/places', 50, 250],
  ['/cards', 10, 250],
  ['/teams', 10, 250],
  ['/readers', 10, 250],
])('pages %s by %d, and by %d at most', async (path, usual, most) => {
  const end = async (query: string) => (await desk.call('GET', path + query)).range?.split('/')[0] ?? ''
  await desk.call('POST', '/teams', { team: { name: 'Cleaners' } })
  expect(await end('')).toBe(`0-${usual - 1}`)
  expect(await end('?limit=100000')).toBe(`0-${most - 1}`)
  expect((await desk.call('GET', `${path}?offset=20001`)).status).toBe(400)
})

it('does not page what a controller has', async () => {
  const relays = await desk.call('GET', '/controller_relays?controller_id=901')
  expect([relays.range, relays.body.length]).toEqual([null, 6])
})

it('answers deprecated forms with the dates of their end, also when it refuses, and the present ones without', async () => {
  const headers = async (method: string, path: string) => {
    const answer = await fetch(desk.simulator.url + path, {
      method,
      headers: { Authorization: `KISI-LOGIN ${desk.simulator.apiKey}` },
    })
    return [answer.headers.get('Deprecation'), answer.headers.get('Sunset')].map((date) => date !== null)
  }
  for (const path of ['/members', '/shares', '/events/meta']) expect(await headers('GET', path)).toEqual([true, true])
  expect(await headers('POST', '/cards/1/activate')).toEqual([true, true])
  expect(await headers('GET', '/users')).toEqual([false, false])
  expect(await headers('GET', '/role_assignments')).toEqual([false, false])
})
