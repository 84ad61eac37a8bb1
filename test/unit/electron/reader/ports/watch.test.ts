import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPortWatch } from '../../../../../electron/reader/ports/watch.ts'
import type { PortDescription } from '../../../../../electron/reader/types.ts'
import { createRecordingLog } from '../../../../fixtures/recording-log.ts'

const port = (path: string): PortDescription => ({
  path,
  name: path,
  likelyReader: false,
  suggests: null,
  device: null,
})

/** A computer whose ports come and go, with or without a cheap way to see it. */
function setUp(cheap: boolean) {
  const there: string[] = ['/dev/a']
  let lists = 0
  const watch = createPortWatch({
    log: createRecordingLog(),
    glance: async () => (cheap ? there.join() : null),
    async ports() {
      lists += 1
      return there.map(port)
    },
  })
  const told: string[][] = []
  const leave = watch.add((ports) => told.push(ports.map(({ path }) => path)))
  return { there, told, leave, watch, lists: () => lists }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe.each([true, false])('the watch over ports (with a cheap glance: %s)', (cheap) => {
  it('tells within two seconds that one came and that one went, and nothing else', async () => {
    const { there, told, watch } = setUp(cheap)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(told).toEqual([])
    there.push('/dev/b')
    await vi.advanceTimersByTimeAsync(2000)
    expect(told).toEqual([['/dev/a', '/dev/b']])
    there.shift()
    await vi.advanceTimersByTimeAsync(2000)
    expect(told).toEqual([['/dev/a', '/dev/b'], ['/dev/b']])
    watch.close()
  })

  it('looks no more once nobody listens', async () => {
    const { lists, leave } = setUp(cheap)
    await vi.advanceTimersByTimeAsync(10_000)
    leave()
    const before = lists()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(lists()).toBe(before)
    expect(vi.getTimerCount()).toBe(0)
  })
})

it('the watch over ports runs no program while nothing changes', async () => {
  const { lists, watch } = setUp(true)
  await vi.advanceTimersByTimeAsync(600_000)
  expect(lists()).toBe(1)
  watch.close()
})
