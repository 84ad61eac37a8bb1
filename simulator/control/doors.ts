import type { Context } from 'hono'
import { z } from 'zod'
import type { Doors } from '../hardware/doors.ts'
import type { LockRow } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { card, tagFor } from './cards.ts'
import { DONE, Misasked, read, type Env, type Routes } from './kit.ts'
import { cardByTag } from './state.ts'

const tapRequest = z.strictObject({ card })
const contactRequest = z.strictObject({ open: z.boolean() })
const onlineRequest = z.strictObject({ online: z.boolean() })

/** The building's hardware by hand: sensors, the doors' own readers, controllers. */
export const doorRoutes =
  (world: World, doors: Doors): Routes =>
  (app) => {
    function lockOf(c: Context<Env>): LockRow {
      const lock = world.get('locks', Number(c.req.param('id')))
      if (!lock) throw new Misasked(404, `There is no lock ${c.req.param('id')}.`)
      return lock
    }

    app.post('/locks/:id/tap', async (c) => {
      const lock = lockOf(c)
      const tag = tagFor(world, (await read(c, tapRequest)).card)
      const { opened, refusal, person } = doors.tap(lock, cardByTag(world, tag))
      return c.json({ opened, error_code: refusal?.code ?? null, error_message: refusal?.error ?? null, person })
    })
    app.post('/locks/:id/contact', async (c) => {
      const lock = lockOf(c)
      doors.setContact(lock, (await read(c, contactRequest)).open)
      return c.json(DONE)
    })
    app.post('/controllers/offline', async (c) => {
      const { online } = await read(c, onlineRequest)
      for (const controller of world.all('controllers')) world.update('controllers', controller.id, { online })
      return c.json(DONE)
    })
  }
