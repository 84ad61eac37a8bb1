import { execFileSync } from 'node:child_process'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createTrial } from '../../../electron/reader/trial.ts'
import type { TrialOptions, TrialState } from '../../../electron/reader/trial.ts'
import { createBadgeReaders } from '../../../simulator/hardware/badge-readers/badge-readers.ts'
import type { NewReader } from '../../../simulator/hardware/badge-readers/badge-readers.ts'
import type { Credential } from '../../../simulator/hardware/badge-readers/credential.ts'
import { knownFrame } from '../../fixtures/em4100-vectors.ts'
import { openVirtualPort } from '../../fixtures/virtual-port.ts'
import { heardAt } from '../../fixtures/wrong-speed.ts'

const patience = { timeout: 30_000, interval: 20 }
const cleanUps: (() => void | Promise<void>)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

function tryOut(options: Pick<TrialOptions, 'port' | 'ask'>) {
  const states: TrialState[] = []
  const trial = createTrial({
    ...options,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    onState: (state) => states.push(state),
  })
  cleanUps.push(trial.close)
  return { trial, states }
}

async function plugIn(reader: NewReader) {
  const hardware = createBadgeReaders({})
  cleanUps.push(hardware.close)
  return hardware.add({ transport: 'pty', ...reader })
}

/** The speed that a program has set on a serial device. */
const speedOf = (path: string): number =>
  Number(execFileSync('stty', [process.platform === 'darwin' ? '-f' : '-F', path, 'speed'], { encoding: 'utf8' }))

const em4100: Credential = { kind: 'em4100', tag: '3C00CE754C' }

describe.skipIf(process.platform === 'win32')('trying out a port', () => {
  it('finds the speed of a reader on a real line, by taps alone', async () => {
    const port = openVirtualPort()
    cleanUps.push(port.hangUp)
    const { trial } = tryOut({ port: port.path })
    await vi.waitFor(() => expect(trial.state.message).toBe('Tap any card now.'), patience)
    const frame = knownFrame('3C00CE754C')
    let taps = 0
    while (trial.state.candidates.length === 0 && taps < 9) {
      const before = trial.state.baudRate
      await port.send(heardAt(frame, 38_400, speedOf(port.path)))
      await vi.waitFor(() => {
        const { baudRate, candidates } = trial.state
        expect(baudRate !== before || candidates.length > 0).toBe(true)
      }, patience)
      taps += 1
    }
    expect(trial.state.candidates[0]?.settings).toEqual({ kind: 'em4100', baudRate: 38_400 })
    expect(taps).toBe(4)
  })

  it.each([
    ['an ID-12', { protocol: 'id12' }, null, em4100, 'em4100'],
    ['a TWN4 that is asked', { protocol: 'twn4-simple' }, 'twn4_simple', em4100, 'twn4_simple'],
    ['an OSDP reader that is asked', { protocol: 'osdp', settings: { address: 5 } }, 'osdp', em4100, 'osdp'],
  ] as const)('recognises %s', async (_what, reader, ask, card, kind) => {
    const plugged = await plugIn(reader)
    const { trial } = tryOut({ port: plugged.path, ask })
    await vi.waitFor(() => expect(trial.state.message).toMatch(/[Tt]ap any card now/), patience)
    if (ask !== null) await vi.waitFor(() => expect(trial.state.state).toBe('heard'), patience)
    plugged.present(card, 1000)
    await vi.waitFor(() => expect(trial.state.candidates[0]?.cards).toHaveLength(1), patience)
    expect(trial.state.candidates[0]?.settings).toEqual(kind === 'osdp' ? { kind, address: 5 } : { kind })
  })
})
