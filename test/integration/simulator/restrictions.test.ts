import { afterEach, beforeEach, expect, it } from 'vitest'
import { ordinaryKey } from '../../../simulator/world/keys.ts'
import { open, type Client } from './support.ts'

let desk: Client
beforeEach(async () => {
  desk = await open()
})
afterEach(() => desk.close())

const AT_THE_DOOR = { longitude: 4.4951, latitude: 51.9045 }
const ELSEWHERE = { longitude: 4.4951, latitude: 51.9085 }

const doorId = async () => (await desk.call('GET', '/locks?query=Post room')).body[0].id as number
const restrict = async (change: object) => desk.call('PATCH', `/locks/${await doorId()}`, { lock: change })
async function restrictStaff(change: object) {
  const [group] = (await desk.call('GET', '/groups?query=All staff')).body
  await desk.call('PATCH', `/groups/${group.id}`, { group: change })
}
async function unlock(body?: object) {
  const { status, body: answer } = await desk.call('POST', `/locks/${await doorId()}/unlock`, body, ordinaryKey(7))
  return status === 200 ? 'unlocked' : answer.code
}

it('opens a door with a geofence only to whoever says where they are, and is there', async () => {
  await restrict({ geofence_restriction_enabled: true })
  expect(await unlock()).toBe('bbb99f')
  expect(await unlock({ context: { location: { longitude: 'here', latitude: 1 } } })).toBe('bbb99f')
  expect(await unlock({ context: { location: ELSEWHERE } })).toBe('a3995f')
  expect(desk.simulator.world.events.at(-1)).toMatchObject({
    type: 'lock.unlock',
    success: false,
    error_code: 'a3995f',
  })
  expect(await unlock({ context: { location: AT_THE_DOOR } })).toBe('unlocked')
})

it('opens a door with a reader restriction only with a proof of being near', async () => {
  await restrict({ reader_restriction_enabled: true })
  expect(await unlock({ lock: { proximity_proof: null } })).toBe('bb4faa')
  expect(await unlock({ lock: { proximity_proof: 'near' } })).toBe('unlocked')
})

it('asks what the group of the right asks', async () => {
  await restrictStaff({ primary_device_restriction_enabled: true })
  expect(await unlock()).toBe('34bd8f')
  await restrictStaff({ primary_device_restriction_enabled: false, tap_to_access_restriction_enabled: true })
  expect(await unlock()).toBe('bbc93f')
})

it('exempts access links from what is asked of phones', async () => {
  await restrict({ geofence_restriction_enabled: true, reader_restriction_enabled: true })
  const [group] = (await desk.call('GET', '/groups?query=All staff')).body
  const link = (await desk.call('POST', '/group_links', { group_link: { group_id: group.id, name: 'Ann' } })).body
  const answer = await fetch(`${desk.simulator.url}/locks/${await doorId()}/unlock`, {
    method: 'POST',
    headers: { Authorization: `KISI-GROUP-LINK ${link.secret}` },
  })
  expect(answer.status).toBe(200)
})
