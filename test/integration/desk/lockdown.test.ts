import { randomUUID } from 'node:crypto'
import { expect, it, vi } from 'vitest'
import { building } from '../../fixtures/building.ts'
import { startDesk, temporarySimulator } from '../../fixtures/desk.ts'
import { temporaryFolder } from '../../fixtures/store.ts'

const long = { timeout: 30_000, interval: 100 }

it('locks down and releases a door and a place, says how it went, and refuses loudly without a network', async () => {
  const simulator = await temporarySimulator()
  const house = building(simulator)
  const folder = temporaryFolder()
  const start = () => startDesk({ folder, kisi: simulator })
  const desk = await start()
  const door = await vi.waitFor(async () => {
    const { doors } = await desk.ask('doors.list', {})
    expect(doors.length).toBeGreaterThan(0)
    return doors[0]!
  }, long)
  const place = await vi.waitFor(async () => {
    const found = (await desk.ask('desk.status', {})).place
    expect(found).not.toBeNull()
    return found!
  }, long)
  /** Asked with the desk's own user, so that its pace has to be waited for. */
  const isDown = (path: string) =>
    vi.waitFor(async () => ((await simulator.api(path)) as { locked_down: boolean }).locked_down, long)
  const notices = async () => (await desk.ask('desk.status', {})).notices.map(({ tone, message }) => [tone, message])

  await desk.ask('doors.lock_down', { doorId: door.id, requestId: randomUUID() })
  expect(await isDown(`/locks/${door.id}`)).toBe(true)
  expect(await notices()).toContainEqual(['info', expect.stringContaining(`${door.name} is locked down since`)])
  await desk.ask('doors.release', { doorId: door.id, requestId: randomUUID() })
  expect(await isDown(`/locks/${door.id}`)).toBe(false)
  await desk.ask('places.lock_down', { placeId: place.id, requestId: randomUUID() })
  expect(await isDown(`/places/${place.id}`)).toBe(true)
  await desk.ask('places.release', { placeId: place.id, requestId: randomUUID() })
  expect(await isDown(`/places/${place.id}`)).toBe(false)
  expect((await desk.refusal('doors.lock_down', { doorId: 999_999, requestId: randomUUID() })).code).toBe('not_found')

  await house.breakNetwork()
  await vi.waitFor(async () => {
    expect((await desk.ask('desk.status', {})).connection.state).toBe('offline')
  }, long)
  const refusal = await desk.refusal('places.lock_down', { placeId: place.id, requestId: randomUUID() })
  expect(refusal.code).toBe('offline')
  expect(refusal.message).toMatch(/is not locked down.*no network/)

  // How it went is there after a restart too, until somebody has seen it.
  const before = await desk.ask('desk.status', {})
  const kept = before.notices.filter(({ untilSeen }) => untilSeen)
  expect(kept.map(({ message }) => message.replace(/ since .*/, '')).sort()).toEqual(
    [`${door.name} is released`, `${place.name} is released`].sort(),
  )
  await desk.stop()
  const second = await start()
  const keptNow = async () => (await second.ask('desk.status', {})).notices.filter(({ untilSeen }) => untilSeen)
  expect(await keptNow()).toEqual(kept)
  await second.ask('notices.put_away', { noticeId: kept[0]!.id })
  expect(await keptNow()).toEqual(kept.slice(1))
  await second.stop()
  const third = await start()
  expect((await third.ask('desk.status', {})).notices.filter(({ untilSeen }) => untilSeen)).toEqual(kept.slice(1))
}, 120_000)
