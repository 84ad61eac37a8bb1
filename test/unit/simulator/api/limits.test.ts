import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { createApi } from '../../../../simulator/api/app.ts'
import { createFaults } from '../../../../simulator/faults/faults.ts'
import { createGate } from '../../../../simulator/faults/gate.ts'
import { createRequestLog } from '../../../../simulator/faults/request-log.ts'
import { createDoors } from '../../../../simulator/hardware/doors.ts'
import { createClock } from '../../../../simulator/world/clock.ts'
import { createEvents } from '../../../../simulator/world/events.ts'
import { demoKey } from '../../../../simulator/world/keys.ts'
import { createWorld } from '../../../../simulator/world/world.ts'
import { worldOf } from '../../../../simulator/world/worlds.ts'

/** The API with a clock of its own for the limits, in milliseconds. */
function open() {
  let now = 0
  const world = createWorld({ name: 'office', seed: 7, clock: createClock({ time: () => 0, timers: false }) })
  worldOf('office').fill(world)
  const events = createEvents(world)
  const clock = world.clock
  const log = createRequestLog()
  const gate = createGate({ faults: createFaults({ seed: 7, clock }), log, clock })
  const api = createApi({
    ...{ world, events, doors: createDoors(world, events), gate, log },
    monotonic: () => now,
  })
  const server = createServer(api.serve)
  onTestFinished(() => void server.close())
  const listening = new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    pass: (milliseconds: number) => void (now += milliseconds),
    async status(method: string, path: string, key: string | null = demoKey(7)): Promise<number> {
      await listening
      const { port } = server.address() as AddressInfo
      const headers: Record<string, string> = key === null ? {} : { Authorization: `KISI-LOGIN ${key}` }
      return (await fetch(`http://127.0.0.1:${port}${path}`, { method, headers })).status
    },
  }
}

// Without a body the two below are bad requests: 400 is what is not limited, 429 what is.
it.each([
  ['/event_sets', 1000],
  ['/signed_upload_urls', 10_000],
])('takes POST %s once within %d milliseconds', async (path, window) => {
  const api = open()
  expect(await api.status('POST', path)).toBe(400)
  api.pass(window - 1)
  expect(await api.status('POST', path)).toBe(429)
  api.pass(1)
  expect(await api.status('POST', path)).toBe(400)
})

it('takes five requests a second of a user, whatever they ask for, and goes on when the second is over', async () => {
  const api = open()
  const statuses = []
  for (let count = 0; count < 6; count++) statuses.push(await api.status('GET', '/guests'))
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
  api.pass(1000)
  expect(await api.status('GET', '/guests')).toBe(200)
})

it('counts those who have not signed in by their address, apart from the users', async () => {
  const api = open()
  for (let count = 0; count < 5; count++) await api.status('GET', '/guests', null)
  expect(await api.status('GET', '/organizations/harbour-house/public', null)).toBe(429)
  expect(await api.status('GET', '/guests')).toBe(200)
})
