import fc from 'fast-check'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { createQueue } from '../../../../electron/queue/queue.ts'
import { root } from '../../../e2e/fixtures/process.ts'
import { mutants, type Mutant } from '../../../fixtures/queue-mutants.ts'
import { storyOf, tellStory } from '../../../fixtures/queue-story.ts'

/** Beside the sources, since they are TypeScript and look for packages from where they are. */
const folder = join(root, 'out', `mutants-${process.pid}`)
const seed = Number(process.env['FRONTDESK_SEED'] ?? Date.now() % 1_000_000)
const stories = 300

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function breed(mutant: Mutant, number: number): Promise<typeof createQueue> {
  const home = join(folder, String(number))
  mkdirSync(home, { recursive: true })
  for (const layer of ['contract', 'kisi', 'queue', 'store']) {
    cpSync(join(root, 'electron', layer), join(home, layer), { recursive: true })
  }
  const file = join(home, mutant.file)
  const source = readFileSync(file, 'utf8')
  expect(source.split(mutant.from), `${mutant.file} has the place to break once`).toHaveLength(2)
  writeFileSync(
    file,
    source.replace(mutant.from, () => mutant.to),
  )
  const { createQueue: broken } = (await import(join(home, 'queue', 'queue.ts'))) as { createQueue: typeof createQueue }
  return broken
}

describe(`the model of the queue (seed ${seed})`, () => {
  it.each(mutants.map((mutant, number) => [mutant.name, mutant, number] as const))(
    'catches a queue that %s',
    async (_name, mutant, number) => {
      const broken = await breed(mutant, number)
      const result = await fc.check(
        fc.asyncProperty(
          fc.nat(),
          storyOf(150),
          async (weather, story) => (await tellStory(weather, story, broken, 2000)).length === 0,
        ),
        { seed, numRuns: stories, endOnFailure: true },
      )
      expect(result.failed).toBe(true)
    },
    120_000,
  )
})
