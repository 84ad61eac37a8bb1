import type { HttpBindings } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { faultRequest, type Faults } from '../faults/faults.ts'
import type { Network } from '../faults/network.ts'
import type { RequestLog } from '../faults/request-log.ts'
import type { Doors } from '../hardware/doors.ts'
import type { BadgeReader } from '../hardware/reader.ts'
import { readBodyText } from '../api/body.ts'
import { demoKey } from '../world/office.ts'
import type { LockRow } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { loopbackOnly } from './loopback.ts'
import { cardByTag, rightsOf, stateOf } from './state.ts'

export interface ControlOptions {
  world: World
  doors: Doors
  faults: Faults
  network: Network
  log: RequestLog
  reader: BadgeReader | null
}

type Env = { Bindings: HttpBindings }

/** Something `/_sim/` was asked wrongly; the sentence is the answer. */
class Misasked extends Error {
  readonly status: 400 | 404 | 409 | 413
  constructor(status: 400 | 404 | 409 | 413, sentence: string) {
    super(sentence)
    this.status = status
  }
}

/** A card: its number as Kisi has it, or the ten hex digits its reader sends. */
const card = z.union([z.int().min(0).max(0xff_ffff_ffff), z.string().regex(/^([0-9A-Fa-f]{10}|\d{1,9})$/)])
const tapRequest = z.strictObject({ card, milliseconds: z.int().min(1).max(60_000).optional() })
const doorTapRequest = z.strictObject({ card })
const contactRequest = z.strictObject({ open: z.boolean() })
const networkRequest = z.strictObject({ state: z.enum(['broken', 'ok']) })
const clockRequest = z.strictObject({ advance: z.number().min(0).max(31_536_000) })
const onlineRequest = z.strictObject({ online: z.boolean() })
const garbageRequest = z.strictObject({
  hex: z
    .string()
    .regex(/^([0-9A-Fa-f]{2}){1,4096}$/)
    .optional(),
})

/** Half a frame, a wrong checksum, line noise: what a bad contact sends. */
const GARBAGE = Buffer.from('ff00fe0233433030434502024141414141414141414130300355aa0d0a', 'hex')

/** Bodies above this many bytes are refused. */
const LARGEST_BODY = 100_000

/** Uploaded files above this many bytes are refused. */
const LARGEST_FILE = 10_000_000

/** What is wrong with a body, in one line. */
const sentenceOf = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.') || 'The body'}: ${issue.message}`).join('; ')

const DONE = { ok: true }

/** What the simulator can do beyond Kisi's API: JSON under `/_sim/`, for tests and for the panel. */
export function createControl({ world, doors, faults, network, log, reader }: ControlOptions): Hono<Env> {
  const app = new Hono<Env>()
  app.use(loopbackOnly)

  /** Ten hex digits for whatever a card was named by. A number's missing upper byte is the enrolled card's own. */
  function tagFor(named: z.infer<typeof card>): string {
    if (typeof named === 'string' && named.length === 10) return named.toUpperCase()
    const number = Number(named)
    const enrolled = number <= 0xffff_ffff ? world.where('cards', 'card_id', number)[0] : undefined
    const upper = number > 0xffff_ffff ? '' : (enrolled?.version ?? '3C')
    const digits = number.toString(16).toUpperCase()
    return upper === '' ? digits.padStart(10, '0') : upper + digits.padStart(8, '0')
  }
  function lockOf(c: Context<Env>): LockRow {
    const lock = world.get('locks', Number(c.req.param('id')))
    if (!lock) throw new Misasked(404, `There is no lock ${c.req.param('id')}.`)
    return lock
  }
  function theReader(): BadgeReader {
    if (!reader) throw new Misasked(409, 'The simulator was started without a badge reader.')
    return reader
  }
  async function read<Shape extends z.ZodType>(c: Context<Env>, shape: Shape): Promise<z.infer<Shape>> {
    const text = await readBodyText(c.env.incoming, LARGEST_BODY)
    if (text === null) throw new Misasked(413, 'The body is too large.')
    let value: unknown
    try {
      value = text.trim() === '' ? {} : JSON.parse(text)
    } catch {
      throw new Misasked(400, 'The body is not valid JSON.')
    }
    const result = shape.safeParse(value)
    if (!result.success) throw new Misasked(400, sentenceOf(result.error))
    return result.data
  }

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

  app.post('/reader/tap', async (c) => {
    const { card, milliseconds } = await read(c, tapRequest)
    const tag = tagFor(card)
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

  app.post('/locks/:id/tap', async (c) => {
    const lock = lockOf(c)
    const tag = tagFor((await read(c, doorTapRequest)).card)
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
  app.post('/clock', async (c) => {
    world.clock.advance((await read(c, clockRequest)).advance * 1000)
    return c.json({ ok: true, now: world.clock.iso() })
  })

  app.notFound((c) => c.json({ error: 'There is nothing here.' }, 404))
  app.onError((error, c) => {
    if (error instanceof Misasked) return c.json({ error: error.message }, error.status)
    throw error
  })
  return app
}
