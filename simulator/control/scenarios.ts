import { z } from 'zod'
import { SCENARIO_NAMES, scenarioOf, type Scenarios } from '../scenarios/scenarios.ts'
import { Misasked, read, type Routes } from './kit.ts'

const startRequest = z.strictObject({
  seed: z.int().min(0).max(4_294_967_295).optional(),
  people: z.int().min(1).max(5000).optional(),
  visitors: z.int().min(0).max(500).optional(),
})

/** Whole stories that the simulator's own people play, and what came of them. */
export const scenarioRoutes =
  (scenarios: Scenarios): Routes =>
  (app) => {
    app.get('/scenarios', (c) =>
      c.json({
        known: SCENARIO_NAMES.map((name) => ({ name, says: scenarioOf(name)?.says ?? '' })),
        runs: scenarios.all(),
      }),
    )
    app.post('/scenarios/:name/start', async (c) => {
      const name = c.req.param('name')
      const scenario = scenarioOf(name)
      if (!scenario) throw new Misasked(404, `There is no scenario ${name}: there are ${SCENARIO_NAMES.join(', ')}.`)
      const started = scenarios.start(scenario, await read(c, startRequest))
      if (!started) throw new Misasked(409, 'A scenario is running already.')
      return c.json(started.run, 202)
    })
  }
