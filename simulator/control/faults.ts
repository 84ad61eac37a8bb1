import type { Context } from 'hono'
import { z } from 'zod'
import { FAULT_KINDS, faultRequest, type Faults } from '../faults/faults.ts'
import type { Network } from '../faults/network.ts'
import { demoKey, ordinaryKey } from '../world/keys.ts'
import type { World } from '../world/world.ts'
import { DONE, Misasked, read, type Env, type Routes } from './kit.ts'

const networkRequest = z.strictObject({
  state: z.enum(['ok', 'broken', 'refused']),
  /** After so many seconds of the simulator's clock the network is well again. */
  seconds: z.number().gt(0).max(31_536_000).optional(),
})

const keyRequest = z.strictObject({ key: z.enum(['demo', 'ordinary']).default('demo') })

/** Longer ago than any organization lets a login go unused. */
const LONG_AGO = '2000-01-01T00:00:00.000Z'

/** What is made to go wrong between the cloud and whoever calls it. */
export const faultRoutes =
  (world: World, faults: Faults, network: Network): Routes =>
  (app) => {
    let forget = () => {}
    /** Seconds until the network is well again; null when nobody said. */
    let left: number | null = null
    function arm() {
      forget()
      if (left === null) return
      const heal = () => void network.turn('ok').catch(() => undefined)
      forget = world.clock.at(world.clock.now() + left * 1000, heal)
    }
    // A clock that is put back forgets its tasks, and the line is no part of the world: it stays down as long again.
    world.onRestore(arm)
    app.post('/network', async (c) => {
      const { state, seconds } = await read(c, networkRequest)
      const turned = await network.turn(state).catch((error: Error) => {
        throw new Misasked(409, `The network stays refused: ${error.message}.`)
      })
      left = state === 'ok' ? null : (seconds ?? null)
      arm()
      return c.json({ ...DONE, state, ...turned })
    })
    app.get('/faults', (c) => c.json(faults.all()))
    app.post('/faults', async (c) => c.json(faults.add(await read(c, faultRequest))))
    app.delete('/faults', (c) => {
      faults.clear()
      return c.json(DONE)
    })
    app.get('/faults/kinds', (c) =>
      c.json({ kinds: FAULT_KINDS, schema: z.toJSONSchema(faultRequest, { io: 'input' }) }),
    )
    app.get('/faults/log', (c) => c.json(faults.fired()))
    app.delete('/faults/log', (c) => {
      faults.clearFired()
      return c.json(DONE)
    })
    app.delete('/faults/:id', (c) => {
      if (!faults.remove(Number(c.req.param('id')))) throw new Misasked(404, 'There is no such fault.')
      return c.json(DONE)
    })
    app.post('/keys/revoke', (c) => turnKey(c, () => ({ revoked: true })))
    app.post('/keys/expire', (c) => turnKey(c, () => ({ expire: true, last_used_at: LONG_AGO })))
    app.post('/keys/restore', (c) =>
      turnKey(c, () => ({ revoked: false, expire: false, last_used_at: world.clock.iso() })),
    )
    async function turnKey(c: Context<Env>, change: () => Parameters<typeof world.update<'logins'>>[2]) {
      const { key } = await read(c, keyRequest)
      const secret = key === 'demo' ? demoKey(world.seed) : ordinaryKey(world.seed)
      const [login] = world.where('logins', 'secret', secret)
      if (!login) throw new Misasked(409, `The ${key} key was deleted.`)
      world.update('logins', login.id, change())
      return c.json(DONE)
    }
  }
