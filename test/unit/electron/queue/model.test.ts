import { expect, it, vi } from 'vitest'
import { queueModel } from '../../../fixtures/queue-model.ts'
import { createRandom } from '../../../fixtures/random.ts'

/** More steps for a longer night: FRONTDESK_QUEUE_STEPS=100000. */
const steps = Number(process.env['FRONTDESK_QUEUE_STEPS'] ?? 1500)
const seed = Number(process.env['FRONTDESK_SEED'] ?? Date.now() % 1_000_000)
/** Now and then everything is let come to rest and looked over. */
const inspectEvery = 250

it(
  `loses no revoke and does nothing twice in ${steps} random steps (seed ${seed})`,
  async () => {
    const random = createRandom(seed)
    const model = queueModel(random)
    try {
      for (let done = 0; done < steps; done++) {
        model.step()
        for (let turns = random.below(4); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve))
        if (done % inspectEvery !== inspectEvery - 1 && done !== steps - 1) continue
        await model.settle((until) => vi.waitFor(until, { timeout: 30_000, interval: 5 }))
        expect(model.breaches, `by step ${done}`).toEqual([])
        for (const visit of model.visits) {
          if (!visit.left) continue
          expect(visit.kisi, `${visit.id} left, by step ${done}`).toMatchObject({ right: false, cardActive: false })
        }
      }
    } finally {
      await model.close()
    }
  },
  60_000 + steps * 50,
)
