import { expect, it } from 'vitest'
import { fuzzReader } from '../../../fuzz/reader.ts'

it('readers make the right cards, and no others, of frames, pieces and noise', async () => {
  const seed = Number(process.env['TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  console.info(`reader fuzz seed ${seed}`)
  const { findings, inputs } = await fuzzReader({ seed, inputs: 3000 })
  expect({ seed, findings, inputs }).toEqual({ seed, findings: [], inputs: 3000 })
})
