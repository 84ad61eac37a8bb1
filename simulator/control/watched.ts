import type { LoggedRequest } from '../faults/request-log.ts'
import { badgeReaderView } from './badge-readers.ts'
import { clockLook } from './clock.ts'
import { doorLooks } from './door-looks.ts'
import type { Looks } from './looks.ts'
import type { StreamOptions } from './stream.ts'
import { summaryOf } from './state.ts'
import type { Clock } from '../world/clock.ts'

/** A request without its bodies: those are asked for one by one. */
export type RequestBrief = Omit<LoggedRequest, 'body' | 'answer' | 'sent'>

export function briefOf({ body: _body, answer: _answer, sent: _sent, ...brief }: LoggedRequest): RequestBrief {
  return brief
}

export type ClockLook = ReturnType<typeof clockLook>

/** What a clock shows beyond what its rate explains, in halves of a second of its own: it changes when the time is moved. */
function driftOf({ now, rate }: Clock): number {
  return Math.round((now() - performance.now() * rate) / (500 * Math.max(1, rate)))
}

/** What the panel is told as it happens. */
export function watchedOf({ world, faults, network, log, readers }: Looks): StreamOptions {
  return {
    world,
    topics: [
      { name: 'summary', look: () => ({ ...summaryOf(world), network: network.state() }) },
      {
        name: 'clock',
        look: () => clockLook(world.clock),
        mark: () => {
          const { mode, rate, next } = clockLook(world.clock)
          return `${mode} ${rate} ${next} ${driftOf(world.clock)}`
        },
      },
      { name: 'faults', look: () => faults.all() },
      { name: 'readers', look: () => readers.all().map(badgeReaderView) },
    ],
    collections: [{ name: 'doors', look: () => doorLooks(world) }],
    feeds: [
      {
        name: 'requests',
        count: () => log.count(),
        kept: () => log.all().length,
        newest: (most) => log.all().slice(-most).map(briefOf),
      },
      {
        name: 'events',
        count: () => world.eventCount(),
        kept: () => Math.min(world.events.length, KEPT_EVENTS),
        newest: (most) => world.events.slice(-most),
      },
    ],
  }
}

/** A page keeps no more events than this. */
const KEPT_EVENTS = 1000
