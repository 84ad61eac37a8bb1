import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { createApi, type Api } from '../../../../simulator/api/app.ts'
import { createRequestLog } from '../../../../simulator/faults/request-log.ts'
import { createDoors } from '../../../../simulator/hardware/doors.ts'
import { createClock } from '../../../../simulator/world/clock.ts'
import { createEvents } from '../../../../simulator/world/events.ts'
import { demoKey } from '../../../../simulator/world/keys.ts'
import { createWorld } from '../../../../simulator/world/world.ts'
import { worldOf } from '../../../../simulator/world/worlds.ts'

const SEED = 7
/** A Wednesday, 07:00 in Amsterdam. */
const MORNING = Date.parse('2027-01-06T06:00:00Z')

export type Parsed = ReturnType<typeof JSON.parse>
export interface Answered {
  status: number
  text: string
  body: Parsed
  range: string | null
}

/** The API over the small world, and beside it one of the same world that remembers nothing of earlier requests. */
export async function openApi() {
  const clock = createClock({ time: () => MORNING, timers: false })
  const world = createWorld({ name: 'small', seed: SEED, clock })
  worldOf('small').fill(world)
  const events = createEvents(world)
  const doors = createDoors(world, events)
  const create = (): Api =>
    createApi({ world, events, doors, gate: { of: () => null }, log: createRequestLog(), rateLimit: false })
  const lasting = create()
  let api = lasting
  const server = createServer((request, response) => api.serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo

  async function send(method: string, path: string, body?: unknown, key = demoKey(SEED)): Promise<Answered> {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { Authorization: `KISI-LOGIN ${key}` },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await answer.text()
    const range = answer.headers.get('X-Collection-Range')
    return { status: answer.status, text, body: text === '' ? null : JSON.parse(text), range }
  }
  return {
    world,
    send,
    get: (path: string, key?: string) => send('GET', path, undefined, key),
    /** As a simulator answers that was never asked before. */
    async anew(path: string, key?: string): Promise<Answered> {
      api = create()
      try {
        return await send('GET', path, undefined, key)
      } finally {
        api = lasting
      }
    },
  }
}
