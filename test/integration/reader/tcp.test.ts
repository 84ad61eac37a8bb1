import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createReaderBridge } from '../../../electron/reader/bridge.ts'
import { openTcpPort } from '../../../electron/reader/ports/tcp.ts'
import type { Reading } from '../../../electron/reader/types.ts'
import { knownFrame } from '../../fixtures/em4100-vectors.ts'
import { createRecordingLog } from '../../fixtures/recording-log.ts'

const patience = { timeout: 8000, interval: 2 }
const frame = knownFrame('3C00CE754C')
const cleanUps: (() => void | Promise<void>)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

/** A serial-to-Ethernet box: a TCP server that keeps its connections at hand. */
async function startBox(port = 0) {
  const sockets: Socket[] = []
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined)
    sockets.push(socket)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  cleanUps.push(stop)
  return { port: (server.address() as AddressInfo).port, sockets, stop }
}

function startBridge() {
  const bridge = createReaderBridge({
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    log: createRecordingLog(),
  })
  cleanUps.push(bridge.close)
  const readings: Reading[] = []
  bridge.onReading((reading) => readings.push(reading))
  return { bridge, readings }
}

describe('a reader behind a serial-to-Ethernet box', () => {
  it('reads a card that comes in pieces', async () => {
    const box = await startBox()
    const { bridge, readings } = startBridge()
    const address = `tcp://127.0.0.1:${box.port}`
    expect(await bridge.connect(address)).toEqual({ state: 'connected', port: address, message: null })
    await vi.waitFor(() => expect(box.sockets).toHaveLength(1), patience)
    for (const byte of frame) box.sockets[0]?.write(Uint8Array.of(byte))
    await vi.waitFor(() => expect(readings).toHaveLength(1), patience)
    expect(readings[0]).toMatchObject({ reader: address, number: '0013530444' })
  })

  it.each(['politely', 'with a reset'])('comes back when the box hangs up %s', async (how) => {
    const box = await startBox()
    const { bridge, readings } = startBridge()
    const states: string[] = []
    bridge.onState((state) => states.push(state.state))
    await bridge.connect(`tcp://127.0.0.1:${box.port}`)
    await vi.waitFor(() => expect(box.sockets).toHaveLength(1), patience)
    if (how === 'politely') box.sockets[0]?.end()
    else box.sockets[0]?.resetAndDestroy()
    await vi.waitFor(() => expect(box.sockets).toHaveLength(2), patience)
    await vi.waitFor(() => expect(states).toEqual(['connected', 'unplugged', 'connected']), patience)
    box.sockets[1]?.write(frame)
    await vi.waitFor(() => expect(readings).toHaveLength(1), patience)
  })

  it('waits for a box that is switched off, and reads when it is on', async () => {
    const box = await startBox()
    await box.stop()
    const { bridge, readings } = startBridge()
    const state = await bridge.connect(`tcp://127.0.0.1:${box.port}`)
    expect(state.state).toBe('unplugged')
    expect(state.message).toBe(
      `Nothing answers at 127.0.0.1:${box.port}: check the address, the network cable and that the box is switched on.`,
    )
    const again = await startBox(box.port)
    await vi.waitFor(() => expect(bridge.state.state).toBe('connected'), patience)
    await vi.waitFor(() => expect(again.sockets).toHaveLength(1), patience)
    again.sockets[0]?.write(frame)
    await vi.waitFor(() => expect(readings).toHaveLength(1), patience)
  })

  it('survives a MiB of garbage and reads the card after it', async () => {
    const box = await startBox()
    const { bridge, readings } = startBridge()
    await bridge.connect(`tcp://127.0.0.1:${box.port}`)
    await vi.waitFor(() => expect(box.sockets).toHaveLength(1), patience)
    box.sockets[0]?.write(new Uint8Array(1 << 20).fill(0x02))
    box.sockets[0]?.write(frame)
    await vi.waitFor(() => expect(readings).toHaveLength(1), patience)
    expect(bridge.state.message).toBeNull()
  })

  it('hangs up on disconnect', async () => {
    const box = await startBox()
    const { bridge } = startBridge()
    await bridge.connect(`tcp://127.0.0.1:${box.port}`)
    await vi.waitFor(() => expect(box.sockets).toHaveLength(1), patience)
    box.sockets[0]?.resume()
    await bridge.disconnect()
    await vi.waitFor(() => expect(box.sockets[0]?.closed).toBe(true), patience)
  })

  it('gives up a connection that is no longer wanted at once', async () => {
    const abandoned = new AbortController()
    const opening = openTcpPort(
      // A documentation address (RFC 5737): nothing ever answers there.
      '192.0.2.1',
      4001,
      { connectTimeoutMs: 3_600_000 },
      { signal: abandoned.signal, data: () => undefined, lost: () => undefined },
    )
    abandoned.abort()
    await expect(opening).rejects.toThrow()
  })

  it('refuses to hoard bytes for a box that takes none', async () => {
    const box = await startBox()
    const opened = await openTcpPort(
      '127.0.0.1',
      box.port,
      { connectTimeoutMs: 8000 },
      { signal: new AbortController().signal, data: () => undefined, lost: () => undefined },
    )
    cleanUps.push(opened.close)
    await expect(opened.write(new Uint8Array(5000))).rejects.toThrow('takes no bytes')
    await opened.write(Uint8Array.of(1))
  })
})
