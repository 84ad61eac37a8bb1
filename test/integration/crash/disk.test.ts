import { expect, it } from 'vitest'
import { spoilDisk } from '../../crash/disk.ts'
import { canFollow } from '../../crash/follow.ts'
import { temporarySimulator } from '../../fixtures/desk.ts'
import { temporaryFolder } from '../../fixtures/store.ts'

/** The short form of `npm run crash -- disk`. */
const seed = Number(process.env['FRONTDESK_SEED'] ?? Date.now() % 1_000_000)

it.runIf(canFollow())(
  `refuses in a sentence and loses nothing when the disk is full or failing (seed ${seed})`,
  async () => {
    const kisi = await temporarySimulator()
    const result = await spoilDisk({ folder: temporaryFolder(), kisi, seed, lives: 10, abreast: 2 })
    expect(result).toMatchObject({ lives: 10, lost: 0, corrupt: 0, broke: 0, complaints: [] })
    expect(result.refused + result.closed, 'the faults struck').toBeGreaterThan(0)
  },
  120_000,
)
