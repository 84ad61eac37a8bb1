import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readQr } from '../../fixtures/qr-decoder.ts'
import { open, type Client, type Parsed } from './support.ts'

let desk: Client
beforeEach(async () => {
  desk = await open()
})
afterEach(() => desk.close())

async function as(scheme: string, secret: string, method: string, path: string) {
  const answer = await fetch(desk.simulator.url + path, { method, headers: { Authorization: `${scheme} ${secret}` } })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as Parsed) }
}
const visitorsGroup = async () => (await desk.call('GET', '/groups?query=Visitors')).body[0].id as number
const lockId = async (name: string) =>
  (await desk.call('GET', `/locks?query=${encodeURIComponent(name)}`)).body[0].id as number
const lastEvent = () => desk.simulator.world.events.at(-1)

async function link(window: object = {}) {
  const group_link = { group_id: await visitorsGroup(), name: 'Ann', ...window }
  return (await desk.call('POST', '/group_links', { group_link })).body
}
async function invite(change: object = {}) {
  const invite = {
    ...{ invites_to_type: 'Group', invites_to_id: await visitorsGroup(), role_assignment: {} },
    invitee: { resource_type: 'Guest', name: 'Ann', email: null, phone_number: null },
    access_key: { link_enabled: true },
    ...change,
  }
  return desk.call('POST', '/invites', { invite })
}
/** The key itself is in no answer: it is what Kisi would send. */
const keyOf = (id: number) => desk.simulator.world.get('access_keys', id)?.key ?? ''

describe('an access link', () => {
  it('comes with a picture of its QR code, which says its token, when it has one', async () => {
    const made = await link({ quick_response_code_type: 'online' })
    expect(made.quick_response_code_token).toMatch(/^[0-9a-f]{40}$/)
    expect(readQr(made.quick_response_code_image)).toBe(made.quick_response_code_token)
    expect((await link()).quick_response_code_image).toBeNull()
  })

  it('opens the doors of its group as itself, and no other door', async () => {
    const { secret, id } = await link()
    const inside = await as('KISI-GROUP-LINK', secret, 'POST', `/locks/${await lockId('Front entrance')}/unlock`)
    expect(inside).toEqual({ status: 200, body: { message: 'Unlocked!' } })
    expect(lastEvent()).toMatchObject({ type: 'lock.unlock', success: true, actor_type: 'GroupLink', actor_id: id })
    const outside = await as('KISI-GROUP-LINK', secret, 'POST', `/locks/${await lockId('Server room')}/unlock`)
    expect(outside).toMatchObject({ status: 403, body: { code: 'afc496' } })
    expect((await desk.call('GET', '/group_links')).body[0].last_used_at).not.toBeNull()
  })

  it('sees its doors, their place and the organization in their reduced forms', async () => {
    const { secret } = await link()
    const locks = await as('KISI-GROUP-LINK', secret, 'GET', '/locks')
    expect(locks.body).toHaveLength(4)
    expect(Object.keys(locks.body[0]).sort()).toEqual([
      ...['configured', 'description', 'id', 'locked_down', 'locked_down_since', 'name', 'online', 'open', 'place'],
      ...['place_id', 'unlocked', 'unlocked_until'],
    ])
    const place = await as('KISI-GROUP-LINK', secret, 'GET', '/places/601')
    expect(place.body).not.toHaveProperty('locks_count')
    expect(place.body).toMatchObject({ name: 'Harbour House', resource_type: 'Place' })
    const organization = await as('KISI-GROUP-LINK', secret, 'GET', '/organization')
    expect(organization.body).not.toHaveProperty('places_count')
    expect(organization.body.domain).toBe('harbour-house')
  })

  it('is good for nothing else, and for nothing at all outside its window, after its end or with a wrong secret', async () => {
    const { secret, id } = await link()
    const door = `/locks/${await lockId('Front entrance')}`
    for (const path of ['/users', door, '/groups', '/group_links', '/login']) {
      expect((await as('KISI-GROUP-LINK', secret, 'GET', path)).status, path).toBe(401)
    }
    const late = await link({ valid_until: '2020-01-01T00:00:00Z' })
    const early = await link({ valid_from: '2090-01-01T00:00:00Z' })
    const unlock = (key: string) => as('KISI-GROUP-LINK', key, 'POST', `${door}/unlock`)
    expect(await unlock(late.secret)).toMatchObject({ status: 403, body: { code: 'f35ade' } })
    expect(await unlock(early.secret)).toMatchObject({ status: 403, body: { code: 'f358de' } })
    expect(await unlock('wrong')).toMatchObject({ status: 401, body: { code: 'f29aef' } })
    await desk.call('DELETE', `/group_links/${id}`)
    expect((await unlock(secret)).status).toBe(401)
  })
})

describe('an invite', () => {
  it('makes the guest, the right and an access key, which opens the door in the guest’s name', async () => {
    const { body } = await invite()
    expect(body).toMatchObject({
      invitee: { resource_type: 'Guest', name: 'Ann' },
      role_assignment: { role_id: 'group_basic' },
    })
    expect(JSON.stringify(body)).not.toContain(keyOf(body.access_key.id))
    const unlock = async () =>
      as('KISI-ACCESS-KEY', keyOf(body.access_key.id), 'POST', `/locks/${await lockId('Front entrance')}/unlock`)
    expect((await unlock()).status).toBe(200)
    expect(lastEvent()).toMatchObject({ actor_type: 'Guest', actor_name: 'Ann', authenticated_by_type: 'AccessKey' })
    expect(await as('KISI-ACCESS-KEY', keyOf(body.access_key.id), 'GET', '/locks')).toMatchObject({ status: 200 })
    await desk.call('DELETE', `/role_assignments/${body.role_assignment_id}`)
    expect((await unlock()).status).toBe(403)
  })

  it('ends with its guest', async () => {
    const { body } = await invite()
    const key = keyOf(body.access_key.id)
    await desk.call('DELETE', `/guests/${body.invitee_id}`)
    expect((await as('KISI-ACCESS-KEY', key, 'GET', '/locks')).status).toBe(401)
  })

  it('invites to a team without a right, and to a place only with a role', async () => {
    const team = (await desk.call('POST', '/teams', { team: { name: 'Cleaners' } })).body
    const to = (type: string, id: number, right?: object) =>
      invite({ invites_to_type: type, invites_to_id: id, role_assignment: right })
    expect((await to('Team', team.id)).body).toMatchObject({ team_membership_id: expect.any(Number) })
    expect(await to('Place', 601, {})).toMatchObject({
      status: 422,
      body: { errors: { 'role_assignment.role_id': [expect.any(String)] } },
    })
    expect((await to('Place', 601, { role_id: 'place_access_manager' })).status).toBe(200)
  })

  it('leaves nobody behind when it is refused', async () => {
    const refused = await invite({ role_assignment: { role_id: 'organization_owner' } })
    expect(refused.status).toBe(422)
    expect((await desk.call('GET', '/guests')).range).toBe('*/0')
  })
})
