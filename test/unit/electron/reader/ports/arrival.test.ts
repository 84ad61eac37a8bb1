import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { awaitArrival } from '../../../../../electron/reader/ports/arrival.ts'

const never = 3_600_000
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'arrival-'))
})

afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true, force: true })
})

describe.skipIf(process.platform === 'win32')('waiting for a device by watching', () => {
  it('is told when the path appears, and not when a neighbour does', async () => {
    let hints = 0
    const path = join(folder, 'reader')
    const stop = awaitArrival(path, {
      present: async () => null,
      there: false,
      pollMs: never,
      onHint: () => {
        hints += 1
      },
    })
    writeFileSync(join(folder, 'neighbour'), '')
    mkdirSync(path)
    await vi.waitFor(() => expect(hints).toBe(1), { timeout: 5000 })
    stop()
  })

  it('is told when the folder itself appears', async () => {
    let hints = 0
    const stop = awaitArrival(join(folder, 'serial', 'by-id', 'reader'), {
      present: async () => null,
      there: false,
      pollMs: never,
      onHint: () => {
        hints += 1
      },
    })
    mkdirSync(join(folder, 'serial'))
    await vi.waitFor(() => expect(hints).toBeGreaterThan(0), { timeout: 5000 })
    stop()
  })
})

describe('waiting for a device by looking', () => {
  /** Looks once a second at what the device does, and counts the hints. */
  async function hintsFor(there: boolean, looks: boolean[]): Promise<number> {
    vi.useFakeTimers()
    let hints = 0
    let look = 0
    const stop = awaitArrival(join(folder, 'reader'), {
      present: async () => (looks[look++] ? 'there' : null),
      there,
      pollMs: 1000,
      onHint: () => {
        hints += 1
      },
    })
    await vi.advanceTimersByTimeAsync(looks.length * 1000)
    stop()
    await vi.advanceTimersByTimeAsync(10_000)
    return hints
  }

  it('is told once when a missing device comes', async () => {
    expect(await hintsFor(false, [false, false, true, true])).toBe(1)
  })

  it('is not told again and again of a device that is there and refuses', async () => {
    expect(await hintsFor(true, [true, true, true])).toBe(0)
  })

  it('is told when a device that refused was plugged in afresh', async () => {
    expect(await hintsFor(true, [true, false, true])).toBe(1)
  })
})
