import fc from 'fast-check'
import { expect, it } from 'vitest'
import { storyOf, tellStory } from '../../../fixtures/queue-story.ts'

/** More steps for a longer night: FRONTDESK_QUEUE_STEPS=100000. */
const steps = Number(process.env['FRONTDESK_QUEUE_STEPS'] ?? 1500)
const seed = Number(process.env['FRONTDESK_SEED'] ?? Date.now() % 1_000_000)
const stepsEach = 150

it(
  `loses no revoke and does nothing twice in ${steps} random steps (seed ${seed})`,
  async () => {
    let taken = 0
    for (let round = 0; taken < steps; round++) {
      await fc.assert(
        fc.asyncProperty(fc.nat(), storyOf(stepsEach), async (weather, story) => {
          taken += story.length
          expect(await tellStory(weather, story)).toEqual([])
        }),
        { seed: seed + round, numRuns: 10, endOnFailure: true },
      )
    }
  },
  60_000 + steps * 50,
)
