import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Change } from '../../../electron/contract/changes.ts'
import type { VisitorType } from '../../../electron/contract/visits.ts'
import { startSimulator, type Simulator } from '../../e2e/fixtures/simulator.ts'
import { createRandom } from '../../fixtures/random.ts'
import type { Book } from './book.ts'
import { judge, type Evidence, type Records, type Unlock, type Verdict } from './judge.ts'
import { watchStalls, type Stall } from '../stalls.ts'
import { openReception, type Reception } from './reception.ts'
import { tellStory, type Told, type VisitorTypeOf } from './story.ts'
import { readTime, type StormTime } from './time.ts'
import { startWeather } from './weather.ts'

const minute = 60_000
const hour = 60 * minute

export interface StormOptions {
  folder: string
  seed: number
  /** How many times as fast as in life. */
  rate: number
  /** Of the day, by the simulator's clock, in hours. */
  hours: number
  visits: number
  clicks: number
  /** How often each kind of fault comes. */
  rounds: number
  outages: number
  restarts: number
  say?: (line: string) => void
}

export interface StormEnd {
  verdict: Verdict
  told: Told
  struck: ReadonlyMap<string, number>
  outages: number
  restarts: number
  jumps: number
  unlocks: number
  /** For how long the machine stood still, in seconds of real time. */
  stalledSeconds: number
  /** What was still on its way when patience ended. */
  waiting: number
  /** What needed a person when the storm was over, by kind; and what still does after it was tried once more. */
  needed: Change[]
  needs: Change[]
  /** Judges once more, after somebody has meddled. */
  again(): Promise<Verdict>
  /** The latest that the desk's wall clock has shown since that moment of the simulator's. */
  deskLatestSince(moment: number): number
  simulator: Simulator
  book: Book
  close(): Promise<void>
}

interface World {
  tables: Partial<Records>
}

interface EventRow {
  uuid: string
  type: string
  actor_type: string | null
  authenticated_by_type: string | null
  object_id: number
  success: boolean
  created_at: string
}

async function records(simulator: Simulator): Promise<Records> {
  await simulator.post('snapshots', { name: 'judged' })
  const { tables } = (await simulator.get('snapshots/judged')) as World
  const { guests = [], role_assignments = [], card_assignments = [], cards = [], group_links = [] } = tables
  return { guests, role_assignments, card_assignments, cards, group_links }
}

/** Doors opened by a key of the API, which is the desk's alone. The world keeps its events only so long. */
function collectUnlocks(simulator: Simulator) {
  const unlocks = new Map<string, Unlock>()
  return {
    unlocks,
    async look(): Promise<void> {
      for (const event of (await simulator.get('events?limit=1500')) as EventRow[]) {
        const opened = event.type === 'lock.unlock' && event.success && event.authenticated_by_type === 'Login'
        if (opened) {
          unlocks.set(event.uuid, { uuid: event.uuid, doorId: event.object_id, at: Date.parse(event.created_at) })
        }
      }
    },
  }
}

/** Waits until there is something to be had; at most that long by the storm's clock. */
async function patiently<Value>(
  time: StormTime,
  longest: number,
  what: string,
  look: () => Promise<Value | null>,
): Promise<Value> {
  const ends = time.now() + longest
  for (;;) {
    const value = await look()
    if (value !== null) return value
    if (time.now() > ends) throw new Error(`${what} did not come about.`)
    await time.until(time.now() + 5000)
  }
}

/** Gives visitors of most types a group, as whoever sets up a desk does. */
async function setUp(reception: Reception, time: StormTime): Promise<{ hosts: number[]; types: VisitorTypeOf[] }> {
  const wanted: Record<string, string> = { guest: 'Visitors', interview: 'Visitors', contractor: 'Contractors' }
  return patiently(time, 2 * hour, 'The first copy', async () => {
    const groups = await reception.ask('groups.list', {})
    const people = await reception.ask('people.search', { query: 'a', kind: 'user' })
    const types = await reception.ask('visitor_types.list', {})
    if (!groups.ok || !people.ok || !types.ok || people.value.people.length === 0) return null
    const all: VisitorType[] = []
    for (const type of types.value.visitorTypes) {
      const groupId = groups.value.groups.find(({ name }) => name === wanted[type.id])?.id ?? null
      const saved = await reception.ask('visitor_types.save', { visitorTypeId: type.id, groupId })
      if (!saved.ok || (wanted[type.id] !== undefined && groupId === null)) return null
      all.push(saved.value)
    }
    return {
      hosts: people.value.people.map(({ id }) => id),
      types: all.map(({ id, groupId, marginBeforeMinutes, marginAfterMinutes }) => ({
        ...{ id, groupId },
        marginBeforeMs: marginBeforeMinutes * minute,
        marginAfterMs: marginAfterMinutes * minute,
      })),
    }
  })
}

/** The cards that Kisi knows and nobody holds, and some that it has never heard of: few, so that each goes round. */
async function drawerOf(simulator: Simulator, strange: number): Promise<{ drawer: string[]; doors: number[] }> {
  const state = (await simulator.get('state')) as {
    doors: { id: number }[]
    cards: { tag: string | null; status: string }[]
  }
  const stock = state.cards.flatMap(({ tag, status }) => (tag !== null && status === 'unassigned' ? [tag] : []))
  const blank = Array.from({ length: strange }, (_each, number) => `3D${(0x5702_0000 + number).toString(16)}`)
  return {
    drawer: [...stock, ...blank].map((tag) => `em4100:${tag.toUpperCase()}`),
    doors: state.doors.map(({ id }) => id),
  }
}

async function needing(reception: Reception): Promise<Change[]> {
  const found: Change[] = []
  for (;;) {
    const page = await reception.ask('changes.list', { list: 'needs_person', offset: found.length, limit: 100 })
    if (!page.ok) throw new Error(`The list of changes was refused: ${page.error.message}`)
    found.push(...page.value.changes)
    if (page.value.changes.length === 0 || found.length >= page.value.total) return found
  }
}

/** Waits until the queue is empty; answers how many still wait when patience ends. */
async function drain(reception: Reception, time: StormTime, longest: number): Promise<number> {
  const ends = time.now() + longest
  for (;;) {
    const status = await reception.ask('desk.status', {})
    const waiting = status.ok ? status.value.changes.waiting : Infinity
    if (waiting === 0 || time.now() > ends) return waiting
    await time.until(time.now() + 5000)
  }
}

/**
 * A day at a reception in which everything goes wrong: a whole desk in a process of its own, whose time goes as fast as
 * that of the simulator beside it (dilated-time.ts says why that is fair). Then the weather clears, the queue drains, a
 * person has everything tried once more that needs one, and the judge looks at the simulator's records.
 */
export async function weatherStorm(options: StormOptions): Promise<StormEnd> {
  const { folder, seed, rate, hours, say = () => undefined } = options
  mkdirSync(folder, { recursive: true })
  const clock = ['--clock', `${rate}x`, '--start', '2026-05-04T06:00:00Z', '--no-reader']
  const simulator = await startSimulator(join(folder, 'simulator'), seed, clock)
  const closing = [(): Promise<unknown> => simulator.stop()]
  try {
    const time = await readTime(simulator, rate)
    const reception = await openReception({ folder: join(folder, 'desk'), simulator, time })
    closing.unshift(() => reception.close())
    const stalls: Stall[] = []
    const beat = watchStalls(Date.now, setInterval, (stall) => void stalls.push(stall))
    closing.unshift(async () => beat.stop())
    const { hosts, types } = await setUp(reception, time)
    const { drawer, doors } = await drawerOf(simulator, 40)
    await reception.switchOnWebhooks()
    const before = await records(simulator)
    const seen = collectUnlocks(simulator)
    const book: Book = { visits: [], clicks: [] }
    const length = hours * hour
    time.begin()

    const weather = startWeather({
      ...{ length, time, simulator, reception, random: createRandom(seed + 1) },
      ...{ rounds: options.rounds, outages: options.outages, restarts: options.restarts },
      jumps: [
        { part: 0.35, milliseconds: 3 * hour },
        { part: 0.62, milliseconds: -3 * hour - 7 * minute },
      ],
    })
    async function watch(): Promise<void> {
      for (let next = time.began + 15 * minute; next < time.began + length; next += 15 * minute) {
        await time.until(next)
        await weather.control(() => seen.look())
        say(`${iso(time.now())} ${madeOf(book)} visits, ${book.clicks.length} clicks`)
      }
    }
    const [told] = await Promise.all([
      tellStory({
        ...{ length, time, reception, book, hosts, types, doors, drawer, random: createRandom(seed) },
        ...{ visits: options.visits, clicks: options.clicks },
      }),
      weather.over,
      watch(),
    ])
    await simulator.remove('faults')
    await simulator.post('network', { state: 'ok' })
    await simulator.post('keys/restore')

    let waiting = await drain(reception, time, 2 * hour)
    const needed = await needing(reception)
    for (const { id } of needed) await reception.ask('changes.retry', { changeId: id })
    if (needed.length > 0) waiting = await drain(reception, time, hour)
    const needs = await needing(reception)

    const deskLatestSince = (moment: number): number => time.deskShownSince(moment)[1]
    const again = async (): Promise<Verdict> => {
      await seen.look()
      const after = await records(simulator)
      const rights = (await simulator.get('rights')) as { type: string; id: number; opens: unknown[] }[]
      const openers = rights.filter(({ type, opens }) => type === 'Guest' && opens.length > 0).map(({ id }) => id)
      const evidence: Evidence = {
        ...{ before, after, book, unlocks: [...seen.unlocks.values()], openers: new Set(openers) },
        ...{ deskLatestSince, now: time.now() },
        clockErrorMs: time.errorMs,
        stalledBetween: (from, to) => time.together([...stalls, ...reception.stalls], from, to),
      }
      return judge(evidence)
    }
    return {
      ...{ verdict: await again(), told, struck: weather.struck, outages: weather.outages, jumps: weather.jumps },
      stalledSeconds: time.together([...stalls, ...reception.stalls], time.began, time.now()) / rate / 1000,
      ...{ restarts: reception.restarts, unlocks: seen.unlocks.size, waiting, needed, needs, again, simulator, book },
      deskLatestSince,
      async close() {
        for (const close of closing) await close()
      },
    }
  } catch (error) {
    for (const close of closing) await close()
    throw error
  }
}

const iso = (at: number): string => new Date(at).toISOString()
const madeOf = ({ visits }: Book): number => visits.filter(({ state }) => state !== 'unmade').length
