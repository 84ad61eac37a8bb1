import { readBodyText } from '../api/body.ts'
import type { Faults } from '../faults/faults.ts'
import type { Network } from '../faults/network.ts'
import type { RequestLog } from '../faults/request-log.ts'
import type { BadgeReader } from '../hardware/reader.ts'
import type { World } from '../world/world.ts'
import { DONE, Misasked, type Routes } from './kit.ts'
import { rightsOf, stateOf } from './state.ts'

/** Uploaded files above this many bytes are refused. */
const LARGEST_FILE = 10_000_000

export interface Looks {
  world: World
  faults: Faults
  network: Network
  log: RequestLog
  reader: BadgeReader | null
}

/** What stands in the world, and what was asked of it. */
export const lookRoutes =
  ({ world, faults, network, log, reader }: Looks): Routes =>
  (app) => {
    app.get('/state', (c) =>
      c.json({
        ...stateOf(world),
        network: network.broken() ? 'broken' : 'ok',
        faults: faults.all(),
        reader: reader ? { path: reader.path, plugged: reader.plugged(), protocol: reader.protocol } : null,
        request_count: log.count(),
      }),
    )
    app.get('/rights', (c) => c.json(rightsOf(world)))
    app.get('/events', (c) => {
      const limit = Math.min(20_000, Number(c.req.query('limit')) || 1000)
      return c.json(world.events.slice(-limit))
    })
    // Tokens reach people by e-mail alone: whoever tests with one reads it here.
    app.get('/mail', (c) => c.json(world.all('mails')))
    // Where signed upload URLs point to. What is in such a file is not public: it is taken and not kept.
    app.post('/files/*', async (c) => {
      if ((await readBodyText(c.env.incoming, LARGEST_FILE)) === null) throw new Misasked(413, 'The file is too large.')
      return c.json(DONE)
    })
    app.get('/requests', (c) => c.json(log.all()))
    app.delete('/requests', (c) => {
      log.clear()
      return c.json(DONE)
    })
  }
