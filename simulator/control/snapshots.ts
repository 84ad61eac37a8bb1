import { z } from 'zod'
import type { Snapshot, World } from '../world/world.ts'
import { DONE, Misasked, read, type Routes } from './kit.ts'

/** Names are part of addresses and of file names. */
const NAME = /^[\w][\w .-]{0,63}$/u
const snapshotRequest = z.strictObject({
  name: z.string().regex(NAME, 'must be 1 to 64 letters, digits, spaces, dots, hyphens or underscores').optional(),
})

/** What changed rows are kept by so many snapshots of a busy world: more would only fill the memory. */
const MOST_SNAPSHOTS = 50

interface Kept {
  at: string
  snapshot: Snapshot
}

/**
 * The world as it was, by name and in memory: to go back to, or to save to a file for `--state`. Unchanged rows are shared
 * with the world, so that a snapshot of 20,000 people costs little.
 */
export const snapshotRoutes =
  (world: World): Routes =>
  (app) => {
    const kept = new Map<string, Kept>()

    function named(name: string): Kept {
      const found = kept.get(name)
      if (!found) throw new Misasked(404, `There is no snapshot "${name}".`)
      return found
    }
    /** The first number that is free. */
    function freeName(): string {
      let number = 1
      while (kept.has(`snapshot-${number}`)) number += 1
      return `snapshot-${number}`
    }

    app.get('/snapshots', (c) => c.json([...kept].map(([name, { at }]) => ({ name, at }))))
    app.post('/snapshots', async (c) => {
      const name = (await read(c, snapshotRequest)).name ?? freeName()
      if (!kept.has(name) && kept.size >= MOST_SNAPSHOTS) {
        throw new Misasked(409, `There are ${MOST_SNAPSHOTS} snapshots already: delete one first.`)
      }
      const at = world.clock.iso()
      // One that is taken again under its name becomes the newest.
      kept.delete(name)
      kept.set(name, { at, snapshot: world.snapshot() })
      return c.json({ name, at })
    })
    app.get('/snapshots/:name', (c) => c.json(named(c.req.param('name')).snapshot))
    app.delete('/snapshots/:name', (c) => {
      named(c.req.param('name'))
      kept.delete(c.req.param('name'))
      return c.json(DONE)
    })
    app.post('/snapshots/:name/restore', (c) => {
      world.restore(named(c.req.param('name')).snapshot)
      return c.json({ ok: true, now: world.clock.iso() })
    })
  }
