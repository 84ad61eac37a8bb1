import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ReaderSettings } from '../../../electron/reader/profile.ts'
import { createReaders } from '../../../electron/reader/readers.ts'
import type { Reading } from '../../../electron/reader/types.ts'
import { createBadgeReaders } from '../../../simulator/hardware/badge-readers/badge-readers.ts'
import { createRecordingLog } from '../../fixtures/recording-log.ts'

const patience = { timeout: 20_000, interval: 5 }
const transport = process.platform === 'win32' ? 'tcp' : 'pty'
const key = 'd459f02f6602e5651f3b553bc283d43e'
const factoryKey = '303132333435363738393a3b3c3d3e3f'
const cleanUps: (() => void | Promise<void>)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

/** The simulator's device and the desk's panel, which share no code, on one line. */
async function line(device: Record<string, unknown>, known: string | null) {
  const hardware = createBadgeReaders({})
  const readers = createReaders({
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    log: createRecordingLog(),
    list: async () => [],
  })
  cleanUps.push(hardware.close, readers.close)
  const readings: Reading[] = []
  readers.onReading((reading) => readings.push(reading))
  const reader = await hardware.add({ protocol: 'osdp', transport, settings: device })
  const settings: ReaderSettings = { kind: 'osdp', ...(known && { key: Uint8Array.from(Buffer.from(known, 'hex')) }) }
  await readers.connect(reader.path, settings)
  const says = () => readers.states[0]?.message ?? null
  return { reader, readers, readings, says }
}

describe('an encrypted line to an OSDP reader', () => {
  it.each([
    ['its own key', { secure_channel: 'required', key }, key],
    ['the key of the factory', { secure_channel: 'required' }, factoryKey],
  ])('reads cards and shows lights with %s', async (_what, device, known) => {
    const { reader, readers, readings } = await line(device, known)
    reader.present({ kind: 'uid', hex: '04A1B2C3' })
    await vi.waitFor(() => expect(readings).toHaveLength(1), patience)
    await vi.waitFor(async () => expect(await readers.signal(reader.path, 'granted')).toBe(true), patience)
    expect(reader.shown()).toMatchObject({ light: 'green' })
    reader.present({ kind: 'uid', hex: '04A1B2C4' })
    await vi.waitFor(() => expect(readings).toHaveLength(2), patience)
  })

  it('is set up anew when the reader comes back', async () => {
    const { reader, readings } = await line({ secure_channel: 'required', key }, key)
    reader.present({ kind: 'uid', hex: '04A1B2C3' })
    await vi.waitFor(() => expect(readings).toHaveLength(1), patience)
    reader.unplug()
    await reader.plug()
    reader.present({ kind: 'uid', hex: '04A1B2C4' })
    await vi.waitFor(() => expect(readings).toHaveLength(2), patience)
  })

  it.each([
    ['wants another key', { secure_channel: 'required', key }, '00'.repeat(16), 'does not know the key'],
    ['knows no encryption', { secure_channel: 'none' }, key, 'refuses an encrypted line'],
    ['wants encryption where none is set up', { secure_channel: 'required', key }, null, 'wants an encrypted line'],
  ])('says what to do about a reader that %s, and takes no card from it', async (_what, device, known, sentence) => {
    const { reader, readings, says } = await line(device, known)
    reader.present({ kind: 'uid', hex: '04A1B2C3' })
    await vi.waitFor(() => expect(says()).toContain(sentence), patience)
    expect(readings).toEqual([])
  })
})
