import { existsSync, lstatSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SerialPort } from 'serialport'
import { afterEach, expect, it } from 'vitest'
import { loadPtyBinding } from '../../../simulator/hardware/pty.ts'
import { open, until, type Client } from './support.ts'

const hasPty = loadPtyBinding() !== null
const FRAME = Buffer.from('0233433030434537353443434203', 'hex')
let desk: Client
afterEach(() => desk.close())

async function openPort(path: string) {
  const port = new SerialPort({ path, baudRate: 9600, autoOpen: false })
  const read: Buffer[] = []
  port.on('data', (chunk: Buffer) => read.push(chunk))
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())))
  return { port, bytes: () => Buffer.concat(read) }
}

it.skipIf(!hasPty)(
  'sends a card’s frame over a serial device, byte for byte, and again while it lies there',
  async () => {
    desk = await open({ reader: 'rdm6300' })
    const { port, bytes } = await openPort(desk.simulator.reader ?? '')
    await desk.sim('POST', '/reader/tap', { card: '3C00CE754C', milliseconds: 150 })
    await until('three frames', async () => bytes().length >= FRAME.length * 3)
    expect(bytes()).toEqual(Buffer.concat([FRAME, FRAME, FRAME]))
    await new Promise<void>((resolve) => port.close(() => resolve()))
  },
)

it.skipIf(!hasPty)('passes CR, LF and every other byte unchanged', async () => {
  desk = await open({ reader: 'id12' })
  const { port, bytes } = await openPort(desk.simulator.reader ?? '')
  const all = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
  await desk.sim('POST', '/reader/garbage', { hex: all.toString('hex') })
  await until('all bytes', async () => bytes().length >= 256)
  expect(bytes()).toEqual(all)
  await new Promise<void>((resolve) => port.close(() => resolve()))
})

it.skipIf(!hasPty)('goes away when it is unplugged and comes back under the same name', async () => {
  desk = await open({ reader: 'rdm6300' })
  const path = desk.simulator.reader ?? ''
  const { port } = await openPort(path)
  const gone = new Promise<void>((resolve) => port.on('close', () => resolve()))
  await desk.sim('POST', '/reader/unplug')
  await gone
  expect(existsSync(path)).toBe(false)
  expect((await desk.sim('POST', '/reader/tap', { card: 1 })).status).toBe(409)
  expect((await desk.sim('POST', '/reader/replug')).body.path).toBe(path)
  const again = await openPort(path)
  await desk.sim('POST', '/reader/tap', { card: 13_530_444, milliseconds: 1 })
  await until('a frame', async () => again.bytes().length >= FRAME.length)
  expect(again.bytes()).toEqual(FRAME)
  await new Promise<void>((resolve) => again.port.close(() => resolve()))
  await desk.close()
  expect(existsSync(path)).toBe(false)
})

it.skipIf(!hasPty)('takes away the link of a simulator that was killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-reader-'))
  const dead = join(folder, 'frontdesk-reader-99999999')
  symlinkSync('/dev/null', dead)
  desk = await open({ reader: 'rdm6300', state: join(folder, 'world.json') })
  expect(lstatSync(dead, { throwIfNoEntry: false })).toBeUndefined()
  expect(desk.simulator.reader).toBe(join(folder, `frontdesk-reader-${process.pid}`))
  await desk.close()
  rmSync(folder, { recursive: true })
})

it('offers the same over TCP where there are no ptys', async () => {
  desk = await open({ reader: 'rdm6300', readerOverTcp: true })
  const { hostname, port } = new URL(desk.simulator.reader ?? '')
  const socket = connect(Number(port), hostname)
  const read: Buffer[] = []
  socket.on('data', (chunk: Buffer) => read.push(chunk))
  await new Promise<void>((resolve) => socket.on('connect', () => resolve()))
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  await until('a frame', async () => {
    await desk.sim('POST', '/reader/tap', { card: '3C00CE754C', milliseconds: 1 })
    return Buffer.concat(read).length >= FRAME.length
  })
  expect(Buffer.concat(read).subarray(0, FRAME.length)).toEqual(FRAME)
  await desk.sim('POST', '/reader/unplug')
  await closed
})
