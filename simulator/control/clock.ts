import { z } from 'zod'
import { FASTEST, type Clock } from '../world/clock.ts'
import type { World } from '../world/world.ts'
import { Misasked, read, type Routes } from './kit.ts'

/** A year in seconds: the furthest one step goes. */
const LONGEST_STEP = 31_536_000

const instant = z.iso.datetime({ offset: true, error: 'must be "next" or an instant as in RFC 3339' })
const rate = z.number().min(1).max(FASTEST)
const WANTED = 'must be one of {"advance": seconds}, {"to": "next"}, {"to": instant} and {"mode": …, "rate": …}'
const clockRequest = z.union(
  [
    z.strictObject({ advance: z.number().min(0).max(LONGEST_STEP) }),
    z.strictObject({ to: z.union([z.literal('next'), instant]) }),
    z.strictObject({ mode: z.literal('fast'), rate: rate.optional() }),
    z.strictObject({ mode: z.enum(['real', 'frozen']) }),
  ],
  { error: WANTED },
)

/** What the time is and how it goes: GET /_sim/clock. */
export const clockLook = (clock: Clock) => {
  const next = clock.next()
  return {
    now: clock.iso(),
    mode: clock.mode,
    rate: clock.rate,
    next: next === null ? null : new Date(next).toISOString(),
  }
}

/** How far it is to there, in milliseconds. Throws Misasked. */
function distance(clock: Clock, to: string): number {
  const moment = to === 'next' ? clock.next() : Date.parse(to)
  if (moment === null) throw new Misasked(409, 'Nothing is waiting for its time.')
  // What fell due while the clock stood still is done by a step of no length.
  const milliseconds = to === 'next' ? Math.max(0, moment - clock.now()) : moment - clock.now()
  if (milliseconds < 0) throw new Misasked(400, `The time only goes forward, and it is ${clock.iso()} already.`)
  if (milliseconds > LONGEST_STEP * 1000 && to !== 'next') {
    throw new Misasked(400, 'The time goes forward by a year at most in one step.')
  }
  return milliseconds
}

/** The simulator's time: how it goes, and steps of it. */
export const clockRoutes =
  (world: World): Routes =>
  (app) => {
    const { clock } = world
    app.get('/clock', (c) => c.json(clockLook(clock)))
    app.post('/clock', async (c) => {
      const asked = await read(c, clockRequest)
      if ('advance' in asked) clock.advance(asked.advance * 1000)
      else if ('to' in asked) clock.advance(distance(clock, asked.to))
      else clock.set(asked.mode, 'rate' in asked ? asked.rate : undefined)
      return c.json({ ok: true, ...clockLook(clock) })
    })
  }
