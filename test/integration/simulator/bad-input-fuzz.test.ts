import { expect, it } from 'vitest'
import { fuzzSimulator } from '../../fuzz/simulator.ts'

const seed = Number(process.env.FRONTDESK_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 32))
const rounds = Number(process.env.FRONTDESK_FUZZ_ROUNDS ?? 2)

it(`refuses nonsense in all 227 operations without a 500 and without a trace (seed ${seed})`, async () => {
  let requests = 0
  expect(await fuzzSimulator(seed, rounds, (_round, count) => (requests = count))).toEqual([])
  expect(requests).toBe(227 * rounds)
}, 600_000)
