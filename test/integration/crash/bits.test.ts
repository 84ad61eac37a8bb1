import { expect, it } from 'vitest'
import { flipBits } from '../../crash/bits.ts'
import { canFollow } from '../../crash/follow.ts'
import { temporarySimulator } from '../../fixtures/desk.ts'
import { temporaryFolder } from '../../fixtures/store.ts'

/** The short form of the second half of `npm run crash -- disk`. */
const seed = Number(process.env['FRONTDESK_SEED'] ?? Date.now() % 1_000_000)

it.runIf(canFollow())(
  `notices every bit that the disk flipped in what decides who is let in (seed ${seed})`,
  async () => {
    const kisi = await temporarySimulator()
    const result = await flipBits({ folder: temporaryFolder(), kisi, seed, perPage: 1, visits: 8 })
    expect(result).toMatchObject({ changed: 0, broke: 0, complaints: [] })
    expect(result.shown, 'some would have gone unnoticed without seals').toBeGreaterThan(0)
  },
  120_000,
)
