import { setTimeout as rest } from 'node:timers/promises'
import type { Simulator } from '../../e2e/fixtures/simulator.ts'
import type { createRandom } from '../../fixtures/random.ts'
import type { Reception } from './reception.ts'
import type { StormTime } from './time.ts'

type Random = ReturnType<typeof createRandom>
interface Asked {
  kind: string
  [parameter: string]: unknown
}

export interface WeatherOptions {
  length: number
  /** How often each kind of fault comes over the day. */
  rounds: number
  outages: number
  restarts: number
  /** How far the desk's wall clock is moved, and when, as a part of the day. */
  jumps: readonly { part: number; milliseconds: number }[]
  random: Random
  time: StormTime
  simulator: Simulator
  reception: Reception
}

export interface Weather {
  /** How often each kind of fault struck; kinds that never did have 0. */
  struck: ReadonlyMap<string, number>
  outages: number
  jumps: number
  /** Resolves when everything of the day was had; rejects with what went wrong with the weather itself. */
  over: Promise<void>
  /** Asks the simulator's controls when they can be reached: not while its port is refused. */
  control<Answer>(ask: () => Promise<Answer>): Promise<Answer>
}

const minute = 60_000
/** How long a port that was to be open again is still waited for, in milliseconds of real time. */
const patienceMs = 5000

/** Each kind in the forms that it comes in. Milliseconds and bytes of these are real: 20 ms are about a second here. */
const forms: Record<string, readonly Asked[]> = {
  latency: [{ kind: 'latency', milliseconds: 30, spread: 25, probability: 0.4 }],
  status: [
    { kind: 'status', status: 503, probability: 0.4 },
    { kind: 'status', status: 502, body: 'html', probability: 0.4 },
    { kind: 'status', status: 429, retry_after: 4, probability: 0.3 },
    { kind: 'status', status: 500, after: true, probability: 0.3 },
    { kind: 'status', status: 504, body: 'empty', after: true, method: 'POST', probability: 0.5 },
  ],
  timeout_before: [{ kind: 'timeout_before', probability: 0.1 }],
  timeout_after: [
    { kind: 'timeout_after', probability: 0.1 },
    { kind: 'timeout_after', method: 'POST', path: '/guests', probability: 0.5 },
  ],
  reset_before: [{ kind: 'reset_before', probability: 0.3 }],
  reset_half: [{ kind: 'reset_half', probability: 0.3 }],
  reset_after: [
    { kind: 'reset_after', probability: 0.3 },
    { kind: 'reset_after', method: 'DELETE', probability: 0.7 },
    { kind: 'reset_after', path: '/locks*', probability: 0.5 },
  ],
  truncated: [
    { kind: 'truncated', probability: 0.3 },
    { kind: 'truncated', complete: true, part: 0.8, probability: 0.3 },
  ],
  not_json: [{ kind: 'not_json', probability: 0.3 }],
  content_type: [{ kind: 'content_type', probability: 0.5 }],
  extra_fields: [{ kind: 'extra_fields', fields: 3 }],
  missing_fields: [{ kind: 'missing_fields', probability: 0.3 }],
  slow_drip: [{ kind: 'slow_drip', bytes_per_second: 20_000, probability: 0.5 }],
  wrong_clock: [
    { kind: 'wrong_clock', shift_seconds: 86_400 },
    { kind: 'wrong_clock', shift_seconds: -7200 },
  ],
  key_revoked: [{ kind: 'key_revoked', probability: 0.2 }],
  key_expired: [{ kind: 'key_expired', probability: 0.2 }],
  shifting_pages: [
    { kind: 'shifting_pages', change: 'inserted', rows: 2 },
    { kind: 'shifting_pages', change: 'removed', rows: 1 },
    { kind: 'shifting_pages', change: 'reordered', rows: 3 },
  ],
  webhook_duplicated: [{ kind: 'webhook_duplicated', copies: 2, probability: 0.5 }],
  webhook_reordered: [{ kind: 'webhook_reordered', later: 3, probability: 0.5 }],
  webhook_lost: [{ kind: 'webhook_lost', probability: 0.5 }],
}

/** Lets everything happen to the line, the key, the clock and the desk's life, at moments that the seed decides. */
export function startWeather(options: WeatherOptions): Weather {
  const { random, time, simulator, reception, length } = options
  const struck = new Map(Object.keys(forms).map((kind) => [kind, 0]))
  const counted = new Map<number, number>()
  const weather = { outages: 0, jumps: 0 }
  /** Until when the simulator's port is refused. */
  let refusedUntil = 0
  /** There is one line to Kisi and one desk: what is done to either is done by turns. */
  const turns = { line: Promise.resolve(), desk: Promise.resolve() }

  const part = (from: number, to: number): number => (from + random.next() * (to - from)) * length
  const atMost = (milliseconds: number): number => Math.min(milliseconds, length / 12)

  async function control<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      while (time.now() < refusedUntil) await time.until(refusedUntil)
      try {
        return await ask()
      } catch (error) {
        if (time.now() >= refusedUntil + patienceMs * time.rate) throw error
        await rest(10)
      }
    }
  }

  /** What each standing fault has done is gone when it is. */
  async function count(): Promise<void> {
    const standing = (await simulator.get('faults')) as { id: number; kind: string; fired: number }[]
    for (const { id, kind, fired } of standing) {
      struck.set(kind, struck.get(kind)! + fired - (counted.get(id) ?? 0))
      counted.set(id, fired)
    }
  }

  async function fault(asked: Asked, from: number, lasts: number): Promise<void> {
    await time.until(from)
    const { id } = (await control(() => simulator.post('faults', asked))) as { id: number }
    await time.until(from + lasts)
    await control(count)
    await control(() => simulator.remove(`faults/${id}`))
  }

  async function inTurn(whose: keyof typeof turns, from: number, task: () => Promise<void>): Promise<void> {
    await time.until(from)
    const turn = turns[whose].then(task)
    turns[whose] = turn.catch(() => undefined)
    await turn
  }

  async function outage(state: 'broken' | 'refused', lasts: number): Promise<void> {
    const over = time.now() + lasts
    if (state === 'refused') refusedUntil = over
    await simulator.post('network', { state, seconds: lasts / 1000 })
    weather.outages += 1
    await time.until(over)
    await reception.switchOnWebhooks()
  }

  async function keyGone(how: 'revoke' | 'expire', lasts: number): Promise<void> {
    await control(() => simulator.post(`keys/${how}`))
    await time.until(time.now() + lasts)
    await control(() => simulator.post('keys/restore'))
    await reception.switchOnWebhooks()
  }

  async function jump(milliseconds: number): Promise<void> {
    await reception.jump(milliseconds)
    weather.jumps += 1
  }

  async function restart(): Promise<void> {
    await reception.restart()
    await control(() => reception.switchOnWebhooks())
  }

  const began = time.began
  const everything: Promise<void>[] = []
  for (const [kind, ways] of Object.entries(forms)) {
    for (let round = 0; round < options.rounds; round++) {
      const [from, to] = [(round + 0.05) / options.rounds, (round + 0.85) / options.rounds]
      const way = ways[(round + random.below(ways.length)) % ways.length]!
      const often = kind.startsWith('webhook') ? 3 : 1
      const lasts = atMost(often * (3 + random.next() * 5) * minute)
      // Few lists here are longer than a page: who turns one must meet it.
      const whole = kind === 'shifting_pages' ? length / options.rounds : 0
      everything.push(fault(way, began + part(from, to), Math.max(lasts, whole * 0.6)))
    }
  }
  for (let count = 0; count < options.outages; count++) {
    const from = began + part((count + 0.2) / options.outages, (count + 0.8) / options.outages)
    const state = count % 2 === 0 ? 'broken' : 'refused'
    everything.push(inTurn('line', from, () => outage(state, atMost((2 + random.next() * 6) * minute))))
  }
  everything.push(inTurn('line', began + part(0.25, 0.4), () => keyGone('revoke', atMost(6 * minute))))
  everything.push(inTurn('line', began + part(0.6, 0.75), () => keyGone('expire', atMost(4 * minute))))
  for (const { part: when, milliseconds } of options.jumps) {
    everything.push(inTurn('desk', began + when * length, () => jump(milliseconds)))
  }
  for (let count = 0; count < options.restarts; count++) {
    const lives = options.restarts + 0.3
    everything.push(inTurn('desk', began + part((count + 0.3) / lives, (count + 0.9) / lives), restart))
  }
  return {
    struck,
    get outages() {
      return weather.outages
    },
    get jumps() {
      return weather.jumps
    },
    over: Promise.all(everything).then(() => undefined),
    control,
  }
}
