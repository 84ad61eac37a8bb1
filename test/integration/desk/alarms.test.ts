import { randomUUID } from 'node:crypto'
import { expect, it, vi } from 'vitest'
import { building } from '../../fixtures/building.ts'
import { startDesk, temporarySimulator } from '../../fixtures/desk.ts'
import { temporaryFolder } from '../../fixtures/store.ts'

const long = { timeout: 60_000, interval: 200 }

it('tells of doors that are forced, held, locked down and away, and keeps the alarms through a restart', async () => {
  const simulator = await temporarySimulator()
  const house = building(simulator)
  const folder = temporaryFolder()
  const start = () => startDesk({ folder, kisi: simulator })
  const desk = await start()
  await vi.waitFor(async () => expect((await desk.ask('doors.list', {})).total).toBe(12), long)
  const archive = await house.door('Archive')
  const turnstile = await house.door('Turnstile A')
  const state = async (id: number) => (await desk.ask('doors.list', {})).doors.find((door) => door.id === id)
  const open = async () => (await desk.ask('alarms.list', { list: 'open' })).alarms

  // Forced: one alarm for one event, though event sets are read again and again.
  await simulator.post(`locks/${archive}/force`)
  await vi.waitFor(async () => expect(await open()).toMatchObject([{ kind: 'forced_open', doorId: archive }]), long)
  await vi.waitFor(async () => expect((await state(archive))?.state).toBe('forced_open'), long)
  await simulator.post(`locks/${archive}/contact`, { open: false })
  await vi.waitFor(async () => expect((await open())[0]?.closedAt).not.toBeNull(), long)
  expect((await open()).map(({ times }) => times)).toEqual([1])
  await vi.waitFor(async () => expect((await state(archive))?.state).toBe('locked'), long)

  // Held: let in, and still open when the time is up.
  const { tag } = await house.memberCard('Tomasz Wiśniewski')
  expect(await house.tapAtDoor(turnstile, tag)).toBe(true)
  await simulator.post(`locks/${turnstile}/contact`, { open: true })
  await vi.waitFor(async () => expect((await state(turnstile))?.state).toBe('held_open'), long)
  await vi.waitFor(async () => expect(await open()).toHaveLength(2), long)
  expect((await open())[1]).toMatchObject({ kind: 'held_open', openedBy: { who: 'Tomasz Wiśniewski' }, open: true })

  // Taken by one; the other outlives the desk, and so does what happens while the desk is off.
  const [forced] = await open()
  await desk.ask('alarms.take', { alarmIds: [forced!.id], by: 'Aisha Mbeki' })
  expect(await desk.refusal('alarms.take', { alarmIds: [forced!.id], by: 'Joris' })).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('Aisha Mbeki took it at'),
  })
  expect(desk.heard('alarms.changed').at(-1)?.total).not.toBe(0)
  await desk.stop()
  await simulator.post(`locks/${archive}/force`)
  const second = await start()
  const standing = async () => (await second.ask('alarms.list', { list: 'open' })).alarms
  expect((await standing()).map(({ kind }) => kind)).toEqual(['held_open'])
  await vi.waitFor(async () => {
    expect((await standing()).map(({ kind }) => kind)).toEqual(['forced_open', 'held_open'])
  }, long)
  expect((await standing())[0]?.id).not.toBe(forced!.id)

  // Locked down: the door itself, then its whole place, which is what has to be called off then.
  const again = async (id: number) => (await second.ask('doors.list', {})).doors.find((door) => door.id === id)
  await vi.waitFor(async () => expect((await second.ask('desk.status', {})).connection.state).toBe('online'), long)
  await second.ask('doors.lock_down', { doorId: turnstile, requestId: randomUUID() })
  await vi.waitFor(async () => {
    expect(await again(turnstile)).toMatchObject({ state: 'locked_down', lockedDown: 'door' })
  }, long)
  const placeId = (await again(turnstile))!.placeId
  await second.ask('places.lock_down', { placeId, requestId: randomUUID() })
  await vi.waitFor(async () => {
    const { doors } = await second.ask('doors.list', {})
    expect(doors.map(({ lockedDown }) => lockedDown)).toEqual(doors.map(() => 'place'))
  }, long)
  await second.ask('places.release', { placeId, requestId: randomUUID() })
  await vi.waitFor(async () => expect((await again(turnstile))?.lockedDown).toBe('door'), long)

  // Away: since when is known because the desk saw it go.
  await simulator.post('controllers/offline', { online: false })
  await vi.waitFor(async () => expect(await again(archive)).toMatchObject({ state: 'offline' }), long)
  expect((await again(archive))?.since).not.toBeNull()
}, 240_000)
