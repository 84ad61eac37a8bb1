import { expect, it } from 'vitest'
import { pullPlugs } from '../../crash/reader/plugs.ts'

it.skipIf(process.platform === 'win32')(
  'no card is lost or doubled when a reader is unplugged in the middle of frames, and at twenty cards a second',
  async () => {
    const seed = Number(process.env['TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
    console.info(`plugs seed ${seed}`)
    const { held, lost, wrong } = await pullPlugs({ host: 'node', rounds: 8, taps: 60, seed })
    expect({ seed, held, lost, wrong }).toEqual({ seed, held: 68, lost: 0, wrong: 0 })
  },
)
