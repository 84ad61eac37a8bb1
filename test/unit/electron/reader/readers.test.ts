import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createReaders } from '../../../../electron/reader/readers.ts'
import type { Readers } from '../../../../electron/reader/readers.ts'
import type { Reading, ReaderState } from '../../../../electron/reader/types.ts'
import { knownFrame } from '../../../fixtures/em4100-vectors.ts'
import { ascii } from '../../../fixtures/reader-fuzz.ts'
import { createRecordingLog } from '../../../fixtures/recording-log.ts'
import { createScriptedPorts } from '../../../fixtures/scripted-ports.ts'

const [desk, back] = ['tcp://desk.example:1', 'tcp://back.example:2']
const frame = knownFrame('3C00CE754C')
let readers: Readers | undefined

function setUp() {
  const ports = createScriptedPorts('open')
  const made = createReaders({
    clock: { now: () => Date.now(), monotonic: () => Date.now() },
    log: createRecordingLog(),
    open: ports.open,
    list: async () => [],
  })
  readers = made
  const readings: Reading[] = []
  const states: ReaderState[] = []
  const keys: string[] = []
  made.onReading((reading) => readings.push(reading))
  made.onState((state) => states.push(state))
  made.onKeys((pressed) => keys.push(`${pressed.reader} ${pressed.keys}`))
  const at = (port: number) => {
    const opened = ports.opened[port]
    if (opened === undefined) throw new Error(`port ${port} was not opened`)
    return opened
  }
  return { readers: made, ports, at, readings, states, keys }
}

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})

afterEach(async () => {
  await readers?.close()
  readers = undefined
  vi.useRealTimers()
})

describe('several readers', () => {
  it('have each their own kind and speed', async () => {
    const { readers, at, readings } = setUp()
    await readers.connect(desk, { kind: 'em4100' })
    await readers.connect(back, { kind: 'lines', base: 'hex', formats: ['uid'], baudRate: 115_200 })
    expect([at(0).line.baudRate, at(1).line.baudRate]).toEqual([9600, 115_200])
    at(1).handlers.data(ascii('04A1B2C3\r'))
    at(0).handlers.data(frame)
    at(0).handlers.data(ascii('04A1B2C4\r'))
    expect(readings.map(({ reader, identity }) => [reader, identity])).toEqual([
      [back, 'uid:04A1B2C3'],
      [desk, 'em4100:3C00CE754C'],
    ])
    expect(readers.states.map(({ port, state }) => [port, state])).toEqual([
      [desk, 'connected'],
      [back, 'connected'],
    ])
  })

  it('take the same card for a tap each', async () => {
    const { readers, at, readings } = setUp()
    await readers.connect(desk, { kind: 'em4100' })
    await readers.connect(back, { kind: 'em4100' })
    for (const port of [0, 1, 0, 1]) at(port).handlers.data(frame)
    expect(readings.map(({ reader }) => reader)).toEqual([desk, back])
  })

  it('melt a code before a scanner within three seconds, and a card within two', async () => {
    const { readers, at, readings } = setUp()
    await readers.connect(desk, { kind: 'em4100' })
    await readers.connect(back, { kind: 'scanner', multiline: false })
    for (const time of [0, 2500, 5400, 8400]) {
      vi.setSystemTime(time)
      at(0).handlers.data(frame)
      at(1).handlers.data(ascii(']Q1abc\r'))
    }
    expect(readings.map(({ identity, lastByteAt }) => [identity, lastByteAt])).toEqual([
      ['em4100:3C00CE754C', 0],
      ['qr:abc', 0],
      ['em4100:3C00CE754C', 2500],
      ['em4100:3C00CE754C', 5400],
      ['em4100:3C00CE754C', 8400],
      ['qr:abc', 8400],
    ])
  })

  it('tell a card that only silence ends, and keys', async () => {
    const { readers, at, readings, keys } = setUp()
    await readers.connect(desk, { kind: 'em18' })
    await readers.connect(back, { kind: 'wiegand', output: 'decimal' })
    at(0).handlers.data(ascii('4500C5D1E9B8'))
    at(1).handlers.data(ascii('#'))
    expect(readings).toEqual([])
    await vi.advanceTimersByTimeAsync(21)
    expect(readings.map(({ identity, lastByteAt }) => [identity, lastByteAt])).toEqual([['em4100:4500C5D1E9', 0]])
    await vi.advanceTimersByTimeAsync(29)
    expect(keys).toEqual([`${back} #`])
  })

  it('say every format that a card fits', async () => {
    const { readers, at, readings } = setUp()
    await readers.connect(desk, { kind: 'lines', base: 'hex' })
    at(0).handlers.data(ascii('04A1B2C3\r'))
    expect(readings[0]).toMatchObject({ identity: 'digits:04A1B2C3', number: '04A1B2C3' })
    expect(readings[0]?.readings.map(({ format }) => format)).toEqual(['em4100_32', 'uid'])
  })

  it('go on with new settings at the same port, which is given back in between', async () => {
    const { readers, at, readings } = setUp()
    await readers.connect(desk, { kind: 'em4100' })
    await Promise.all([
      readers.connect(desk, { kind: 'lines' }),
      readers.connect(desk, { kind: 'lines', base: 'hex', formats: ['uid'] }),
    ])
    expect(at(0).closes).toBe(1)
    expect(readers.states).toHaveLength(1)
    at(1).handlers.data(ascii('04A1B2C3\r'))
    expect(readings.map(({ identity }) => identity)).toEqual(['uid:04A1B2C3'])
  })

  it('come and go without the others', async () => {
    const { readers, at, readings, states } = setUp()
    await readers.connect(desk, { kind: 'em4100' })
    await readers.connect(back, { kind: 'em4100' })
    await readers.disconnect(desk)
    expect(states.at(-1)).toEqual({ state: 'none', port: desk, message: null })
    expect([at(0).closes, at(1).closes]).toEqual([1, 0])
    at(1).handlers.data(frame)
    expect(readings).toHaveLength(1)
  })

  it('have nothing to show a tap with unless they say so', async () => {
    const { readers } = setUp()
    await readers.connect(desk, { kind: 'em4100' })
    expect(await readers.signal(desk, 'granted')).toBe(false)
    expect(await readers.signal(back, 'granted')).toBe(false)
  })

  it('are sixteen at most', async () => {
    const { readers } = setUp()
    const all = Array.from({ length: 17 }, (_, index) =>
      readers.connect(`tcp://box.example:${index + 1}`, { kind: 'em4100' }),
    )
    const states = await Promise.all(all)
    expect(states.filter(({ state }) => state === 'refused')).toHaveLength(1)
    expect(states[16]?.message).toMatch(/16 readers already/)
  })

  it('are gone once closed, and no other can be connected', async () => {
    const { readers, at } = setUp()
    await readers.connect(desk, { kind: 'em4100' })
    await readers.close()
    expect(at(0).closes).toBe(1)
    expect(readers.states).toEqual([])
    expect((await readers.connect(desk, { kind: 'em4100' })).state).toBe('refused')
  })
})
