import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createReaderBridge } from '../../../../electron/reader/bridge.ts'
import type { ListedPort, ListFunction } from '../../../../electron/reader/ports/list.ts'
import { PortError } from '../../../../electron/reader/ports/port.ts'
import type { Reading, ReaderBridge, ReaderState } from '../../../../electron/reader/types.ts'
import { knownFrame } from '../../../fixtures/em4100-vectors.ts'
import { createRecordingLog } from '../../../fixtures/recording-log.ts'
import { createScriptedPorts } from '../../../fixtures/scripted-ports.ts'

const box = 'tcp://box.example:4001'
const frame = knownFrame('3C00CE754C')

let bridge: ReaderBridge | undefined

/** A bridge on scripted ports, with the clock in hand and no jitter. */
function setUp(...answers: (Error | 'open')[]) {
  return setUpWith({}, ...answers)
}

function setUpWith({ list = async () => [] }: { list?: ListFunction }, ...answers: (Error | 'open')[]) {
  const ports = createScriptedPorts(...answers)
  const log = createRecordingLog()
  const made = createReaderBridge({
    clock: { now: () => Date.now(), monotonic: () => Date.now() },
    log,
    open: ports.open,
    list,
    reconnect: { random: () => 0.5 },
  })
  bridge = made
  const readings: Reading[] = []
  const states: ReaderState[] = []
  made.onReading((reading) => readings.push(reading))
  made.onState((state) => states.push(state))
  return { bridge: made, ports, log, readings, states }
}

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})

afterEach(async () => {
  await bridge?.close()
  bridge = undefined
  vi.useRealTimers()
})

describe('the bridge to a reader', () => {
  it('starts with no reader', () => {
    expect(setUp('open').bridge.state).toEqual({ state: 'none', port: null, message: null })
  })

  it('opens the line at 9600 baud and says that it is connected', async () => {
    const { bridge, ports, states } = setUp('open')
    const state = await bridge.connect(box)
    expect(state).toEqual({ state: 'connected', port: box, message: null })
    expect(bridge.state).toEqual(state)
    expect(states).toEqual([state])
    expect(ports.latest()).toMatchObject({
      address: { kind: 'tcp', host: 'box.example', port: 4001 },
      line: { baudRate: 9600 },
    })
  })

  it('tells a tap with the moment of its last byte', async () => {
    const { bridge, ports, readings } = setUp('open')
    await bridge.connect(box)
    vi.setSystemTime(5000)
    ports.latest().handlers.data(frame.subarray(0, 6))
    vi.setSystemTime(5012)
    ports.latest().handlers.data(frame.subarray(6))
    expect(readings).toEqual([
      {
        reader: box,
        identity: 'em4100:3C00CE754C',
        number: '0013530444',
        readings: [expect.objectContaining({ format: 'em4100' })],
        lastByteAt: 5012,
      },
    ])
  })

  it('tells a card that repeats while it lies on the reader once', async () => {
    const { bridge, ports, readings } = setUp('open')
    await bridge.connect(box)
    for (let at = 0; at < 10_000; at += 65) {
      vi.setSystemTime(at)
      ports.latest().handlers.data(frame)
    }
    expect(readings).toHaveLength(1)
  })

  it('logs no more of a card than its last four characters', async () => {
    const { bridge, ports, log } = setUp('open')
    await bridge.connect(box)
    ports.latest().handlers.data(frame)
    const text = JSON.stringify(log.entries)
    expect(text).toContain('754C')
    expect(text).not.toMatch(/E754C|30444/)
  })

  it('goes on when a listener throws', async () => {
    const { bridge, ports, log } = setUp('open')
    const heard: string[] = []
    bridge.onReading(() => {
      throw new Error('a fault with 3C00CE754C in it')
    })
    bridge.onReading((reading) => heard.push(reading.number))
    await bridge.connect(box)
    ports.latest().handlers.data(frame)
    expect(heard).toEqual(['0013530444'])
    expect(log.entries.at(-1)?.event).toBe('reader.listener_failed')
    expect(JSON.stringify(log.entries)).not.toContain('3C00CE754C')
  })

  it('stops telling a listener that left', async () => {
    const { bridge, ports } = setUp('open')
    const heard: Reading[] = []
    const leave = bridge.onReading((reading) => heard.push(reading))
    await bridge.connect(box)
    leave()
    ports.latest().handlers.data(frame)
    expect(heard).toEqual([])
  })
})

describe('a reader that cannot be had', () => {
  it.each(['', 'nonsense', '../etc', 'tcp://box', 'tcp://box:99999', 'http://box:80'])(
    'refuses %j without opening anything',
    async (name) => {
      const { bridge, ports } = setUp('open')
      const state = await bridge.connect(name)
      expect(state.state).toBe('refused')
      expect(state.message).toMatch(/\.$/)
      await vi.advanceTimersByTimeAsync(60_000)
      expect(ports.tries).toBe(0)
    },
  )

  it('explains a missing permission with the command that mends it, and tries again every five seconds', async () => {
    const { bridge, ports } = setUp(new Error('Error: Permission denied, cannot open'), 'open')
    const state = await bridge.connect(box)
    expect(state).toMatchObject({ state: 'refused', port: box })
    expect(state.message).toContain(process.platform === 'linux' ? 'sudo usermod -aG dialout $USER' : 'may not open')
    await vi.advanceTimersByTimeAsync(4999)
    expect(ports.tries).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(bridge.state.state).toBe('connected')
  })

  it('tries a port that another program holds every two seconds', async () => {
    const { bridge, ports } = setUp(new Error('Error Resource temporarily unavailable Cannot lock port'), 'open')
    expect(await bridge.connect(box)).toMatchObject({ state: 'refused' })
    await vi.advanceTimersByTimeAsync(1999)
    expect(ports.tries).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(bridge.state).toEqual({ state: 'connected', port: box, message: null })
  })

  it('tries a reader that is away after 250 ms, then twice as long each time, up to five seconds', async () => {
    const { bridge, ports, states } = setUp(new PortError('unanswered', 'no answer'))
    await bridge.connect(box)
    const triesAt: number[] = []
    for (let at = 0; at < 20_000; at += 50) {
      const before = ports.tries
      await vi.advanceTimersByTimeAsync(50)
      if (ports.tries > before) triesAt.push(at + 50)
    }
    expect(triesAt).toEqual([250, 750, 1750, 3750, 7750, 12_750, 17_750])
    expect(states).toHaveLength(1)
  })
})

describe('a reader that comes and goes', () => {
  it('says so, gives the port back and opens a new one', async () => {
    const { bridge, ports, states } = setUp('open')
    await bridge.connect(box)
    ports.latest().handlers.lost('hang-up')
    await vi.advanceTimersByTimeAsync(0)
    expect(bridge.state).toMatchObject({ state: 'unplugged', port: box })
    await vi.advanceTimersByTimeAsync(250)
    expect(states.map((state) => state.state)).toEqual(['connected', 'unplugged', 'connected'])
    expect(ports.opened.map((port) => port.closes)).toEqual([1, 0])
  })

  it('keeps saying that the reader went away while it stays away', async () => {
    const { bridge, ports, states } = setUp('open', new PortError('unanswered', 'no answer'))
    await bridge.connect(box)
    ports.latest().handlers.lost('hang-up')
    await vi.advanceTimersByTimeAsync(30_000)
    expect(states.map((state) => state.state)).toEqual(['connected', 'unplugged'])
  })

  it('never glues half a frame from before the unplug to what comes after', async () => {
    const { bridge, ports, readings } = setUp('open')
    await bridge.connect(box)
    ports.latest().handlers.data(frame.subarray(0, 7))
    ports.latest().handlers.lost('hang-up')
    await vi.advanceTimersByTimeAsync(250)
    ports.latest().handlers.data(frame.subarray(7))
    expect(readings).toEqual([])
    ports.latest().handlers.data(frame)
    expect(readings).toHaveLength(1)
  })

  it('melts a double read across an unplug', async () => {
    const { bridge, ports, readings } = setUp('open')
    await bridge.connect(box)
    ports.latest().handlers.data(frame)
    ports.latest().handlers.lost('hang-up')
    await vi.advanceTimersByTimeAsync(250)
    ports.latest().handlers.data(frame)
    expect(readings).toHaveLength(1)
  })

  it('waits longer each time for a reader that never stays, and little for one that stayed ten seconds', async () => {
    const { bridge, ports } = setUp('open')
    await bridge.connect(box)
    const delays: number[] = []
    const loseAndMeasure = async (): Promise<void> => {
      const tries = ports.tries
      ports.latest().handlers.lost('hang-up')
      let waited = 0
      while (ports.tries === tries) {
        await vi.advanceTimersByTimeAsync(10)
        waited += 10
      }
      delays.push(waited)
    }
    await loseAndMeasure()
    await loseAndMeasure()
    await loseAndMeasure()
    await vi.advanceTimersByTimeAsync(10_000)
    await loseAndMeasure()
    expect(delays).toEqual([250, 500, 1000, 250])
  })

  it('says that what comes is no badge after a while of garbage, and takes it back with the next card', async () => {
    const { bridge, ports, readings } = setUp('open')
    await bridge.connect(box)
    for (let count = 0; count < 20; count += 1) ports.latest().handlers.data(new Uint8Array(10).fill(0x55))
    expect(bridge.state.state).toBe('connected')
    expect(bridge.state.message).toMatch(/set to 9600 baud\.$/)
    ports.latest().handlers.data(frame)
    expect(bridge.state).toEqual({ state: 'connected', port: box, message: null })
    expect(readings).toHaveLength(1)
  })
})

describe('a computer that sleeps', () => {
  it('opens the port afresh when it wakes, without saying that a reader was unplugged', async () => {
    const { bridge, ports, states, readings } = setUp('open')
    await bridge.connect(box)
    vi.setSystemTime(Date.now() + 3_600_000)
    await vi.advanceTimersByTimeAsync(1600)
    expect(ports.opened.map((port) => port.closes)).toEqual([1, 0])
    expect(states.map(({ state }) => state)).toEqual(['connected'])
    ports.latest().handlers.data(frame)
    expect(readings).toHaveLength(1)
  })

  it('says what became of a reader that went away meanwhile', async () => {
    const { bridge } = setUp('open', new PortError('unanswered', 'no answer'))
    await bridge.connect(box)
    vi.setSystemTime(Date.now() + 3_600_000)
    await vi.advanceTimersByTimeAsync(1600)
    expect(bridge.state).toMatchObject({ state: 'unplugged' })
  })

  it('leaves the port alone when the computer was only busy', async () => {
    const { bridge, ports } = setUp('open')
    await bridge.connect(box)
    vi.setSystemTime(Date.now() + 5000)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(ports.tries).toBe(1)
  })
})

describe.skipIf(process.platform === 'win32')('a USB reader whose port changes its name', () => {
  const ftdi = { vendorId: '0403', productId: '6001', serialNumber: 'A50285BI' }
  const usb = (path: string, more: Partial<ListedPort> = {}): ListedPort => ({ path, ...ftdi, ...more })

  /** A bridge on ports that the test lists and unlists. */
  function setUpListed(...answers: (Error | 'open')[]) {
    const listed: ListedPort[] = []
    const list = async (): Promise<ListedPort[]> => listed
    return { ...setUpWith({ list }, ...answers), listed }
  }
  const paths = (ports: ReturnType<typeof setUp>['ports']): string[] =>
    ports.opened.map(({ address }) => (address.kind === 'serial' ? address.path : ''))

  it('is found again by its ids and serial number, and keeps the name it was set up with', async () => {
    const { bridge, ports, listed, readings } = setUpListed('open')
    listed.push(usb('/dev/none-USB0'))
    await bridge.connect('/dev/none-USB0')
    await vi.waitFor(() => expect(bridge.device).toEqual(ftdi))
    listed.splice(0, 1, usb('/dev/none-USB7'))
    ports.latest().handlers.lost('hang-up')
    await vi.waitFor(() => expect(paths(ports)).toEqual(['/dev/none-USB0', '/dev/none-USB7']))
    expect(bridge.state).toEqual({ state: 'connected', port: '/dev/none-USB0', message: null })
    ports.latest().handlers.data(frame)
    expect(readings[0]?.reader).toBe('/dev/none-USB0')
  })

  it('is back within two seconds, however long it was away', async () => {
    const { bridge, ports, listed } = setUpListed('open')
    listed.push(usb('/dev/none-USB0'))
    await bridge.connect('/dev/none-USB0')
    await vi.waitFor(() => expect(bridge.device).toEqual(ftdi))
    listed.splice(0)
    ports.latest().handlers.lost('hang-up')
    await vi.advanceTimersByTimeAsync(600_000)
    expect(bridge.state.state).toBe('unplugged')
    listed.push(usb('/dev/none-USB3'))
    const cameAt = Date.now()
    await vi.waitFor(() => expect(paths(ports)).toEqual(['/dev/none-USB0', '/dev/none-USB3']), { timeout: 5000 })
    expect(Date.now() - cameAt).toBeLessThanOrEqual(2000)
  })

  it('is not mixed up with another device that took its place', async () => {
    const { bridge, ports, listed } = setUpListed('open')
    listed.push(usb('/dev/none-USB0'))
    await bridge.connect('/dev/none-USB0')
    await vi.waitFor(() => expect(bridge.device).toEqual(ftdi))
    listed.splice(0, 1, usb('/dev/none-USB0', { serialNumber: 'ANOTHER' }))
    ports.latest().handlers.lost('hang-up')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(ports.tries).toBe(1)
    expect(bridge.state.state).toBe('unplugged')
  })

  it('is looked for under any name by a desk that knows it from before', async () => {
    const { bridge, ports, listed } = setUpListed('open')
    listed.push(usb('/dev/none-USB1', { vendorId: '0403', serialNumber: 'A50285BI' }), { path: '/dev/none-USB0' })
    await bridge.connect('/dev/none-USB0', ftdi)
    expect(paths(ports)).toEqual(['/dev/none-USB1'])
  })

  it('is opened where it was when the system cannot list its ports', async () => {
    const list = () => Promise.reject(new Error('spawn udevadm ENOENT'))
    const { bridge, ports } = setUpWith({ list }, 'open')
    await bridge.connect('/dev/none-USB0', ftdi)
    expect(paths(ports)).toEqual(['/dev/none-USB0'])
  })
})

describe('changing one’s mind', () => {
  it('gives the first port back before it opens the second', async () => {
    const { bridge, ports } = setUp('open')
    await bridge.connect(box)
    await bridge.connect('tcp://other.example:4001')
    expect(ports.opened.map((port) => port.closes)).toEqual([1, 0])
    expect(bridge.state).toMatchObject({ state: 'connected', port: 'tcp://other.example:4001' })
  })

  it('lets the last of several calls at once decide', async () => {
    const { bridge, ports } = setUp('open')
    const calls = [bridge.connect(box), bridge.connect('tcp://b.example:1'), bridge.connect('tcp://c.example:1')]
    await Promise.all(calls)
    expect(bridge.state.port).toBe('tcp://c.example:1')
    expect(ports.opened.filter((port) => port.closes === 0)).toHaveLength(1)
  })

  it('forgets the reader on disconnect and hears nothing more from it', async () => {
    const { bridge, ports } = setUp('open')
    await bridge.connect(box)
    expect(await bridge.disconnect()).toEqual({ state: 'none', port: null, message: null })
    ports.latest().handlers.lost('late')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(bridge.state.state).toBe('none')
    expect(ports.tries).toBe(1)
    expect(ports.latest().closes).toBe(1)
  })

  it('gives back a port that was still being opened when it was disconnected', async () => {
    const { bridge, ports } = setUp('open')
    const connecting = bridge.connect(box)
    await bridge.disconnect()
    await connecting
    expect(bridge.state.state).toBe('none')
    expect(ports.opened.every((port) => port.closes === 1)).toBe(true)
  })

  it('opens nothing once it is closed', async () => {
    const { bridge, ports } = setUp('open')
    await bridge.connect(box)
    await bridge.close()
    await bridge.close()
    expect(await bridge.connect(box)).toMatchObject({ state: 'none' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(ports.tries).toBe(1)
    expect(vi.getTimerCount()).toBe(0)
  })
})
