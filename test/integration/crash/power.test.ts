import { expect, it } from 'vitest'
import { losePower } from '../../crash/power.ts'
import { canFollow } from '../../crash/follow.ts'
import { temporarySimulator } from '../../fixtures/desk.ts'
import { temporaryFolder } from '../../fixtures/store.ts'

/** The short form of `npm run crash -- power`. */
const seed = Number(process.env['FRONTDESK_SEED'] ?? Date.now() % 1_000_000)
const options = { visits: 12, states: 120, seed }

it.runIf(canFollow())(
  `keeps whatever it acknowledged when the power goes at any moment (seed ${seed})`,
  async () => {
    const kisi = await temporarySimulator()
    const result = await losePower({ ...options, folder: temporaryFolder(), kisi, level: 'full' })
    expect(result).toMatchObject({ lost: 0, corrupt: 0, complaints: [] })
    expect(result.states).toBeGreaterThan(60)
  },
  120_000,
)

it.runIf(canFollow())(
  `would notice a desk that acknowledges before its writes are on the disk (seed ${seed})`,
  async () => {
    const kisi = await temporarySimulator()
    const result = await losePower({ ...options, folder: temporaryFolder(), kisi, level: 'normal' })
    expect(result.lost).toBeGreaterThan(0)
  },
  120_000,
)
