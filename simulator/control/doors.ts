import type { Context } from 'hono'
import { z } from 'zod'
import type { Doors } from '../hardware/doors.ts'
import { offlineCards, type Outcome, type Presented } from '../hardware/present.ts'
import { hasReader, keypadsAt, readerAt } from '../hardware/wiring.ts'
import type { LockRow, TableName, Tables } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { card, tagFor } from './cards.ts'
import { doorLooks, zoneLooks } from './door-looks.ts'
import { DONE, Misasked, read, type Env, type Routes } from './kit.ts'
import { cardByTag } from './state.ts'

/** A link or an access key: by its id, or by what its QR code says. */
const code = z.union([z.int().min(1), z.string().min(1).max(200)])
const credential = z.union(
  [
    z.strictObject({ card }),
    z.strictObject({ link: code }),
    z.strictObject({ access_key: code }),
    z.strictObject({ pin: z.string().regex(/^\d{1,12}$/) }),
  ],
  'needs one of card, link, access_key and pin',
)
const contactRequest = z.strictObject({ open: z.boolean() })
const onlineRequest = z.strictObject({ online: z.boolean() })
const tamperRequest = z.strictObject({ tampered: z.boolean() })
const wireRequest = z.strictObject({ state: z.enum(['normal', 'cut', 'short']) })
const firmwareRequest = z.strictObject({ updating: z.boolean() })
const zoneRequest = z.strictObject({ mode: z.enum(['away', 'stay', 'disarmed']) })
const settingsRequest = z.strictObject({ offline_cards: z.enum(['cached', 'refuse']) })

/** What each table's rows are called in a sentence. */
const NOUNS = {
  locks: 'lock',
  readers: 'reader',
  controllers: 'controller',
  controller_inputs: 'input',
  zones: 'zone',
} as const satisfies Partial<Record<TableName, string>>

/** The building's hardware by hand: doors, buttons, wires, readers, controllers. */
export const doorRoutes =
  (world: World, doors: Doors): Routes =>
  (app) => {
    function rowOf<Name extends keyof typeof NOUNS>(c: Context<Env>, table: Name): Tables[Name] {
      const row = world.get(table, Number(c.req.param('id')))
      if (!row) throw new Misasked(404, `There is no ${NOUNS[table]} ${c.req.param('id')}.`)
      return row
    }
    const lockOf = (c: Context<Env>): LockRow => rowOf(c, 'locks')

    function presentedBy(asked: z.infer<typeof credential>): Presented {
      if ('card' in asked) return { card: cardByTag(world, tagFor(world, asked.card)) }
      if ('pin' in asked) return asked
      if ('link' in asked) {
        const { link } = asked
        if (typeof link === 'number') return { link: world.get('group_links', link) ?? null }
        return { link: world.where('group_links', 'quick_response_code_token', link)[0] ?? null }
      }
      const { access_key: key } = asked
      if (typeof key === 'number') return { accessKey: world.get('access_keys', key) ?? null }
      return { accessKey: world.where('access_keys', 'key', key)[0] ?? null }
    }
    const answer = ({ opened, refusal, person }: Outcome) => ({
      ...{ opened, error_code: refusal?.code ?? null, error_message: refusal?.error ?? null, person },
    })

    app.get('/doors', (c) => c.json(doorLooks(world)))
    app.post('/locks/:id/tap', async (c) => {
      const lock = lockOf(c)
      const presented = presentedBy(await read(c, credential))
      const typed = 'pin' in presented
      if (typed && keypadsAt(world, lock).length === 0) throw new Misasked(409, `${lock.name} has no keypad.`)
      if (!hasReader(world, lock)) throw new Misasked(409, `${lock.name} has no reader.`)
      return c.json(answer(doors.present.atDoor(lock, presented, typed ? null : readerAt(world, lock))))
    })
    app.post('/locks/:id/contact', async (c) => {
      const lock = lockOf(c)
      const { open } = await read(c, contactRequest)
      if (!doors.inputs.setContact(lock, open)) throw new Misasked(409, `${lock.name} has no contact sensor.`)
      return c.json(DONE)
    })
    app.post('/locks/:id/exit-button', (c) => {
      const lock = lockOf(c)
      if (!doors.inputs.pressExit(lock)) throw new Misasked(409, `${lock.name} has no exit button.`)
      return c.json(DONE)
    })
    app.post('/locks/:id/force', (c) => {
      const lock = lockOf(c)
      if (!doors.force(lock)) {
        throw new Misasked(409, `${lock.name} is open or unlocked, or has no contact sensor: it cannot be forced.`)
      }
      return c.json(DONE)
    })
    app.post('/locks/:id/tailgate', (c) => {
      const lock = lockOf(c)
      if (!doors.tailgate(lock)) {
        throw new Misasked(409, `${lock.name} has not been unlocked for anybody whom somebody could follow.`)
      }
      return c.json(DONE)
    })

    app.post('/inputs/:id/wire', async (c) => {
      doors.inputs.setWire(rowOf(c, 'controller_inputs'), (await read(c, wireRequest)).state)
      return c.json(DONE)
    })
    app.post('/inputs/:id/contact', async (c) => {
      const input = rowOf(c, 'controller_inputs')
      doors.inputs.setInput(input, (await read(c, contactRequest)).open ? 'open' : 'closed')
      return c.json(DONE)
    })

    app.post('/controllers/offline', async (c) => {
      doors.devices.setOnline(world.all('controllers'), (await read(c, onlineRequest)).online)
      return c.json(DONE)
    })
    app.post('/controllers/:id/online', async (c) => {
      doors.devices.setOnline([rowOf(c, 'controllers')], (await read(c, onlineRequest)).online)
      return c.json(DONE)
    })
    app.post('/controllers/:id/firmware', async (c) => {
      doors.devices.setUpdating(rowOf(c, 'controllers'), (await read(c, firmwareRequest)).updating)
      return c.json(DONE)
    })
    app.post('/controllers/:id/tamper', async (c) => {
      doors.devices.setControllerTampered(rowOf(c, 'controllers'), (await read(c, tamperRequest)).tampered)
      return c.json(DONE)
    })

    app.post('/readers/:id/online', async (c) => {
      doors.devices.setReaderOnline(rowOf(c, 'readers'), (await read(c, onlineRequest)).online)
      return c.json(DONE)
    })
    app.post('/readers/:id/tamper', async (c) => {
      const reader = rowOf(c, 'readers')
      if (!doors.devices.setReaderTampered(reader, (await read(c, tamperRequest)).tampered)) {
        throw new Misasked(409, `The tamper alarm of ${reader.name} is switched off.`)
      }
      return c.json(DONE)
    })
    app.post('/readers/:id/tap', async (c) => {
      const reader = rowOf(c, 'readers')
      const presented = presentedBy(await read(c, credential))
      if ('pin' in presented) throw new Misasked(409, `${reader.name} has no keypad.`)
      const lock = reader.lock_id === null ? undefined : world.get('locks', reader.lock_id)
      const { atDoor, atReader } = doors.present
      return c.json(answer(lock ? atDoor(lock, presented, reader) : atReader(reader, presented)))
    })

    app.get('/zones', (c) => c.json(zoneLooks(world)))
    app.post('/zones/:id', async (c) => {
      doors.zones.setMode(rowOf(c, 'zones').id, (await read(c, zoneRequest)).mode, 'person')
      return c.json(DONE)
    })

    app.get('/settings', (c) => c.json({ offline_cards: offlineCards(world) }))
    app.post('/settings', async (c) => {
      const settings = await read(c, settingsRequest)
      const [row] = world.all('settings')
      if (row) world.update('settings', row.id, settings)
      else world.insert('settings', settings)
      return c.json({ ...DONE, ...settings })
    })
  }
