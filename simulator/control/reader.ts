import { z } from 'zod'
import type { BadgeReader } from '../hardware/reader.ts'
import type { World } from '../world/world.ts'
import { card, tagFor } from './cards.ts'
import { DONE, Misasked, read, type Routes } from './kit.ts'

const tapRequest = z.strictObject({ card, milliseconds: z.int().min(1).max(60_000).optional() })
const garbageRequest = z.strictObject({
  hex: z
    .string()
    .regex(/^([0-9A-Fa-f]{2}){1,4096}$/)
    .optional(),
})

/** Half a frame, a wrong checksum, line noise: what a bad contact sends. */
const GARBAGE = Buffer.from('ff00fe0233433030434502024141414141414141414130300355aa0d0a', 'hex')

/** The receptionist's badge reader. */
export const readerRoutes =
  (world: World, reader: BadgeReader | null): Routes =>
  (app) => {
    function theReader(): BadgeReader {
      if (!reader) throw new Misasked(409, 'The simulator was started without a badge reader.')
      return reader
    }

    app.post('/reader/tap', async (c) => {
      const { card, milliseconds } = await read(c, tapRequest)
      const tag = tagFor(world, card)
      if (!theReader().present(tag, milliseconds)) throw new Misasked(409, 'The badge reader is unplugged.')
      return c.json({ ok: true, tag })
    })
    app.post('/reader/garbage', async (c) => {
      const { hex } = await read(c, garbageRequest)
      const bytes = hex === undefined ? GARBAGE : Buffer.from(hex, 'hex')
      if (!theReader().garbage(bytes)) throw new Misasked(409, 'The badge reader is unplugged.')
      return c.json(DONE)
    })
    app.post('/reader/unplug', (c) => {
      theReader().unplug()
      return c.json(DONE)
    })
    app.post('/reader/replug', async (c) => {
      await theReader().plug()
      return c.json({ ok: true, path: theReader().path })
    })
  }
