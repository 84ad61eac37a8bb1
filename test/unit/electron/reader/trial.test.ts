import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PortError } from '../../../../electron/reader/ports/port.ts'
import { createTrial, usualBaudRates } from '../../../../electron/reader/trial.ts'
import type { Trial, TrialOptions, TrialState } from '../../../../electron/reader/trial.ts'
import { knownFrame } from '../../../fixtures/em4100-vectors.ts'
import { ascii } from '../../../fixtures/reader-fuzz.ts'
import { createScriptedPorts } from '../../../fixtures/scripted-ports.ts'
import { heardAt } from '../../../fixtures/wrong-speed.ts'

const frame = knownFrame('3C00CE754C')
let trial: Trial | undefined

async function setUp(options: Partial<TrialOptions> = {}, ...answers: (Error | 'open')[]) {
  const ports = createScriptedPorts(...(answers.length > 0 ? answers : (['open'] as const)))
  const states: TrialState[] = []
  trial = createTrial({
    port: '/dev/none-USB0',
    clock: { now: () => Date.now(), monotonic: () => Date.now() },
    open: ports.open,
    onState: (state) => states.push(state),
    ...options,
  })
  await vi.advanceTimersByTimeAsync(0)
  const send = (bytes: Uint8Array): void => ports.latest().handlers.data(bytes)
  const speeds = (): number[] => ports.opened.map(({ line }) => line.baudRate)
  return { ports, states, send, speeds, latest: () => states.at(-1) }
}

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
afterEach(async () => {
  await trial?.close()
  trial = undefined
  vi.useRealTimers()
})

describe('trying out a port that somebody picked', () => {
  it('asks for a card, and says what reader would send what came, with the bytes', async () => {
    const { send, latest, states } = await setUp()
    expect(latest()).toMatchObject({ state: 'waiting', baudRate: 9600, message: 'Tap any card now.' })
    send(frame.subarray(0, 5))
    await vi.advanceTimersByTimeAsync(20)
    send(frame.subarray(5))
    expect(states).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(300)
    expect(latest()).toMatchObject({ state: 'heard', total: 14, bytes: frame, message: null })
    expect(latest()?.candidates[0]).toMatchObject({
      settings: { kind: 'em4100' },
      certainty: 'checked',
      cards: [{ number: '0013530444' }],
    })
  })

  it.each([19_200, 2400, 115_200])(
    'finds a reader of %i baud while its card is tapped again and again',
    async (real) => {
      const { send, speeds, latest, ports } = await setUp()
      for (let tap = 0; tap < usualBaudRates.length && latest()?.candidates.length === 0; tap += 1) {
        for (const byte of heardAt(frame, real, speeds().at(-1) ?? 0)) send(Uint8Array.of(byte))
        await vi.advanceTimersByTimeAsync(300)
      }
      expect(latest()?.candidates[0]).toMatchObject({
        settings: { kind: 'em4100', baudRate: real },
        certainty: 'checked',
      })
      expect(latest()?.baudRate).toBe(real)
      expect(ports.opened.slice(0, -1).every(({ closes }) => closes === 1)).toBe(true)
    },
  )

  it('says which speed sends noise and which one is listened at now', async () => {
    const { send, latest } = await setUp()
    send(heardAt(frame, 19_200, 9600))
    await vi.advanceTimersByTimeAsync(300)
    expect(latest()).toMatchObject({
      state: 'noise',
      baudRate: 115_200,
      message: 'At 9600 baud this reader sends noise: tap the card again, now at 115200 baud.',
    })
  })

  it('never changes the speed unasked: not without bytes, nor for text that is no card', async () => {
    const { send, speeds, latest } = await setUp()
    await vi.advanceTimersByTimeAsync(600_000)
    send(ascii('hello\x07\r\n'.repeat(9)).filter((byte) => byte !== 7))
    await vi.advanceTimersByTimeAsync(600_000)
    expect(speeds()).toEqual([9600])
    expect(latest()?.state).toBe('heard')
  })

  it('looks at a line that is never silent, keeps no more than four KiB, and goes on at another speed', async () => {
    const { send, speeds, latest } = await setUp()
    const noise = new Uint8Array(64).fill(0xaa)
    for (let count = 0; count < 64; count += 1) send(noise)
    await vi.advanceTimersByTimeAsync(0)
    expect(speeds()).toEqual([9600, 115_200])
    expect(latest()?.bytes.length).toBeLessThanOrEqual(4096)
  })

  it('knows a GPS receiver', async () => {
    const { send, latest } = await setUp()
    send(ascii('$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n'))
    await vi.advanceTimersByTimeAsync(300)
    expect(latest()).toMatchObject({ candidates: [], message: expect.stringContaining('GPS receiver') })
  })

  it('leaves the speed to the box on a network', async () => {
    const { send, speeds, latest } = await setUp({ port: 'tcp://box.example:4001' })
    send(heardAt(frame, 19_200, 9600))
    await vi.advanceTimersByTimeAsync(300)
    expect(speeds()).toHaveLength(1)
    expect(latest()).toMatchObject({ state: 'heard', baudRate: null, candidates: [] })
  })

  it.each([
    ['a name that is none', { port: 'nonsense' }, []],
    ['a port that another program has', {}, [new PortError('busy', 'Cannot lock port')]],
  ] as const)('says in one sentence what is wrong with %s', async (_what, options, answers) => {
    const { latest } = await setUp(options, ...answers)
    expect(latest()?.state).toBe('closed')
    expect(latest()?.message).toMatch(/^[A-Z/].*\.$/)
  })

  it('says that the reader was unplugged', async () => {
    const { ports, latest } = await setUp()
    ports.latest().handlers.lost('hang-up')
    expect(latest()).toMatchObject({ state: 'closed', message: expect.stringContaining('unplugged') })
  })

  it('gives the port back, and says nothing more', async () => {
    const { ports, send, states } = await setUp()
    send(frame)
    await trial?.close()
    const before = states.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(ports.latest().closes).toBe(1)
    expect(states).toHaveLength(before)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('asks at one OSDP speed after the other while nobody answers', async () => {
    const { speeds, latest } = await setUp({ ask: 'osdp' })
    await vi.advanceTimersByTimeAsync(4000)
    expect(speeds()).toEqual([9600, 115_200, 38_400])
    expect(latest()?.message).toMatch(/does not answer: it is asked at/)
  })
})
