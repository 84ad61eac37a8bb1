import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { open, type Client, type Parsed } from './support.ts'

let desk: Client
beforeEach(async () => {
  desk = await open()
})
afterEach(() => desk.close())

const EM4100 = 'third_party_lf_em_410x_32_34'
const lockId = async (name: string) =>
  (await desk.call('GET', `/locks?query=${encodeURIComponent(name)}`)).body[0].id as number
const groupId = async (name: string) =>
  (await desk.call('GET', `/groups?query=${encodeURIComponent(name)}`)).body[0].id as number

async function giveRight(window: { valid_from?: string; valid_until?: string } = {}) {
  const guest = (await desk.call('POST', '/guests', { guest: { name: 'Minh Khai', email: 'minh@example.com' } })).body
  const right = await desk.call('POST', '/role_assignments', {
    role_assignment: {
      applies_to_type: 'Group',
      applies_to_id: await groupId('Visitors'),
      assignee_type: 'Guest',
      assignee_id: guest.id,
      role_id: 'group_basic',
      ...window,
    },
  })
  return { guest, right }
}
async function giveCard(guestId: number, cardId: number) {
  const card = (await desk.call('POST', '/cards', { card: { type: EM4100, card_id: cardId } })).body
  const assignment = (
    await desk.call('POST', '/card_assignments', {
      card_assignment: { assignee_type: 'Guest', assignee_id: guestId, card_id: card.id },
    })
  ).body
  return { card, assignment }
}

describe('conventions', () => {
  it('answers a creation with 200 and the bare object, and an update or a deletion with 204 and nothing', async () => {
    const created = await desk.call('POST', '/groups', { group: { name: 'Cleaners' } })
    expect(created).toMatchObject({ status: 200, body: { resource_type: 'Group', name: 'Cleaners', place_id: null } })
    const path = `/groups/${created.body.id}`
    expect(await desk.call('PATCH', path, { group: { name: 'Cleaning' } })).toMatchObject({ status: 204, text: '' })
    expect((await desk.call('GET', path)).body.name).toBe('Cleaning')
    expect(await desk.call('DELETE', path)).toMatchObject({ status: 204, text: '' })
    expect(await desk.call('GET', path)).toMatchObject({ status: 404, body: { code: 'ffffff' } })
  })

  it('pages lists with their own usual and largest sizes and says the range asked for', async () => {
    const users = await desk.call('GET', '/users')
    expect([users.body.length, users.range]).toEqual([50, '0-49/60'])
    const most = await desk.call('GET', '/users?limit=1000')
    expect([most.body.length, most.range]).toEqual([60, '0-99/60'])
    const rights = await desk.call('GET', '/role_assignments?offset=60')
    expect(rights.range).toBe('60-69/65')
    expect(rights.body).toHaveLength(5)
    const none = await desk.call('GET', '/guests')
    expect([none.body, none.range]).toEqual([[], '*/0'])
  })

  it.each(['/users?limit=abc', '/users?limit=0', '/users?offset=20001', '/users?offset=-1', '/users?sort=shoe'])(
    'refuses %s with 400',
    async (path) => {
      expect(await desk.call('GET', path)).toMatchObject({ status: 400, body: { code: 'ffffff' } })
    },
  )

  it('demands the query parameters that a list needs', async () => {
    expect(await desk.call('GET', '/floors')).toMatchObject({ status: 400 })
    expect((await desk.call('GET', '/floors?place_id=601')).body).toHaveLength(4)
  })

  it('searches names without regard to case and accents, and sorts both ways', async () => {
    expect((await desk.call('GET', '/users?query=wisniewski')).body[0].name).toBe('Tomasz Wiśniewski')
    const up = (await desk.call('GET', '/locks?sort=name')).body.map((lock: { name: string }) => lock.name)
    const down = (await desk.call('GET', '/locks?sort=-name')).body.map((lock: { name: string }) => lock.name)
    expect(up[0]).toBe('Archive')
    expect(down).toEqual([...up].reverse())
  })
})

describe('bad input', () => {
  it.each([
    ['no JSON at all', '{"gu'],
    ['a list', '[]'],
    ['a wrong root', '{"user":{"name":"x"}}'],
    ['a root that is no object', '{"guest":7}'],
  ])('refuses %s with 400 and leaves the world alone', async (_what, body) => {
    expect(await desk.call('POST', '/guests', body)).toMatchObject({ status: 400, body: { code: 'ffffff' } })
    expect((await desk.call('GET', '/guests')).range).toBe('*/0')
  })

  it('survives names of JavaScript’s own and values of every type in every field, without a 500', async () => {
    const roots = ['guest', 'card', 'role_assignment', 'card_assignment', 'group_link', 'group', 'group_lock', 'user']
    const fields =
      'name email type card_id uid applies_to_type applies_to_id assignee_type assignee_id role_id group_id'
    const values = [
      'constructor',
      '__proto__',
      '',
      -1,
      1.5,
      1e300,
      true,
      null,
      [],
      {},
      [[]],
      'x'.repeat(3000),
      '\u0000',
    ]
    for (const root of [...roots, 'integration', 'event_set', 'login', 'place', 'floor', 'lock']) {
      for (const value of values) {
        const body = Object.fromEntries(
          `${fields} lock_id metadata url interval`.split(' ').map((field) => [field, value]),
        )
        const { status } = await desk.call('POST', `/${root}s`, { [root]: body })
        expect(status, `${root} ${JSON.stringify(value)?.slice(0, 40)}`).toBeLessThan(500)
      }
    }
    for (const path of ['/users?sort=__proto__', '/users?sort=constructor', '/users?constructor=1&ids=%E0%A4%A']) {
      expect((await desk.call('GET', path)).status).toBeLessThan(500)
    }
  })

  it('refuses to clear in an update what must have a value', async () => {
    const path = `/groups/${await groupId('Visitors')}`
    expect((await desk.call('PATCH', path, { group: { login_enabled: null } })).status).toBe(422)
    expect((await desk.call('PATCH', path, { group: { description: null } })).status).toBe(204)
  })

  it('refuses ten megabytes with 413', async () => {
    expect((await desk.call('POST', '/guests', 'x'.repeat(10_000_000))).status).toBe(413)
  })

  it('names every field that is wrong in one 422', async () => {
    const refused = await desk.call('POST', '/guests', { guest: { name: '  ', email: 'nobody' } })
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: { name: ["can't be blank"], email: ['is invalid'] } },
    })
    expect(refused.body.code).toBeUndefined()
  })

  it('takes names in any script and refuses those that are too long', async () => {
    const name = '<script>"; DROP TABLE guests; --</script> 王小明 محمد 🚪'
    expect((await desk.call('POST', '/guests', { guest: { name } })).body.name).toBe(name)
    expect((await desk.call('POST', '/guests', { guest: { name: 'x'.repeat(256) } })).status).toBe(422)
  })

  it('answers unknown paths and ids with 404, doors with a code of their own', async () => {
    expect(await desk.call('GET', '/nothing')).toMatchObject({ status: 404, body: { code: 'ffffff' } })
    expect(await desk.call('POST', '/locks/1/unlock')).toMatchObject({ status: 404, body: { code: 'fad10e' } })
    expect(await desk.call('DELETE', '/guests/abc')).toMatchObject({ status: 404 })
  })
})

describe('who may', () => {
  it('refuses without a key, with a wrong one and with a revoked one: 401 afc496', async () => {
    const refused = { status: 401, body: { code: 'afc496' } }
    expect(await desk.call('GET', '/locks', undefined, null)).toMatchObject(refused)
    expect(await desk.call('GET', '/locks', undefined, 'sim_wrong')).toMatchObject(refused)
    await desk.sim('POST', '/keys/revoke')
    expect(await desk.call('GET', '/locks')).toMatchObject(refused)
    await desk.sim('POST', '/keys/restore')
    expect((await desk.call('GET', '/locks')).status).toBe(200)
  })

  it('lets an ordinary user read their own, open their doors, and write nothing', async () => {
    const key = (await desk.sim('GET', '/state')).body.keys.ordinary.api_key
    const mine = (await desk.call('GET', '/users', undefined, key)).body
    expect(mine.map((user: { name: string }) => user.name)).toEqual(['Saskia van den Heuvel'])
    const denied = { status: 403, body: { code: 'afc496' } }
    expect(await desk.call('POST', '/guests', { guest: { name: 'Ann' } }, key)).toMatchObject(denied)
    expect(await desk.call('POST', '/role_assignments', { role_assignment: {} }, key)).toMatchObject(denied)
    expect((await desk.call('POST', `/locks/${await lockId('Front')}/unlock`, undefined, key)).status).toBe(200)
    const server = await lockId('Server')
    expect(await desk.call('POST', `/locks/${server}/unlock`, undefined, key)).toMatchObject(denied)
    expect(await desk.call('POST', `/locks/${server}/lock_down`, undefined, key)).toMatchObject(denied)
  })

  it('switches a person off everywhere with access_enabled', async () => {
    const { keys } = (await desk.sim('GET', '/state')).body
    const path = `/users/${keys.ordinary.user.id}`
    expect((await desk.call('PATCH', path, { user: { access_enabled: false } })).status).toBe(204)
    expect(await desk.call('GET', '/user', undefined, keys.ordinary.api_key)).toMatchObject({
      status: 403,
      body: { code: 'fcd8ff' },
    })
  })

  it('signs in by password, makes ten API keys and not an eleventh, and signs out', async () => {
    const { keys } = (await desk.sim('GET', '/state')).body
    const user = { domain: 'harbour-house', email: keys.demo.user.email, password: keys.demo.password }
    const wrong = { ...user, password: 'no' }
    expect(await desk.call('POST', '/logins', { login: { type: 'device' }, user: wrong }, null)).toMatchObject({
      status: 401,
      body: { code: 'afc516' },
    })
    const login = (await desk.call('POST', '/logins', { login: { type: 'device' }, user }, null)).body
    expect((await desk.call('GET', '/login', undefined, login.secret)).body).toMatchObject({ id: login.id })
    for (let made = 1; made < 10; made++) {
      expect((await desk.call('POST', '/logins', { login: { type: 'api', name: `Key ${made}` } })).status).toBe(200)
    }
    expect((await desk.call('POST', '/logins', { login: { type: 'api', name: 'Too many' } })).status).toBe(422)
    expect((await desk.call('DELETE', '/login', undefined, login.secret)).status).toBe(204)
    expect((await desk.call('GET', '/login', undefined, login.secret)).status).toBe(401)
  })

  it('allows five requests a second and one event set, and answers more with 429', async () => {
    const strict = await open({ rateLimit: true })
    const statuses = await Promise.all(Array.from({ length: 8 }, () => strict.call('GET', '/user')))
    expect(statuses.filter((each) => each.status === 200)).toHaveLength(5)
    expect(statuses.find((each) => each.status === 429)?.body).toEqual({ error: 'Too many requests.', code: 'ffffff' })
    const { ordinary } = (await strict.sim('GET', '/state')).body.keys
    expect((await strict.call('GET', '/user', undefined, ordinary.api_key)).status).toBe(200)
    await strict.close()
  })

  it('tells anyone the public profile of the organization', async () => {
    const profile = await desk.call('GET', '/organizations/harbour-house/public', undefined, null)
    expect(profile).toMatchObject({ status: 200, body: { name: 'Harbour House B.V.', sso_flow_enabled: false } })
    expect((await desk.call('GET', '/organizations/else/public', undefined, null)).status).toBe(404)
  })
})

describe('rights and cards', () => {
  it('lets one person have one role on a group', async () => {
    const { guest, right } = await giveRight()
    expect(right.body).toMatchObject({
      assignee: { name: 'Minh Khai' },
      applies_to: { name: 'Visitors' },
      guest_id: guest.id,
    })
    const again = { ...right.body, valid_until: '2099-01-01T00:00:00Z' }
    expect((await desk.call('POST', '/role_assignments', { role_assignment: again })).status).toBe(422)
  })

  it('takes the older field names of the guides', async () => {
    const [group, { keys }] = [await groupId('Contractors'), (await desk.sim('GET', '/state')).body]
    const body = { role_assignment: { user_id: keys.ordinary.user.id, group_id: group, role_id: 'group_basic' } }
    expect((await desk.call('POST', '/role_assignments', body)).body).toMatchObject({
      assignee_type: 'User',
      applies_to_type: 'Group',
      applies_to_id: group,
    })
  })

  it('refuses a window that ends before it begins, an unknown role and an unknown assignee', async () => {
    const windows = { valid_from: '2030-01-02T00:00:00Z', valid_until: '2030-01-01T00:00:00Z' }
    expect((await giveRight(windows)).right.body.errors).toHaveProperty('valid_until')
    const right = { applies_to_type: 'Group', applies_to_id: await groupId('Visitors'), assignee_type: 'Guest' }
    const unknown = { role_assignment: { ...right, assignee_id: 1, role_id: 'group_basic' } }
    expect((await desk.call('POST', '/role_assignments', unknown)).body.errors).toHaveProperty('assignee_id')
    const wrong = { role_assignment: { ...right, assignee_id: 1, role_id: 'king' } }
    expect((await desk.call('POST', '/role_assignments', wrong)).body.errors).toHaveProperty('role_id')
  })

  it('enrols a card once: the second time 422 with cabbeb', async () => {
    const body = { card: { type: EM4100, card_id: 123_456 } }
    expect((await desk.call('POST', '/cards', body)).body).toMatchObject({
      card_id: 123_456,
      uid: '0001e240',
      assigned: false,
    })
    expect(await desk.call('POST', '/cards', body)).toMatchObject({ status: 422, body: { code: 'cabbeb' } })
    expect((await desk.call('GET', '/cards?card_id=123456')).range).toBe('0-9/1')
  })

  it('assigns a card to one holder at a time, deactivated until it is activated', async () => {
    const { guest } = await giveRight()
    const { card, assignment } = await giveCard(guest.id, 4711)
    expect(assignment.status).toBe('deactivated')
    const again = { card_assignment: { assignee_type: 'User', assignee_id: 3101, card_id: card.id } }
    expect((await desk.call('POST', '/card_assignments', again)).status).toBe(422)
    expect((await desk.call('POST', `/card_assignments/${assignment.id}/activate`)).status).toBe(204)
    expect((await desk.call('GET', `/card_assignments/${assignment.id}`)).body.status).toBe('activated')
    expect((await desk.call('POST', `/card_assignments/${assignment.id}/activate`)).status).toBe(422)
    expect((await desk.call('GET', '/cards?status=unassigned')).range).toBe('0-9/14')
  })

  it('takes rights and cards away with the guest, each with its event', async () => {
    const { guest, right } = await giveRight()
    const { assignment } = await giveCard(guest.id, 4712)
    expect((await desk.call('DELETE', `/guests/${guest.id}`)).status).toBe(204)
    expect((await desk.call('GET', `/role_assignments/${right.body.id}`)).status).toBe(404)
    expect((await desk.call('GET', `/card_assignments/${assignment.id}`)).status).toBe(404)
    const types = (await desk.sim('GET', '/events')).body.map((event: { type: string }) => event.type)
    expect(types.slice(-3)).toEqual(['role_assignment.destroy', 'card.deassign', 'guest.destroy'])
  })

  it('shows the secret of a link once', async () => {
    const link = { group_id: await groupId('Visitors'), name: 'Courier', quick_response_code_type: 'online' }
    const made = (await desk.call('POST', '/group_links', { group_link: link })).body
    expect(made.secret).toMatch(/^[0-9a-f]{32}$/)
    const [listed] = (await desk.call('GET', '/group_links')).body
    expect(listed).toMatchObject({ id: made.id, created_by: { name: 'Joris Hendriks' } })
    expect(JSON.stringify(listed)).not.toContain(made.secret)
    expect((await desk.call('DELETE', `/group_links/${made.id}`)).status).toBe(204)
  })
})

describe('doors', () => {
  const eventTypes = async () => (await desk.sim('GET', '/events')).body.map((event: { type: string }) => event.type)

  it('releases the relay for its duration and writes both events', async () => {
    const id = await lockId('Front')
    expect(await desk.call('POST', `/locks/${id}/unlock`)).toMatchObject({
      status: 200,
      body: { message: 'Unlocked!' },
    })
    expect((await desk.call('GET', `/locks/${id}`)).body).toMatchObject({ unlocked: true })
    await desk.sim('POST', '/clock', { advance: 6 })
    expect((await desk.call('GET', `/locks/${id}`)).body).toMatchObject({ unlocked: false, unlocked_until: null })
    expect(await eventTypes()).toEqual(['lock.unlock', 'lock.locked'])
  })

  it('refuses under lockdown of the door, then of the place, and when the controller is offline', async () => {
    const id = await lockId('Front')
    const unlock = () => desk.call('POST', `/locks/${id}/unlock`)
    await desk.call('POST', `/locks/${id}/lock_down`)
    expect(await unlock()).toMatchObject({ status: 409, body: { code: 'fad001' } })
    await desk.call('POST', `/locks/${id}/cancel_lockdown`)
    await desk.call('POST', '/places/601/lock_down')
    expect(await unlock()).toMatchObject({ status: 409, body: { code: 'fad002' } })
    await desk.call('POST', '/places/601/cancel_lockdown')
    await desk.sim('POST', '/controllers/offline', { online: false })
    expect(await unlock()).toMatchObject({ status: 503, body: { code: 'fac001' } })
    await desk.sim('POST', '/controllers/offline', { online: true })
    expect((await unlock()).status).toBe(200)
    const refused = (await desk.sim('GET', '/events')).body.filter((event: { success: boolean }) => !event.success)
    expect(refused.map((event: { error_code: string }) => event.error_code)).toEqual(['fad001', 'fad002', 'fac001'])
  })

  it('opens the lobby and not the server room to a visitor’s card, until the right ends', async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString()
    const { guest } = await giveRight({ valid_until: until })
    const { assignment } = await giveCard(guest.id, 4713)
    const tap = async (name: string) =>
      (await desk.sim('POST', `/locks/${await lockId(name)}/tap`, { card: 4713 })).body
    expect(await tap('Front')).toMatchObject({ opened: false, error_code: 'faa9ff' })
    await desk.call('POST', `/card_assignments/${assignment.id}/activate`)
    expect(await tap('Front')).toMatchObject({ opened: true, person: { type: 'Guest', name: 'Minh Khai' } })
    expect(await tap('Server room')).toMatchObject({ opened: false, error_code: 'afc496' })
    await desk.sim('POST', '/clock', { advance: 3601 })
    expect(await tap('Front')).toMatchObject({ opened: false, error_code: 'f35ade' })
    const events = (await desk.sim('GET', '/events')).body
    expect(events.at(-1)).toMatchObject({
      type: 'lock.unlock',
      success: false,
      error_code: 'f35ade',
      actor_type: 'Guest',
      actor_name: 'Minh Khai',
      authenticated_by_type: 'Card',
      object_name: 'Front entrance',
    })
  })

  it('tells a forced door from one held open', async () => {
    const id = await lockId('Goods')
    await desk.sim('POST', `/locks/${id}/contact`, { open: true })
    await desk.sim('POST', `/locks/${id}/contact`, { open: false })
    await desk.call('POST', `/locks/${id}/unlock`)
    await desk.sim('POST', `/locks/${id}/contact`, { open: true })
    await desk.sim('POST', '/clock', { advance: 31 })
    expect((await desk.call('GET', `/locks/${id}`)).body.open).toBe(true)
    const ofTheDoor = (await eventTypes()).filter((type: string) => type.startsWith('lock.'))
    expect(ofTheDoor).toEqual([
      'lock.opened',
      'lock.forced_open',
      'lock.closed',
      'lock.unlock',
      'lock.opened',
      'lock.locked',
      'lock.held_open',
    ])
  })
})

describe('event sets', () => {
  it('are polled and paged by cursor, and later events do not shift their pages', async () => {
    for (let index = 0; index < 5; index++) await desk.call('POST', '/guests', { guest: { name: `Guest ${index}` } })
    const made = await desk.call('POST', '/event_sets', { event_set: { event_type: 'guest.create,guest.destroy' } })
    expect(made.body).toMatchObject({ status: 'in_progress', cursor: null })
    await desk.call('POST', '/guests', { guest: { name: 'Too late' } })
    const names: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Parsed = (await desk.call('GET', `/event_sets/${made.body.id}?limit=2&cursor=${cursor}`)).body
      expect(page.status).toBe('finished')
      names.push(...page.events.map((event: { object_name: string }) => event.object_name))
      cursor = page.cursor
    }
    expect(names).toEqual(['Guest 4', 'Guest 3', 'Guest 2', 'Guest 1', 'Guest 0'])
  })

  it.each(['P91D/2026-01-01T00:00:00Z', 'yesterday', '2026-02-01/2026-01-01'])(
    'refuse the interval %s',
    async (interval) => {
      const refused = await desk.call('POST', '/event_sets', { event_set: { interval } })
      expect(refused).toMatchObject({ status: 422, body: { errors: { interval: expect.anything() } } })
    },
  )
})
