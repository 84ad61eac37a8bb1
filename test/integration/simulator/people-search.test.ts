import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Found, PersonFound } from '../../../simulator/control/find.ts'
import { open, type Client } from './support.ts'

let desk: Client
beforeAll(async () => {
  // A Tuesday morning, when no door keeps other hours.
  desk = await open({ world: 'campus', time: () => Date.parse('2025-10-14T09:42:00Z'), timers: false })
})
afterAll(() => desk.close())

const find = async (query: string, limit = 20): Promise<Found> =>
  (await desk.sim('GET', `/people?limit=${limit}&query=${encodeURIComponent(query)}`)).body
const firstOf = ({ people }: Found): PersonFound => {
  const [first] = people
  if (first === undefined) throw new Error('Nobody was found.')
  return first
}

describe('the search over twenty thousand people and cards', () => {
  it('finds names by the beginnings of their words, without accents and capitals, and never more than asked', async () => {
    const found = await find('SASKIA heuvel', 3)
    expect(firstOf(found).name).toBe('Saskia van den Heuvel')
    expect(found.people.length).toBeLessThanOrEqual(3)
    expect(found.cards).toEqual([])
    expect(found.total.people).toBeGreaterThan(20_000)
  })
  it('finds whoever holds a card by its printed number and by what a reader sends', async () => {
    const saskia = firstOf(await find('saskia van den heuvel'))
    const [card] = saskia.cards
    for (const number of [card?.printed, card?.tag, card?.tag?.toLowerCase()]) {
      expect((await find(number ?? '')).people.map(({ id }) => id)).toContain(saskia.id)
    }
  })
  it('finds cards that nobody holds, and blanks that Kisi has never heard of', async () => {
    const { cards } = await find('', 100)
    expect(new Set(cards.map(({ status }) => status))).toEqual(new Set(['unassigned', 'blank']))
    const [blank] = cards.filter(({ status }) => status === 'blank')
    expect((await find(blank?.tag ?? '')).cards).toEqual([blank])
  })
  it('finds nobody for what nobody is called', async () => {
    expect(await find('no such person at all')).toMatchObject({ people: [], cards: [] })
  })
})

describe('somebody', () => {
  it('is shown with their rights, and with what every door of theirs would answer now', async () => {
    const { id } = firstOf(await find('saskia van den heuvel'))
    const look = (await desk.sim('GET', `/people/User/${id}`)).body
    expect(look.rights[0]).toMatchObject({ on: { name: 'All staff' }, window: 'valid' })
    expect(look.answers.every((answer: { opens: boolean }) => answer.opens)).toBe(true)
    expect(look.answers.length).toBe(look.rights[0].doors.length)
  })
  it('is refused everywhere while suspended, by the code that Kisi gives for it', async () => {
    const { id } = firstOf(await find('saskia van den heuvel'))
    await desk.sim('POST', `/people/User/${id}/suspend`, { suspended: true })
    const suspended = (await desk.sim('GET', `/people/User/${id}`)).body
    expect(suspended.access_enabled).toBe(false)
    expect(new Set(suspended.answers.map((answer: { refusal: { code: string } }) => answer.refusal.code))).toEqual(
      new Set(['fcd8ff']),
    )
    await desk.sim('POST', `/people/User/${id}/suspend`, { suspended: false })
    expect((await desk.call('GET', `/users/${id}`)).body.access_enabled).toBe(true)
  })
  it('is refused in a sentence when they do not exist', async () => {
    expect(await desk.sim('GET', '/people/User/1')).toMatchObject({
      status: 404,
      body: { error: 'There is no User 1.' },
    })
    expect((await desk.sim('GET', '/people/Robot/1')).status).toBe(404)
    expect((await desk.sim('POST', '/people/User/1/suspend', {})).status).toBe(404)
  })
})

it('answers the state of a large world in part, and says whom to ask for more', async () => {
  const { body, text } = await desk.sim('GET', '/state')
  expect(body.people.length).toBe(1000)
  expect(body.counts.users).toBeGreaterThan(19_000)
  expect(text.length).toBeLessThan(1_500_000)
  const refused = await desk.sim('GET', '/rights')
  expect(refused.status).toBe(409)
  expect(refused.body.error).toContain('GET /_sim/people/User/<id>')
})
