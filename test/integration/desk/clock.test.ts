import { describe, expect, it, vi } from 'vitest'
import { building } from '../../fixtures/building.ts'
import { startDesk, temporarySimulator } from '../../fixtures/desk.ts'
import { kisiByHand } from '../../fixtures/kisi-by-hand.ts'
import { temporaryFolder } from '../../fixtures/store.ts'

const long = { timeout: 80_000, interval: 100 }

describe('a desk whose clock is not Kisi’s', () => {
  it.each([5, -5])(
    'hears what happens in Kisi within moments, %d hours off, and says so',
    async (hours) => {
      const simulator = await temporarySimulator()
      const [house, hand] = [building(simulator), kisiByHand(simulator)]
      const clock = { now: () => Date.now() + hours * 3_600_000, monotonic: () => performance.now() }
      const desk = await startDesk({ folder: temporaryFolder(), kisi: simulator, clock })
      // The first copy is whole by now; the next look at everything is hours away.
      await vi.waitFor(async () => expect((await desk.ask('desk.status', {})).mirror.state).toBe('ready'), long)

      const guest = await hand.call('POST', '/guests', { guest: { name: 'Odalys Ferreira' } })
      await vi.waitFor(async () => {
        const { people } = await desk.ask('people.search', { query: 'odalys', kind: 'guest' })
        expect(people.map(({ id }) => id)).toEqual([guest.id])
      }, long)
      await house.tapAtDoor(await house.door('Front entrance'), (await house.stockCard()).tag)
      await vi.waitFor(
        () => expect(desk.heard('doors.event').map(({ doorName }) => doorName)).toContain('Front entrance'),
        long,
      )
      const { notices } = await desk.ask('desk.status', {})
      const off = `5 hours ${hours > 0 ? 'ahead of' : 'behind'} Kisi’s`
      expect(notices.map(({ message }) => message).join(' ')).toContain(off)
    },
    120_000,
  )
})
