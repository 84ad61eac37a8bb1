import { expect, it, onTestFinished } from 'vitest'
import { createKisiClient } from '../../../../electron/kisi/client.ts'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

it.each([
  ['the computer slept', { wall: 20_000, monotonic: 0 }],
  ['the clock was set back', { wall: -60_000, monotonic: 0 }],
])('a click that stood in line while %s is not sent', async (_what, jump) => {
  const shift = { wall: 0, monotonic: 0 }
  const asked: string[] = []
  const client = createKisiClient({
    address: 'http://127.0.0.1:1',
    key: 'k',
    clock: { now: () => Date.now() + shift.wall, monotonic: () => performance.now() + shift.monotonic },
    random: () => 0,
    log: silent,
    fetch: (input) => {
      asked.push(String(input))
      return Promise.resolve(
        new Response('{"message":"Unlocked!"}', { headers: { 'content-type': 'application/json' } }),
      )
    },
  })
  onTestFinished(() => client.close())
  const click = (lock: number) => client.unlock(lock, { priority: 'click', timeoutMs: 9000 })
  await Promise.all([1, 2, 3, 4, 5].map(click)) // the second's places are taken
  const late = click(6)
  Object.assign(shift, jump)
  await expect(late).rejects.toMatchObject({ kind: 'timeout', reached: false })
  expect(asked.filter((url) => url.includes('/locks/6/'))).toEqual([])
})
