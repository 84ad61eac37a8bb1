import type { Context } from 'hono'
import { z } from 'zod'
import { faultRequest, type Faults } from '../faults/faults.ts'
import type { Network } from '../faults/network.ts'
import { demoKey } from '../world/office.ts'
import type { World } from '../world/world.ts'
import { DONE, Misasked, read, type Env, type Routes } from './kit.ts'

const networkRequest = z.strictObject({ state: z.enum(['broken', 'ok']) })

/** What is made to go wrong between the cloud and whoever calls it. */
export const faultRoutes =
  (world: World, faults: Faults, network: Network): Routes =>
  (app) => {
    app.post('/network', async (c) => {
      const { state } = await read(c, networkRequest)
      if (state === 'broken') network.break()
      else network.heal()
      return c.json(DONE)
    })
    app.post('/faults', async (c) => c.json(faults.add(await read(c, faultRequest))))
    app.delete('/faults', (c) => {
      faults.clear()
      return c.json(DONE)
    })
    app.delete('/faults/:id', (c) => {
      if (!faults.remove(Number(c.req.param('id')))) throw new Misasked(404, 'There is no such fault.')
      return c.json(DONE)
    })
    app.post('/keys/revoke', (c) => turnKey(c, true))
    app.post('/keys/restore', (c) => turnKey(c, false))
    function turnKey(c: Context<Env>, revoked: boolean) {
      const [login] = world.where('logins', 'secret', demoKey(world.seed))
      if (!login) throw new Misasked(409, 'The demo key was deleted.')
      world.update('logins', login.id, { revoked })
      return c.json(DONE)
    }
  }
