import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const module = fileURLToPath(new URL('../../crash/dilated-time.ts', import.meta.url))
const wall = Date.parse('2026-05-04T06:00:00Z')

/** Waits a minute in each way there is, is moved an hour back, and says what it saw. */
const life = `
  import { setTimeout as rest } from 'node:timers/promises'
  const began = performance.now()
  const first = Date.now()
  await rest(60_000)
  await new Promise((resolve) => setTimeout(resolve, 60_000))
  await new Promise((resolve) => { const beat = setInterval(() => resolve(clearInterval(beat)), 60_000) })
  const keep = setInterval(() => undefined, 1000)
  await new Promise((resolve) => AbortSignal.timeout(60_000).addEventListener('abort', resolve))
  const [passed, shown] = [performance.now() - began, Date.now() - first]
  process.send({ first })
  await new Promise((resolve) => process.on('message', resolve))
  process.send({ passed, shown, after: new Date().getTime() - first, kept: new Date(5).getTime() })
  clearInterval(keep)
`

it('lets every clock and every wait of a process go as fast as asked, and moves its wall clock alone', async () => {
  const real = Date.now()
  const child = spawn(process.execPath, ['--import', module, '--input-type=module', '--eval', life], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, DILATED_TIME: JSON.stringify({ rate: 600, wall, real }) },
  })
  interface Said {
    first?: number
    passed?: number
    shown: number
    after: number
    kept: number
  }
  const said: Said[] = []
  child.on('message', (message: Said) => {
    if (message.first !== undefined) child.send({ jump: -3_600_000 })
    said.push(message)
  })
  await once(child, 'exit')
  const took = Date.now() - real
  const first = said.find((one) => one.first !== undefined)!.first!
  const end = said.find((one) => one.passed !== undefined)!
  expect(first).toBeGreaterThanOrEqual(wall)
  expect(first).toBeLessThanOrEqual(wall + took * 600)
  expect(end.passed).toBeGreaterThanOrEqual(4 * 60_000)
  expect(end.passed).toBeLessThanOrEqual(took * 600)
  expect(Math.abs(end.shown - end.passed!)).toBeLessThan(5000)
  expect(end.after - end.shown, 'an hour back, and what passed meanwhile').toBeLessThan(took * 600 - 3_600_000)
  expect(end.kept).toBe(5)
})
