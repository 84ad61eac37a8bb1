import { Hono } from 'hono'
import { Refused } from '../api/errors.ts'
import type { Doors } from '../hardware/doors.ts'
import { badgeReaderRoutes } from './badge-readers.ts'
import { clockRoutes } from './clock.ts'
import { doorRoutes } from './doors.ts'
import { faultRoutes } from './faults.ts'
import { Misasked, type Env } from './kit.ts'
import { loopbackOnly } from './loopback.ts'
import { lookRoutes, type Looks } from './looks.ts'
import type { Scenarios } from '../scenarios/scenarios.ts'
import { scenarioRoutes } from './scenarios.ts'
import { snapshotRoutes } from './snapshots.ts'
import { peopleRoutes } from './people.ts'
import { streamRoutes } from './stream.ts'
import { watchedOf } from './watched.ts'

export interface ControlOptions extends Looks {
  doors: Doors
  scenarios: Scenarios
}

/** What the simulator can do beyond Kisi's API: JSON under `/_sim/`, for tests and for the panel. */
export function createControl(options: ControlOptions): Hono<Env> {
  const { world, doors, faults, network, readers } = options
  const app = new Hono<Env>()
  app.use(loopbackOnly)
  for (const add of [
    lookRoutes(options),
    peopleRoutes(world),
    streamRoutes(watchedOf(options)),
    badgeReaderRoutes(world, readers),
    scenarioRoutes(options.scenarios),
    doorRoutes(world, doors),
    faultRoutes(world, faults, network),
    clockRoutes(world),
    snapshotRoutes(world),
  ]) {
    add(app)
  }
  app.notFound((c) => c.json({ error: 'There is nothing here.' }, 404))
  app.onError((error, c) => {
    if (error instanceof Misasked) return c.json({ error: error.message }, error.status)
    if (error instanceof Refused) return c.json({ error: error.message }, 400)
    throw error
  })
  return app
}
