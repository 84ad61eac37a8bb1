import { createDoors, type Doors } from '../../../../simulator/hardware/doors.ts'
import { createScenarios, scenarioOf, type Run, type Scenarios } from '../../../../simulator/scenarios/scenarios.ts'
import type { CallApi } from '../../../../simulator/scenarios/stage.ts'
import { createClock } from '../../../../simulator/world/clock.ts'
import { createEvents, type Events } from '../../../../simulator/world/events.ts'
import { demoKey } from '../../../../simulator/world/keys.ts'
import { createWorld, type World } from '../../../../simulator/world/world.ts'
import { worldOf } from '../../../../simulator/world/worlds.ts'

export interface House {
  world: World
  scenarios: Scenarios
  play(name: string, cast?: { people?: number; visitors?: number; seed?: number }): Promise<Run>
}

/**
 * A building without a server: its clock stands still at the scenario's hour. `broken` makes the world that the hardware
 * believes in another than the one that is; `tamper` makes the doors do other things than they say; `deaf` loses events on
 * their way to the cloud.
 */
export function openHouse(
  options: {
    broken?: (world: World) => World
    tamper?: (doors: Doors, world: World) => Doors
    deaf?: (events: Events) => Events
    meanwhile?: (world: World, events: Events) => void
    world?: string
  } = {},
): House {
  const {
    broken = (world: World) => world,
    tamper = (doors: Doors) => doors,
    deaf = (events: Events) => events,
  } = options
  const clock = createClock({ time: () => Date.parse('2026-05-04T06:10:00Z'), timers: false })
  clock.set('frozen')
  const source = worldOf(options.world ?? 'harbour')
  const world = createWorld({ name: source.name, seed: 7, clock })
  source.fill(world)
  const events = createEvents(world)
  const doors = tamper(createDoors(broken(world), deaf(events)), world)

  /** Of the API only what needs no guest: opening from afar, and lockdown. */
  const call: CallApi = async (method, path) => {
    const [, family, id, verb] = path.split('/')
    const login = world.where('logins', 'secret', demoKey(7))[0]
    const lock = world.get('locks', Number(id))
    if (method === 'POST' && family === 'locks' && verb === 'unlock' && lock && login) {
      const key = { person: { type: 'User' as const, id: login.user_id }, by: { type: 'Login' as const, id: login.id } }
      return { status: scenarios.doors.unlock(lock, key, null) ? 403 : 200, body: null }
    }
    if (method === 'POST' && family === 'places') {
      const since = verb === 'lock_down' ? clock.iso() : null
      world.update('places', Number(id), { locked_down_since: since })
      doors.settlePlace(Number(id))
      return { status: 204, body: null }
    }
    return { status: 404, body: null }
  }
  const scenarios = createScenarios({ world, events, doors, call })
  doors.resume()
  options.meanwhile?.(world, events)
  return {
    world,
    scenarios,
    async play(name, cast) {
      const scenario = scenarioOf(name)
      const started = scenario && scenarios.start(scenario, { visitors: 0, ...cast })
      if (!started) throw new Error(`${name} does not start.`)
      return started.ended
    },
  }
}
