import type { Context } from 'hono'
import { z } from 'zod'
import { NoPtys, type BadgeReaders, type NumberedReader } from '../hardware/badge-readers/badge-readers.ts'
import type { Credential } from '../hardware/badge-readers/credential.ts'
import { READER_PROTOCOLS } from '../hardware/badge-readers/kinds.ts'
import { encodeWiegand, FORMAT_NAMES } from '../hardware/badge-readers/wiegand-formats.ts'
import type { World } from '../world/world.ts'
import { card, tagFor } from './cards.ts'
import { DONE, Misasked, read, sentenceOf, type Env, type Routes } from './kit.ts'

const newReader = z.strictObject({
  protocol: z.enum(READER_PROTOCOLS),
  transport: z.enum(['pty', 'tcp']).optional(),
  name: z.string().trim().min(1).max(80).optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
})

const whole = z.int().min(0).optional()
const milliseconds = z.int().min(1).max(60_000).optional()
const tapRequest = z.union(
  [
    z.strictObject({ card, milliseconds }),
    z.strictObject({ uid: z.string().regex(/^([0-9A-Fa-f]{8}|[0-9A-Fa-f]{14}|[0-9A-Fa-f]{20})$/), milliseconds }),
    z.strictObject({ bits: z.string().regex(/^[01]{8,128}$/), milliseconds }),
    z.strictObject({
      wiegand: z.strictObject({
        format: z.enum(FORMAT_NAMES),
        facility_code: whole,
        card_number: whole,
        oem: whole,
        issue_level: whole,
      }),
      milliseconds,
    }),
    z.strictObject({
      text: z.string().min(1).max(4096),
      symbology: z
        .string()
        .regex(/^[A-Za-z][0-9A-Za-z]$/)
        .optional(),
      milliseconds,
    }),
    z.strictObject({ keys: z.string().regex(/^[0-9*#]{1,16}$/), milliseconds }),
  ],
  'Needs a card (its number, or ten hex digits), a uid, bits, a wiegand number, a text or keys.',
)
const garbageRequest = z.strictObject({
  hex: z
    .string()
    .regex(/^([0-9A-Fa-f]{2}){1,4096}$/)
    .optional(),
})
const statusRequest = z.strictObject({ tampered: z.boolean().optional(), power_failed: z.boolean().optional() })

/** Half a frame, a wrong checksum, line noise: what a bad contact sends. */
const GARBAGE = Buffer.from('ff00fe0233433030434502024141414141414141414130300355aa0d0a', 'hex')
/** Each is a device and two open files. */
const MOST_READERS = 64

export function badgeReaderView(reader: NumberedReader) {
  const { id, name, protocol, transport, path } = reader
  return { id, name, protocol, transport, path, plugged: reader.plugged(), shown: reader.shown() }
}

/** The badge readers on the desks. */
export const badgeReaderRoutes =
  (world: World, readers: BadgeReaders): Routes =>
  (app) => {
    function readerOf(c: Context<Env>): NumberedReader {
      const id = c.req.param('id')
      const reader = readers.get(Number(id))
      if (!reader) throw new Misasked(404, `There is no badge reader ${id}.`)
      return reader
    }
    function credentialOf(asked: z.infer<typeof tapRequest>): Credential {
      if ('card' in asked) return { kind: 'em4100', tag: tagFor(world, asked.card) }
      if ('uid' in asked) return { kind: 'uid', hex: asked.uid.toUpperCase() }
      if ('bits' in asked) return { kind: 'wiegand', bits: asked.bits }
      if ('text' in asked) return { kind: 'text', text: asked.text, symbology: asked.symbology ?? 'Q1' }
      if ('keys' in asked) return { kind: 'keys', keys: asked.keys }
      const { format, ...numbers } = asked.wiegand
      try {
        return { kind: 'wiegand', bits: encodeWiegand(format, numbers) }
      } catch (error) {
        if (error instanceof RangeError) throw new Misasked(400, error.message)
        throw error
      }
    }

    app.get('/badge-readers', (c) => c.json(readers.all().map(badgeReaderView)))
    app.post('/badge-readers', async (c) => {
      const asked = await read(c, newReader)
      if (readers.all().length >= MOST_READERS)
        throw new Misasked(409, `There are ${MOST_READERS} badge readers already.`)
      try {
        return c.json(badgeReaderView(await readers.add(asked)), 201)
      } catch (error) {
        if (error instanceof z.ZodError) throw new Misasked(400, `settings: ${sentenceOf(error)}`)
        if (error instanceof NoPtys) throw new Misasked(409, error.message)
        throw error
      }
    })
    app.delete('/badge-readers/:id', (c) => {
      readers.remove(readerOf(c).id)
      return c.json(DONE)
    })
    app.post('/badge-readers/:id/tap', async (c) => {
      const reader = readerOf(c)
      const asked = await read(c, tapRequest)
      const credential = credentialOf(asked)
      const outcome = reader.present(credential, asked.milliseconds)
      if (outcome === 'unplugged') throw new Misasked(409, 'The badge reader is unplugged.')
      if (outcome === 'unreadable') throw new Misasked(409, `A reader of the kind ${reader.protocol} cannot read that.`)
      return c.json(credential.kind === 'em4100' ? { ok: true, tag: credential.tag } : DONE)
    })
    app.post('/badge-readers/:id/garbage', async (c) => {
      const reader = readerOf(c)
      const { hex } = await read(c, garbageRequest)
      const bytes = hex === undefined ? GARBAGE : Buffer.from(hex, 'hex')
      if (!reader.garbage(bytes)) throw new Misasked(409, 'The badge reader is unplugged.')
      return c.json(DONE)
    })
    app.post('/badge-readers/:id/status', async (c) => {
      const reader = readerOf(c)
      const { tampered, power_failed: powerFailed } = await read(c, statusRequest)
      if (!reader.setStatus) throw new Misasked(409, `A reader of the kind ${reader.protocol} cannot say how it is.`)
      reader.setStatus({ tampered, powerFailed })
      return c.json(DONE)
    })
    app.post('/badge-readers/:id/unplug', (c) => {
      readerOf(c).unplug()
      return c.json(DONE)
    })
    app.post('/badge-readers/:id/replug', async (c) => {
      const reader = readerOf(c)
      await reader.plug()
      return c.json({ ok: true, path: reader.path })
    })
  }
