import type { Database } from 'better-sqlite3'
import type { CallOptions, KisiClient, KisiController } from '../kisi/types.ts'
import type { Side } from './side.ts'

/** Reads the controllers and what hangs on them once more, and puts it in place of what was known at one stroke. */
export async function refreshHardware(options: {
  database: Database
  kisi: KisiClient
  side(): Side
  call: CallOptions
}): Promise<void> {
  const { database, kisi, call } = options
  const controllers = new Map<number, KisiController>()
  for (let offset = 0; ;) {
    const { items, total } = await kisi.controllers({ ...call, limit: 250, offset })
    for (const one of items) controllers.set(one.id, one)
    offset += items.length
    if (items.length === 0 || (total === null ? items.length < 250 : offset >= total)) break
  }
  const wired: Parameters<Side['putHardware']>[] = []
  for (const id of controllers.keys()) {
    wired.push([
      id,
      await kisi.controllerInputs(id, call),
      await kisi.controllerInputConnections(id, call),
      await kisi.controllerRelayConnections(id, call),
    ])
  }
  const side = options.side()
  database.transaction(() => {
    for (const { id } of side.queries.controllers()) if (!controllers.has(id)) side.forget('controller', id)
    for (const one of controllers.values()) side.controllers.put(one)
    for (const one of wired) side.putHardware(...one)
  })()
}
