import { randomUUID } from 'node:crypto'
import { expect, it, vi } from 'vitest'
import type { Input } from '../../../electron/contract/table.ts'
import { building } from '../../fixtures/building.ts'
import { temporarySimulator } from '../../fixtures/desk.ts'
import { startDeskProcess, type DeskProcess } from '../../fixtures/desk-process.ts'
import { createRandom } from '../../fixtures/random.ts'
import { temporaryFolder } from '../../fixtures/store.ts'

/** More rounds for a longer night: FRONTDESK_KILL_ROUNDS=200. Each round is one life of the desk, ended by kill -9. */
const rounds = Number(process.env['FRONTDESK_KILL_ROUNDS'] ?? 6)
const seed = Number(process.env['FRONTDESK_SEED'] ?? Date.now() % 1_000_000)
/** What goes wrong once in each round, beside the kill: answers that get lost after the effect, before it, and 503. */
const faults = ['reset_after', 'reset_before', 'status'] as const
/** What so many lives left undone is sent at five requests a second. */
const long = { timeout: 60_000 + rounds * 3000, interval: 100 }

interface Intention {
  name: string
  form: Input<'visits.check_in'>
  visitId: string | null
  leaving: boolean
}

async function value<Value>(answer: Promise<{ ok: boolean; value?: unknown } | null>): Promise<Value | null> {
  const settled = await answer
  return settled?.ok === true ? (settled.value as Value) : null
}

it(
  `loses nothing and does nothing twice when the desk is killed ${rounds} times (seed ${seed})`,
  async () => {
    const { next: random } = createRandom(seed)
    const simulator = await temporarySimulator()
    const house = building(simulator)
    const folder = temporaryFolder()
    const intentions: Intention[] = []

    /** Says again what was not answered, as the screen does, until the desk has taken it or is gone. */
    async function insist(desk: DeskProcess): Promise<void> {
      for (const intention of intentions) {
        if (intention.visitId === null) {
          intention.visitId = (await value<{ id: string }>(desk.call('visits.check_in', intention.form)))?.id ?? null
        }
        if (intention.visitId !== null && intention.leaving) {
          await desk.call('visits.check_out', { visitId: intention.visitId })
        }
      }
    }

    async function host(desk: DeskProcess): Promise<number> {
      return vi.waitFor(async () => {
        const types = await value<{ visitorTypes: { groupName: string | null }[] }>(desk.call('visitor_types.list', {}))
        expect(types?.visitorTypes[0]?.groupName).toBe('Visitors')
        const found = await value<{ people: { id: number }[] }>(
          desk.call('people.search', { query: 'wisn', kind: 'user' }),
        )
        return found!.people[0]!.id
      }, long)
    }

    for (let round = 0; round < rounds; round++) {
      const desk = await startDeskProcess(folder, simulator)
      const hostId = await host(desk)
      const killing = new Promise<void>((resolve) => setTimeout(resolve, 50 + random() * 2000)).then(() => desk.kill())
      await insist(desk)
      const [kind, method] = [faults[Math.floor(random() * faults.length)]!, random() < 0.5 ? 'POST' : 'DELETE']
      await simulator.post('faults', { kind, method, count: 1, ...(kind === 'status' ? { status: 503 } : {}) })
      const here = intentions.filter((intention) => intention.visitId !== null && !intention.leaving)
      if (here.length > 0 && random() < 0.6) here[Math.floor(random() * here.length)]!.leaving = true
      intentions.push({
        name: `Visitor ${round}`,
        form: {
          requestId: randomUUID(),
          name: `Visitor ${round}`,
          hostId,
          visitorTypeId: 'guest',
          until: new Date(Date.now() + 3_600_000).toISOString(),
          // Cards that Kisi has never heard of: enrolling them must not happen twice either.
          cardIdentity: random() < 0.6 ? `em4100:3D${String(round).padStart(8, '0')}` : null,
        },
        visitId: null,
        leaving: false,
      })
      await insist(desk)
      await killing
    }

    await simulator.remove('faults')
    const desk = await startDeskProcess(folder, simulator)
    try {
      await vi.waitFor(async () => {
        await insist(desk)
        const status = await value<{ changes: unknown }>(desk.call('desk.status', {}))
        expect(status?.changes).toEqual({ waiting: 0, needsPerson: 0 })
      }, long)
      for (const intention of intentions) {
        const found = await house.holders(intention.name)
        if (!intention.leaving) expect(found, intention.name).toHaveLength(1)
        expect(found.length, `${intention.name} is one guest`).toBeLessThanOrEqual(1)
        const rights = found.flatMap((holder) => holder.rights)
        const cards = found.flatMap((holder) => holder.cards)
        expect(rights, `${intention.name}’s rights`).toHaveLength(intention.leaving ? 0 : 1)
        const wanted = !intention.leaving && intention.form.cardIdentity !== null
        expect(
          cards.map((card) => card.status),
          `${intention.name}’s cards`,
        ).toEqual(wanted ? ['activated'] : [])
      }
    } finally {
      await desk.kill()
    }
  },
  60_000 + rounds * 15_000,
)
