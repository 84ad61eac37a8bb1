import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ordinaryKey } from '../../../simulator/world/keys.ts'
import { open, type Client } from './support.ts'

/** A Wednesday noon in Amsterdam; the time stands still but for what a test advances it by. */
const NOON = Date.parse('2027-01-06T11:00:00Z')
const HOUR = 3600

let desk: Client
beforeEach(async () => {
  desk = await open({ time: () => NOON, timers: false })
})
afterEach(() => desk.close())

const door = async (name = 'Front entrance') =>
  (await desk.call('GET', `/locks?query=${encodeURIComponent(name)}`)).body[0]
const advance = (seconds: number) => desk.sim('POST', '/clock', { advance: seconds })
const ordinary = () => ordinaryKey(desk.simulator.world.seed)

async function schedule(change: object) {
  const aim = { consequence: 'unlock', scheduleable_type: 'Lock', scheduleable_id: (await door()).id }
  const hours = { type: 'single_event', starts_at: '2027-01-06T10:00:00Z', ends_at: '2027-01-06T13:00:00Z' }
  const created = await desk.call('POST', '/schedules', { schedule: { enabled: true, ...aim, ...hours, ...change } })
  expect(created.status, created.text).toBe(200)
  return created.body.id as number
}

describe('a schedule', () => {
  it('holds a door open for its hours, when nobody needs to unlock it, and lockdown beats it', async () => {
    await schedule({})
    const { id, ...lock } = await door()
    expect(lock).toMatchObject({ unlocked: true, on_scheduled_unlock: true })
    expect(await desk.call('POST', `/locks/${id}/unlock`)).toMatchObject({ status: 409, body: { code: 'fad110' } })
    await desk.call('POST', `/locks/${id}/lock_down`)
    expect(await door()).toMatchObject({ unlocked: false, on_scheduled_unlock: false })
    await desk.call('POST', `/locks/${id}/cancel_lockdown`)
    await advance(2 * HOUR)
    expect(await door()).toMatchObject({ unlocked: false, on_scheduled_unlock: false })
  })

  it('is ended by whoever leaves last', async () => {
    await schedule({})
    const { id } = await door()
    expect((await desk.call('POST', `/locks/${id}/last_to_leave`)).status).toBe(204)
    expect(await door()).toMatchObject({ on_scheduled_unlock: false })
    expect((await desk.call('POST', `/locks/${id}/unlock`)).status).toBe(200)
  })

  it('waits for the first to arrive when another one says so', async () => {
    await schedule({})
    await schedule({ consequence: 'first_to_arrive' })
    const { id, ...before } = await door()
    expect(before).toMatchObject({
      ...{ on_scheduled_unlock: false, first_to_arrive_satisfied: false },
      first_to_arrive_required_until: '2027-01-06T13:00:00.000Z',
    })
    await desk.call('POST', `/locks/${id}/first_to_arrive`)
    expect(await door()).toMatchObject({ on_scheduled_unlock: true, first_to_arrive_satisfied: true })
  })

  it('limits access to its hours where the restriction is on, and an exception ends them', async () => {
    const { id } = await door()
    await schedule({ consequence: 'allow' })
    await desk.call('PATCH', `/locks/${id}`, { lock: { time_restriction_enabled: true } })
    const key = ordinary()
    const unlock = () => desk.call('POST', `/locks/${id}/unlock`, undefined, key)
    expect((await unlock()).status).toBe(200)
    const exception = await schedule({ consequence: 'allow', override: true })
    expect(await unlock()).toMatchObject({ status: 403, body: { code: '34ffaa' } })
    await desk.call('PATCH', `/schedules/${exception}`, { schedule: { enabled: false } })
    expect((await unlock()).status).toBe(200)
    await advance(3 * HOUR)
    expect((await unlock()).status).toBe(403)
  })

  it('is summed up with its exceptions cut out', async () => {
    const id = await schedule({})
    const hour = { starts_at: '2027-01-06T11:00:00Z', ends_at: '2027-01-06T12:00:00Z' }
    const exception = await schedule({ override: true, ...hour })
    const { id: lock } = await door()
    const path = `/calendar/summary?around=2027-01-06T00:00:00Z/P1D&consequence=unlock&lock_id=${lock}`
    expect((await desk.call('GET', path)).body).toEqual({
      events: [
        { starts_at: '2027-01-06T10:00:00.000Z', ends_at: '2027-01-06T11:00:00.000Z' },
        { starts_at: '2027-01-06T12:00:00.000Z', ends_at: '2027-01-06T13:00:00.000Z' },
      ],
      exceptions: [{ starts_at: '2027-01-06T11:00:00.000Z', ends_at: '2027-01-06T12:00:00.000Z' }],
      schedules_by_day: [{ date: '2027-01-06', schedule_ids: [id, exception] }],
    })
  })

  it('ends with its door', async () => {
    const id = await schedule({})
    await desk.call('DELETE', `/locks/${(await door()).id}`)
    expect((await desk.call('GET', `/schedules/${id}`)).status).toBe(404)
  })
})

describe('presences', () => {
  const list = (date: string) => desk.call('GET', `/presences?place_id=601&date=${date}`)

  it('are who opened a door on that day of the place, first and last', async () => {
    const { id } = await door()
    const key = ordinary()
    await desk.call('POST', `/locks/${id}/unlock`, undefined, key)
    await advance(HOUR)
    await desk.call('POST', `/locks/${(await door('Turnstile A')).id}/unlock`, undefined, key)
    expect((await list('2027-01-06T23:30:00Z')).body).toEqual([])
    expect((await list('2027-01-06')).body).toMatchObject([
      {
        ...{ actor_type: 'User', actor_name: 'Saskia van den Heuvel', last_unlocked_lock_name: 'Turnstile A' },
        ...{
          first_unlock_at: '2027-01-06T11:00:00.000Z',
          last_unlock_at: '2027-01-06T12:00:00.000Z',
          status: 'on_site',
        },
      },
    ])
    await advance(9 * HOUR)
    expect((await list('2027-01-06')).body[0].status).toBe('inactive')
    await advance(9 * HOUR)
    expect((await list('2027-01-06')).body[0].status).toBe('expired')
  })

  it('do not count whoever was refused', async () => {
    await desk.call('POST', `/locks/${(await door('Server room')).id}/unlock`, undefined, ordinary())
    expect((await list('2027-01-06')).body).toEqual([])
  })
})

describe('hardware', () => {
  const boxed = () => desk.simulator.world.all('boxed_devices').find((box) => box.kind === 'controller')?.token

  it('is claimed by its token once, with channels to connect, and given back with all that hung on it', async () => {
    const token = boxed()
    const claim = () =>
      desk.call('POST', `/controllers/${token}/assign`, { controller: { name: 'New', place_id: 601 } })
    expect((await claim()).status).toBe(204)
    expect((await claim()).status).toBe(404)
    const [controller] = (await desk.call('GET', '/controllers?query=New')).body
    const relays = (await desk.call('GET', `/controller_relays?controller_id=${controller.id}`)).body
    expect(relays).toHaveLength(6)
    const lock = (await desk.call('POST', '/locks', { lock: { name: 'Shed', place_id: 601 } })).body
    expect((await desk.call('POST', `/locks/${lock.id}/unlock`)).body.code).toBe('ff420a')
    const connection = { type: 'lock', controller_relay_id: relays[0].id, lock_id: lock.id, duration: 2 }
    const body = { controller_relay_connection: connection }
    const connected = (await desk.call('POST', '/controller_relay_connections', body)).body
    expect((await desk.call('POST', '/controller_relay_connections', body)).status).toBe(422)
    expect((await desk.call('POST', `/locks/${lock.id}/unlock`)).status).toBe(200)
    const now = (await desk.call('GET', `/controller_relays?controller_id=${controller.id}`)).body[0]
    expect(now).toMatchObject({ status: 'triggered', controller_relay_connection_id: connected.id })
    expect((await desk.call('POST', `/controllers/${controller.id}/deassign`)).status).toBe(204)
    expect((await desk.call('GET', `/controller_relay_connections/${connected.id}`)).status).toBe(404)
    expect(boxed()).toBe(token)
  })

  it('shows a contact as its door stands', async () => {
    const { id } = await door()
    const status = async () => (await desk.call('GET', '/controller_inputs?controller_id=901')).body[0].status
    expect(await status()).toBe('closed')
    await desk.sim('POST', `/locks/${id}/contact`, { open: true })
    expect(await status()).toBe('open')
  })
})

it('keeps favourites apart for each person, and shows them only when asked', async () => {
  const { id } = await door()
  const key = ordinary()
  await desk.call('POST', `/locks/${id}/favorite`, undefined, key)
  expect((await desk.call('GET', '/locks?favorite=true', undefined, key)).body).toMatchObject([{ id, favorite: true }])
  expect((await desk.call('GET', '/locks?favorite=true')).body).toEqual([])
  expect((await desk.call('GET', `/locks/${id}`)).body).not.toHaveProperty('favorite')
  await desk.call('POST', `/locks/${id}/unfavorite`, undefined, key)
  expect((await desk.call('GET', '/locks?favorite=*', undefined, key)).body[0].favorite).toBe(false)
})
