import { z } from 'zod'
import type { World } from '../world/world.ts'
import { read, type Routes } from './kit.ts'

const clockRequest = z.strictObject({ advance: z.number().min(0).max(31_536_000) })

/** The simulator's time. */
export const clockRoutes =
  (world: World): Routes =>
  (app) => {
    app.post('/clock', async (c) => {
      world.clock.advance((await read(c, clockRequest)).advance * 1000)
      return c.json({ ok: true, now: world.clock.iso() })
    })
  }
