import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type Page } from '@playwright/test'
import type { DeskStatus } from '../../electron/contract/status.ts'
import { startBrowserDesk, type Desk } from '../e2e/fixtures/desk.ts'
import { startSimulator, type Simulator } from '../e2e/fixtures/simulator.ts'
import { buildFrame } from '../fixtures/em4100-vectors.ts'
import { openVirtualPort, type VirtualPort } from '../fixtures/virtual-port.ts'
import { percentile, type Figure } from './figure.ts'
import { osdpSignals } from './osdp-signal.ts'

const people = 20_000
const taps = 500
const signals = 100
const barMs = 100
/** The first copy of that many people, at Kisi's pace, takes a minute and a half at the least. */
const copyMs = 900_000
/** Visits whose keys wait for Kisi while the second half is tapped: each is a few commands, at five a second. */
const waitingVisits = 250
/** Fourteen bytes of ten bits at 9600 baud. */
const frameMs = 14_000 / 960

interface Holder {
  tag: string
  name: string
}

async function statusOf(desk: Desk): Promise<DeskStatus> {
  return (await desk.call('desk.status')).value as DeskStatus
}

async function until(what: string, patienceMs: number, met: () => Promise<boolean>): Promise<void> {
  const given = AbortSignal.timeout(patienceMs)
  while (!(await met())) {
    if (given.aborted) throw new Error(`${what}: not within ${patienceMs / 1000} s`)
    await sleep(250)
  }
}

/** People of whom no two have a name in common, with their cards. */
async function holders(simulator: Simulator): Promise<Holder[]> {
  const { cards } = (await simulator.get('state')) as {
    cards: { tag: string | null; status: string; holder: { name: string } | null }[]
  }
  const byName = new Map<string, Holder>()
  for (const { tag, status, holder } of cards) {
    if (tag !== null && holder !== null && status === 'activated') byName.set(holder.name, { tag, name: holder.name })
  }
  return [...byName.values()]
}

/** The moment at which a frame with that text in it was painted, by the page's clock since the epoch. */
function painted(page: Page, text: string): Promise<number> {
  return page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const shown = (): boolean => document.body.textContent.includes(wanted)
        const observer = new MutationObserver(() => {
          if (!shown()) return
          observer.disconnect()
          requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now()), 0))
        })
        observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
      }),
    text,
  )
}

/**
 * Holds one card after the other to an RDM6300 on a pty. Each time runs from the last byte of the frame until whose card
 * it is has been painted.
 */
async function tapAll(page: Page, port: VirtualPort, cards: readonly Holder[]): Promise<number[]> {
  const samples: number[] = []
  for (let tap = 0; samples.length < taps; tap += 1) {
    const card = cards[tap % cards.length]
    if (card === undefined) throw new Error('nobody has a card')
    // A name that is on the screen for another reason says nothing.
    const there = await page.evaluate((name) => document.body.textContent.includes(name), card.name)
    if (there) {
      await sleep(50)
      if (tap > taps * 20) throw new Error('the screen is full of names')
      continue
    }
    const frame = buildFrame(card.tag, 'rdm6300')
    const seen = painted(page, card.name)
    await port.send(frame.subarray(0, -1))
    await sleep(frameMs)
    const lastByteAt = performance.timeOrigin + performance.now()
    await port.send(frame.subarray(-1))
    const patience = sleep(10_000).then(() => Number.NaN)
    const took = (await Promise.race([seen, patience])) - lastByteAt
    if (Number.isNaN(took)) throw new Error(`tap ${tap} was never on the screen`)
    samples.push(took)
    // At any moment of a frame of the screen, and of whatever else the desk does.
    await sleep(60 + Math.random() * 60)
  }
  return samples
}

function figures(name: string, samples: readonly number[]): Figure[] {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(samples, share))
  return [
    { name: `${name}-p50`, value: p50 ?? Number.NaN, unit: 'ms', bar: barMs },
    { name: `${name}-p95`, value: p95 ?? Number.NaN, unit: 'ms', bar: barMs },
    { name: `${name}-p99`, value: p99 ?? Number.NaN, unit: 'ms', bar: barMs },
    // The frame takes its time on the wire before its last byte: what the bar leaves is so many times that.
    { name: `${name}-p95-by-frame-at-9600`, value: (p95 ?? Number.NaN) / frameMs, unit: 'x', bar: barMs / frameMs },
  ]
}

/** Puts visits into the records whose keys the queue then has to make at Kisi. */
async function fillQueue(desk: Desk): Promise<void> {
  const found = (await desk.call('people.search', { query: 'a', kind: 'user' })).value as { people: { id: number }[] }
  const types = (await desk.call('visitor_types.list')).value as { visitorTypes: { id: string }[] }
  for (let visit = 0; visit < waitingVisits; visit += 1) {
    const answer = await desk.call('visits.check_in', {
      requestId: crypto.randomUUID(),
      name: `Guest ${visit}`,
      hostId: found.people[0]?.id,
      visitorTypeId: types.visitorTypes[0]?.id,
      until: new Date(Date.now() + 3_600_000).toISOString(),
      cardIdentity: null,
    })
    if (!answer.ok) throw new Error(`a visitor was refused: ${JSON.stringify(answer.error)}`)
  }
}

/**
 * The desk in Chromium with 20,000 people copied: from the last byte of a tap until the decision has been painted, while
 * nothing else happens, and while the queue drains and the mirror reads; and OSDP's lamp.
 */
export async function run(): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'frontdesk-bench-'))
  const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync)
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  const simulator = await startSimulator(directory, 1, ['--world', 'campus', '--no-reader'])
  const port = openVirtualPort()
  const desk = await startBrowserDesk(
    {
      directory: join(directory, 'desk'),
      parameters: ['--demo', '--kisi', simulator.url, '--reader', port.path],
      environment: { KISI_API_KEY: simulator.apiKey },
    },
    browser,
  )
  try {
    const copied = async (): Promise<boolean> => {
      const { mirror, reader } = await statusOf(desk)
      return mirror.state === 'ready' && mirror.people >= people && reader.state === 'connected'
    }
    await until('a copy of everybody', copyMs, copied)
    const cards = await holders(simulator)
    const quiet = await tapAll(desk.page, port, cards)

    // A desk that has just started reads everything once more beside whatever the queue has to do.
    await desk.restart()
    await until('the desk after its restart', 60_000, copied)
    await fillQueue(desk)
    const before = await statusOf(desk)
    const busy = await tapAll(desk.page, port, cards)
    const after = await statusOf(desk)
    const drained = before.changes.waiting - after.changes.waiting
    if (drained <= 0 || after.changes.waiting === 0) {
      throw new Error(`the queue did not drain meanwhile: ${before.changes.waiting}, then ${after.changes.waiting}`)
    }
    const lamp = await osdpSignals(signals)
    return [
      ...figures('tap-to-screen', quiet),
      ...figures('tap-to-screen-while-busy', busy),
      { name: 'osdp-tap-to-lamp-p50', value: percentile(lamp, 0.5), unit: 'ms', bar: barMs },
      { name: 'osdp-tap-to-lamp-p95', value: percentile(lamp, 0.95), unit: 'ms', bar: barMs },
      { name: 'osdp-tap-to-lamp-p99', value: percentile(lamp, 0.99), unit: 'ms', bar: barMs },
    ]
  } finally {
    await desk.stop()
    port.hangUp()
    await browser.close()
    await simulator.stop()
    await rm(directory, { recursive: true, force: true })
  }
}
