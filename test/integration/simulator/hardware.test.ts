import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { doorLooks } from '../../../simulator/control/door-looks.ts'
import { open, until, type Client } from './support.ts'

/** A Wednesday noon in Amsterdam; the time stands still but for what a test advances it by. */
const NOON = Date.parse('2027-01-06T11:00:00Z')

type Door = ReturnType<typeof doorLooks>[number]

let desk: Client
beforeEach(async () => {
  desk = await open({ time: () => NOON, timers: false })
})
afterEach(() => desk.close())

const sim = async (path: string, body: object = {}) => {
  const answer = await desk.sim('POST', path, body)
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}
const doors = async () => (await desk.sim('GET', '/doors')).body as Door[]
/** A door with all that the tests ask for. */
const door = async () => {
  const found = (await doors()).find((each) => each.contact && each.reader && !each.on_scheduled_unlock)
  if (!found) throw new Error('The world has no door with a contact and a reader.')
  return found
}
const again = async (id: number) => (await doors()).find((each) => each.id === id) as Door
const said = () => desk.simulator.world.events.map((event) => event.type)
const advance = (seconds: number) => sim('/clock', { advance: seconds })
const unlock = async (id: number) => (await desk.call('POST', `/locks/${id}/unlock`)).body.code ?? 'unlocked'

/** A staff member's card, which opens the door. */
async function cardFor(lockId: number): Promise<number> {
  const { world } = desk.simulator
  for (const { card_id: id } of world.where('card_assignments', 'status', 'activated')) {
    const card = world.get('cards', id)?.card_id
    if (typeof card !== 'number') continue
    if ((await sim(`/locks/${lockId}/tap`, { card })).opened) return card
  }
  throw new Error('Nobody has a card for that door.')
}

/** A button on a free input of the door's controller, as an installer would add it. */
async function addExit(wanted: Door, values: object = {}) {
  const inputs = (await desk.call('GET', `/controller_inputs?controller_id=${wanted.controller?.id}`)).body
  const free = inputs.find((each: { controller_input_connection_id: number | null }) => {
    return each.controller_input_connection_id === null
  })
  const connection = { type: 'request_to_exit', controller_input_id: free.id, lock_id: wanted.id, duration: 3 }
  const added = await desk.call('POST', '/controller_input_connections', {
    controller_input_connection: { ...connection, ...values },
  })
  expect(added.status, added.text).toBe(200)
  return free.id as number
}

describe('GET /_sim/doors', () => {
  it('shows a door with everything that hangs on it, and what was last decided', async () => {
    const { id, controller, reader } = await door()
    await addExit(await again(id))
    await cardFor(id)
    await sim(`/locks/${id}/contact`, { open: true })
    await sim(`/readers/${reader?.id}/tamper`, { tampered: true })
    await sim(`/controllers/${controller?.id}/tamper`, { tampered: true })
    expect(await again(id)).toMatchObject({
      ...{ id, unlocked: true, open: true, alarm: null, locked_down: false, lockdown: null },
      place: { id: 601, name: 'Harbour House' },
      contact: { status: 'open', wire: 'normal', enabled: true },
      exit: { status: 'open', wire: 'normal', action: 'unlock' },
      reader: { id: reader?.id, online: true, tampered: true, checkout: false },
      controller: { id: controller?.id, online: true, updating: false, tampered: true, offline_since: null },
      last: { opened: true, refusal: null, by: 'card', at: new Date(NOON).toISOString() },
    })
  })

  it('says a lockdown and its refusals', async () => {
    const { id } = await door()
    await desk.call('POST', `/locks/${id}/lock_down`)
    expect(await unlock(id)).toBe('fad001')
    expect(await again(id)).toMatchObject({
      ...{ locked_down: true, lockdown: 'fad001' },
      last: { opened: false, refusal: 'fad001', by: 'login', who: 'Joris Hendriks' },
    })
  })
})

describe('a forced door', () => {
  let receiver: Server
  const heard: { type: string; created_at: string }[] = []
  beforeEach(async () => {
    heard.length = 0
    receiver = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        heard.push(JSON.parse(body))
        response.end()
      })
    })
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => new Promise((resolve) => receiver.close(resolve)))

  it('raises the event and the webhook with no time passing', async () => {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
    const hook = { name: 'Guard', type: 'event_webhook', url, enabled: true, enabled_events: ['lock.forced_open'] }
    expect((await desk.call('POST', '/integrations', { integration: hook })).status).toBe(200)
    const { id } = await door()
    await sim(`/locks/${id}/force`)
    expect(desk.simulator.world.events.at(-1)).toMatchObject({ type: 'lock.forced_open', object_id: id })
    const [delivery] = await until('the webhook', async () => (heard.length > 0 ? heard : null))
    expect(delivery).toMatchObject({ type: 'lock.forced_open', created_at: '2027-01-06T11:00:00Z' })
    expect((await again(id)).alarm).toBe('forced_open')
    expect((await desk.sim('POST', `/locks/${id}/force`)).status).toBe(409)
  })
})

describe('the way out', () => {
  it('is a button, or a sentence where there is none', async () => {
    const bare = (await desk.call('POST', '/locks', { lock: { name: 'Shed', place_id: 601 } })).body
    for (const [path, body, what] of [
      ['exit-button', {}, 'exit button'],
      ['contact', { open: true }, 'contact sensor'],
      ['tap', { card: 1 }, 'reader'],
      ['tap', { pin: '1' }, 'keypad'],
    ] as const) {
      const answer = await desk.sim('POST', `/locks/${bare.id}/${path}`, body)
      expect([answer.status, answer.body.error]).toEqual([409, `Shed has no ${what}.`])
    }
    const { id } = await door()
    await addExit(await again(id))
    await sim(`/locks/${id}/exit-button`)
    expect(await again(id)).toMatchObject({ unlocked: true, last: { by: 'exit_button', who: null, opened: true } })
  })

  it('cannot be followed through by nobody', async () => {
    const { id } = await door()
    expect((await desk.sim('POST', `/locks/${id}/tailgate`)).status).toBe(409)
    await unlock(id)
    await sim(`/locks/${id}/tailgate`)
    expect(said().at(-1)).toBe('lock.tailgate')
  })
})

it('reads a cut wire as an open door, or as tampering where resistors tell', async () => {
  const { id, contact } = await door()
  const status = async () =>
    (await desk.call('GET', `/controller_inputs?controller_id=${(await again(id)).controller?.id}`)).body.find(
      (each: { id: number }) => each.id === contact?.id,
    ).status
  await sim(`/inputs/${contact?.id}/wire`, { state: 'cut' })
  expect([await status(), said().at(-1)]).toEqual(['open', 'lock.forced_open'])
  await sim(`/inputs/${contact?.id}/wire`, { state: 'normal' })
  const [connection] = desk.simulator.world.where('controller_input_connections', 'lock_id', id)
  await desk.call('PATCH', `/controller_input_connections/${connection?.id}`, {
    controller_input_connection: { end_of_line_type: 'cut_and_short_detect' },
  })
  await sim(`/inputs/${contact?.id}/wire`, { state: 'cut' })
  expect([await status(), said().slice(-2)]).toEqual(['cut', ['controller_input.tamper', 'controller.tamper']])
  expect((await again(id)).contact).toMatchObject({ status: 'cut', wire: 'cut' })
  expect((await desk.sim('POST', `/inputs/${contact?.id}/wire`, { state: 'burnt' })).status).toBe(400)
})

describe('one controller', () => {
  it('goes offline alone: fac001 and 503 at its doors, and its events come when it is back', async () => {
    const { id, controller } = await door()
    const other = (await doors()).find((each) => each.controller && each.controller.id !== controller?.id)
    const card = await cardFor(id)
    await advance(10)
    await sim(`/controllers/${controller?.id}/online`, { online: false })
    expect(await desk.call('POST', `/locks/${id}/unlock`)).toMatchObject({ status: 503, body: { code: 'fac001' } })
    expect(await unlock(other?.id ?? 0)).toBe('unlocked')
    expect((await desk.call('GET', `/locks/${id}`)).body.online).toBe(false)
    expect((await again(id)).controller).toMatchObject({ online: false, offline_since: '2027-01-06T11:00:10.000Z' })
    const before = said().length
    await advance(10)
    expect(await sim(`/locks/${id}/tap`, { card })).toMatchObject({ opened: true })
    await advance(60)
    expect(said().slice(before)).not.toContain('reader.access')
    await sim(`/controllers/${controller?.id}/online`, { online: true })
    const late = desk.simulator.world.events.filter((event) => event.created_at === '2027-01-06T11:00:20.000Z')
    expect(late.map((event) => event.type)).toEqual(['reader.access', 'lock.unlock'])
  })

  it('refuses cards meanwhile when that is how the building is set', async () => {
    const { id, controller } = await door()
    const card = await cardFor(id)
    expect((await desk.sim('GET', '/settings')).body).toEqual({ offline_cards: 'cached' })
    await sim('/settings', { offline_cards: 'refuse' })
    expect((await desk.sim('GET', '/settings')).body).toEqual({ offline_cards: 'refuse' })
    await sim(`/controllers/${controller?.id}/online`, { online: false })
    expect(await sim(`/locks/${id}/tap`, { card })).toMatchObject({ opened: false, error_code: 'fac001' })
    await sim(`/controllers/${controller?.id}/online`, { online: true })
    expect(await sim(`/locks/${id}/tap`, { card })).toMatchObject({ opened: true })
    await sim('/network', { state: 'broken' })
    expect(await sim(`/locks/${id}/tap`, { card })).toMatchObject({ opened: false, error_code: 'fac001' })
    await sim('/network', { state: 'ok' })
    expect(said().filter((type) => type === 'lock.unlock').length).toBeGreaterThanOrEqual(4)
  })

  it('takes a new firmware: fbc000 and 409 until it has it', async () => {
    const { id, controller } = await door()
    await sim(`/controllers/${controller?.id}/firmware`, { updating: true })
    expect(await desk.call('POST', `/locks/${id}/unlock`)).toMatchObject({ status: 409, body: { code: 'fbc000' } })
    expect((await again(id)).controller?.updating).toBe(true)
    await sim(`/controllers/${controller?.id}/firmware`, { updating: false })
    expect(await unlock(id)).toBe('unlocked')
  })

  it('says nothing of all this in the API but what Kisi says', async () => {
    const { id, controller } = await door()
    const keys = async () => [
      Object.keys((await desk.call('GET', `/controllers/${controller?.id}`)).body),
      Object.keys((await desk.call('GET', `/locks/${id}`)).body),
      Object.keys((await desk.call('GET', `/controller_inputs?controller_id=${controller?.id}`)).body[0]),
      Object.keys((await desk.call('GET', `/controller_relays?controller_id=${controller?.id}`)).body[0]),
    ]
    const before = await keys()
    await unlock(id)
    await sim(`/locks/${id}/contact`, { open: true })
    await sim(`/controllers/${controller?.id}/tamper`, { tampered: true })
    await sim(`/controllers/${controller?.id}/firmware`, { updating: true })
    await sim(`/controllers/${controller?.id}/online`, { online: false })
    expect(await keys()).toEqual(before)
  })
})

describe('readers', () => {
  it('go offline and are tampered with; the API resets the alarm', async () => {
    const { id, reader } = await door()
    await sim(`/readers/${reader?.id}/online`, { online: false })
    expect(await sim(`/locks/${id}/tap`, { card: 1 })).toMatchObject({ opened: false, error_code: 'fac003' })
    expect((await desk.call('GET', '/readers?status=offline')).body).toMatchObject([{ id: reader?.id }])
    await sim(`/readers/${reader?.id}/tamper`, { tampered: true })
    expect(said().at(-1)).toBe('reader.tamper')
    expect((await desk.call('POST', `/readers/${reader?.id}/reset_tamper`)).status).toBe(204)
    expect((await again(id)).reader?.tampered).toBe(false)
    await desk.call('PATCH', `/readers/${reader?.id}`, { reader: { tamper_enabled: false } })
    expect((await desk.sim('POST', `/readers/${reader?.id}/tamper`, { tampered: true })).status).toBe(409)
  })

  it('read the QR code of an access link, by its id or its token', async () => {
    const { id } = await door()
    const [join] = desk.simulator.world.where('group_locks', 'lock_id', id)
    const link = { group_id: join?.group_id, name: 'Ben', quick_response_code_type: 'online' }
    const made = (await desk.call('POST', '/group_links', { group_link: link })).body
    const by = (name: unknown) => sim(`/locks/${id}/tap`, { link: name })
    expect(await by(made.id)).toMatchObject({ opened: true, person: { type: 'GroupLink', name: 'Ben' } })
    expect(await by(made.quick_response_code_token)).toMatchObject({ opened: true })
    expect(await by('nonsense')).toMatchObject({ opened: false, error_code: 'f29aef' })
    expect((await desk.sim('POST', `/locks/${id}/tap`, { link: made.id, card: 1 })).status).toBe(400)
  })

  it('let people out by an exit reader, and presences know', async () => {
    const { id, reader } = await door()
    const card = await cardFor(id)
    const list = async () => (await desk.call('GET', '/presences?place_id=601&date=2027-01-06')).body
    expect((await list())[0]).toMatchObject({ status: 'on_site', last_unlocked_lock_id: id })
    await desk.call('PATCH', `/readers/${reader?.id}`, { reader: { checkout: true } })
    expect(await sim(`/readers/${reader?.id}/tap`, { card })).toMatchObject({ opened: true })
    expect((await list())[0]).toMatchObject({ status: 'checked_out' })
  })
})

it('arms a zone by hand, and lets its siren sound when a door of it is forced', async () => {
  const { id, reader, controller } = await door()
  const [zone] = (await desk.sim('GET', '/zones')).body
  const relays = (await desk.call('GET', `/controller_relays?controller_id=${controller?.id}`)).body
  const relay = relays.findLast((each: { controller_relay_connection_id: number | null }) => {
    return each.controller_relay_connection_id === null
  })
  const siren = { type: 'siren', controller_relay_id: relay.id, zone_id: zone.id }
  await desk.call('POST', '/controller_relay_connections', { controller_relay_connection: siren })
  await desk.call('PATCH', `/readers/${reader?.id}`, { reader: { zone_id: zone.id } })
  const status = async () =>
    (await desk.call('GET', `/controller_relays?controller_id=${controller?.id}`)).body.find(
      (each: { id: number }) => each.id === relay.id,
    ).status
  await sim(`/zones/${zone.id}`, { mode: 'away' })
  await sim(`/locks/${id}/force`)
  expect([await status(), said().at(-1)]).toEqual(['triggered', 'zone.policy_violate'])
  await sim(`/zones/${zone.id}`, { mode: 'disarmed' })
  expect(await status()).toBe('released')
  expect((await desk.sim('GET', '/zones')).body[0]).toMatchObject({ mode: 'disarmed', violated_since: null })
})

it('ends what a schedule unlocks the moment the schedule is deleted, and begins it when one is made', async () => {
  const { id } = await door()
  const schedule = {
    ...{ enabled: true, consequence: 'unlock', scheduleable_type: 'Lock', scheduleable_id: id, type: 'single_event' },
    ...{ starts_at: '2027-01-06T10:00:00Z', ends_at: '2027-01-06T12:00:00Z' },
  }
  const made = (await desk.call('POST', '/schedules', { schedule })).body
  expect(said().slice(-2)).toEqual(['schedule.create', 'lock.scheduled_unlock_started'])
  await desk.call('POST', '/places/601/lock_down')
  expect(said().at(-1)).toBe('lock.scheduled_unlock_ended')
  await desk.call('POST', '/places/601/cancel_lockdown')
  expect(said().at(-1)).toBe('lock.scheduled_unlock_started')
  await desk.call('DELETE', `/schedules/${made.id}`)
  expect(said().slice(-2)).toEqual(['schedule.destroy', 'lock.scheduled_unlock_ended'])
})

it('names what is not there', async () => {
  for (const [path, body, what] of [
    ['/locks/1/force', {}, 'lock'],
    ['/inputs/1/wire', { state: 'cut' }, 'input'],
    ['/controllers/1/online', { online: false }, 'controller'],
    ['/readers/1/tap', { card: 1 }, 'reader'],
    ['/zones/1', { mode: 'away' }, 'zone'],
  ] as const) {
    const answer = await desk.sim('POST', path, body)
    expect([answer.status, answer.body.error]).toEqual([404, `There is no ${what} 1.`])
  }
})
