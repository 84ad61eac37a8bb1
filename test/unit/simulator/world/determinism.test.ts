import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, it } from 'vitest'
import { facts } from '../../../conformance/walk.ts'

const STORY = fileURLToPath(new URL('./story.ts', import.meta.url))

/** Every operation asked of a simulator in a process of its own, and all that it answered. */
async function story(zone: string, seed: number): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [STORY, String(seed)], {
    env: { ...process.env, TZ: zone },
    maxBuffer: 200_000_000,
  })
  return JSON.parse(stdout) as string[]
}

let one: string[] = []
let same: string[] = []
let other: string[] = []
beforeAll(async () => {
  ;[one, same, other] = await Promise.all([
    story('Europe/Berlin', 7),
    story('Pacific/Chatham', 7),
    story('America/St_Johns', 8),
  ])
}, 120_000)

it('gives the same seed and the same calls byte-identical answers, of every operation, in any process', () => {
  for (const [index, line] of one.entries()) expect(same[index]).toBe(line)
  expect(same).toHaveLength(one.length)
  const succeeded = one.filter((line) => /^\w+ \S+ 20[04] /.test(line))
  expect(succeeded.length).toBeGreaterThan(facts.operations.length)
})

it('gives another seed other keys and cards', () => {
  for (const family of ['/cards', '/logins', '/group_links']) {
    const created = (lines: string[]) => lines.find((line) => line.startsWith(`POST ${family} 200`))
    expect(created(one)).toBeDefined()
    expect(created(other)).not.toBe(created(one))
  }
})
