import { readBodyText } from '../api/body.ts'
import type { Faults } from '../faults/faults.ts'
import type { Network } from '../faults/network.ts'
import { shownRequest, type LoggedRequest, type RequestLog } from '../faults/request-log.ts'
import type { BadgeReaders } from '../hardware/badge-readers/badge-readers.ts'
import type { World } from '../world/world.ts'
import { badgeReaderView } from './badge-readers.ts'
import { DONE, Misasked, type Routes } from './kit.ts'
import { rightsOf, stateOf } from './state.ts'
import { briefOf } from './watched.ts'

/** Uploaded files above this many bytes are refused. */
const LARGEST_FILE = 10_000_000

export interface Looks {
  world: World
  faults: Faults
  network: Network
  log: RequestLog
  readers: BadgeReaders
}

/** What stands in the world, and what was asked of it. */
export const lookRoutes =
  ({ world, faults, network, log, readers }: Looks): Routes =>
  (app) => {
    app.get('/state', (c) =>
      c.json({
        ...stateOf(world),
        network: network.state(),
        faults: faults.all(),
        badge_readers: readers.all().map(badgeReaderView),
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
    app.get('/requests', (c) => {
      const query = c.req.query('query')
      return c.json(
        query === undefined ? log.all().map(shownRequest) : requestsWith(log.all(), query.slice(0, 200)).map(briefOf),
      )
    })
    app.get('/requests/:id', (c) => {
      const request = log.all().find(({ id }) => id === Number(c.req.param('id')))
      if (!request) throw new Misasked(404, `Request ${c.req.param('id')} is no longer kept.`)
      return c.json(shownRequest(request))
    })
    app.delete('/requests', (c) => {
      log.clear()
      return c.json(DONE)
    })
  }

/** The requests that speak of something: in method and path, status, caller or bodies, capitals or not. */
function requestsWith(requests: LoggedRequest[], query: string): LoggedRequest[] {
  const sought = query.toLowerCase()
  return requests.filter((request) => {
    const { method, path, status, who, body, answer } = shownRequest(request)
    const text = `${method} ${path} ${status} ${who} ${JSON.stringify(body)} ${JSON.stringify(answer)}`
    return text.toLowerCase().includes(sought)
  })
}
