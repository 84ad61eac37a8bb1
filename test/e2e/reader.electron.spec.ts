import { expect, test } from '@playwright/test'
import { pullPlugs } from '../crash/reader/plugs.ts'

test('in Electron no card is lost or doubled when a reader is unplugged in the middle of frames', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31)
  const { held, lost, wrong } = await pullPlugs({ host: 'electron', rounds: 4, taps: 40, seed })
  expect({ seed, held, lost, wrong }).toEqual({ seed, held: 44, lost: 0, wrong: 0 })
})
