import { Hono } from 'hono'
import type { Doors } from '../hardware/doors.ts'
import { clockRoutes } from './clock.ts'
import { doorRoutes } from './doors.ts'
import { faultRoutes } from './faults.ts'
import { Misasked, type Env } from './kit.ts'
import { loopbackOnly } from './loopback.ts'
import { lookRoutes, type Looks } from './looks.ts'
import { readerRoutes } from './reader.ts'

export interface ControlOptions extends Looks {
  doors: Doors
}

/** What the simulator can do beyond Kisi's API: JSON under `/_sim/`, for tests and for the panel. */
export function createControl(options: ControlOptions): Hono<Env> {
  const { world, doors, faults, network, reader } = options
  const app = new Hono<Env>()
  app.use(loopbackOnly)
  for (const add of [
    lookRoutes(options),
    readerRoutes(world, reader),
    doorRoutes(world, doors),
    faultRoutes(world, faults, network),
    clockRoutes(world),
  ]) {
    add(app)
  }
  app.notFound((c) => c.json({ error: 'There is nothing here.' }, 404))
  app.onError((error, c) => {
    if (error instanceof Misasked) return c.json({ error: error.message }, error.status)
    throw error
  })
  return app
}
