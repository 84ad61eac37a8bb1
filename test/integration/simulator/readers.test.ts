import { existsSync, lstatSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SerialPort } from 'serialport'
import { afterEach, expect, it } from 'vitest'
import { encodePacket } from '../../../simulator/hardware/badge-readers/osdp-packet.ts'
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
    await desk.sim('POST', '/badge-readers/1/tap', { card: '3C00CE754C', milliseconds: 150 })
    await until('three frames', async () => bytes().length >= FRAME.length * 3)
    expect(bytes()).toEqual(Buffer.concat([FRAME, FRAME, FRAME]))
    await new Promise<void>((resolve) => port.close(() => resolve()))
  },
)

it.skipIf(!hasPty)('passes CR, LF and every other byte unchanged', async () => {
  desk = await open({ reader: 'id12' })
  const { port, bytes } = await openPort(desk.simulator.reader ?? '')
  const all = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
  await desk.sim('POST', '/badge-readers/1/garbage', { hex: all.toString('hex') })
  await until('all bytes', async () => bytes().length >= 256)
  expect(bytes()).toEqual(all)
  await new Promise<void>((resolve) => port.close(() => resolve()))
})

it.skipIf(!hasPty)('goes away when it is unplugged and comes back under the same name', async () => {
  desk = await open({ reader: 'rdm6300' })
  const path = desk.simulator.reader ?? ''
  const { port } = await openPort(path)
  const gone = new Promise<void>((resolve) => port.on('close', () => resolve()))
  await desk.sim('POST', '/badge-readers/1/unplug')
  await gone
  expect(existsSync(path)).toBe(false)
  expect((await desk.sim('POST', '/badge-readers/1/tap', { card: 1 })).status).toBe(409)
  expect((await desk.sim('POST', '/badge-readers/1/replug')).body.path).toBe(path)
  const again = await openPort(path)
  await desk.sim('POST', '/badge-readers/1/tap', { card: 13_530_444, milliseconds: 1 })
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
    await desk.sim('POST', '/badge-readers/1/tap', { card: '3C00CE754C', milliseconds: 1 })
    return Buffer.concat(read).length >= FRAME.length
  })
  expect(Buffer.concat(read).subarray(0, FRAME.length)).toEqual(FRAME)
  await desk.sim('POST', '/badge-readers/1/unplug')
  await closed
})

it('has any number of readers, each of its kind, made and taken away while it runs', async () => {
  desk = await open({
    readers: [{ protocol: 'rdm6300' }, { protocol: 'id12', name: 'Back desk' }],
    readerOverTcp: true,
  })
  expect(desk.simulator.readers.map(({ id, name, protocol }) => ({ id, name, protocol }))).toEqual([
    { id: 1, name: 'RDM6300', protocol: 'rdm6300' },
    { id: 2, name: 'Back desk', protocol: 'id12' },
  ])
  const made = await desk.sim('POST', '/badge-readers', {
    protocol: 'scanner',
    transport: 'tcp',
    settings: { terminator: 'crlf' },
  })
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({ id: 3, protocol: 'scanner', transport: 'tcp', plugged: true })
  const { hostname, port } = new URL(made.body.path)
  const socket = connect(Number(port), hostname)
  const read: Buffer[] = []
  socket.on('data', (chunk: Buffer) => read.push(chunk))
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  await new Promise<void>((resolve) => socket.on('connect', () => resolve()))
  await until('a code', async () => {
    await desk.sim('POST', '/badge-readers/3/tap', { text: 'visit-7F3K9' })
    return Buffer.concat(read).length >= 16
  })
  expect(Buffer.concat(read).toString().slice(0, 16)).toBe(']Q1visit-7F3K9\r\n')
  expect((await desk.sim('DELETE', '/badge-readers/3')).status).toBe(200)
  await closed
  expect((await desk.sim('GET', '/badge-readers')).body).toHaveLength(2)
  expect((await desk.sim('POST', '/badge-readers/3/tap', { text: 'x' })).status).toBe(404)
  expect((await desk.sim('POST', '/badge-readers', { protocol: 'hex', transport: 'tcp' })).body.id).toBe(4)
})

it.skipIf(!hasPty)('talks OSDP with a controller: cards come as answers, light and buzzer obey', async () => {
  desk = await open({ reader: 'osdp' })
  const { port, bytes } = await openPort(desk.simulator.reader ?? '')
  const ask = async (sequence: number, code: number, data = '') => {
    const before = bytes().length
    port.write(encodePacket({ address: 0, reply: false, sequence, crc: true, code, data: Buffer.from(data, 'hex') }))
    await until(
      'an answer',
      async () => bytes().length >= before + 8 && bytes().length >= before + (bytes()[before + 2] ?? 0),
    )
    return bytes().subarray(before)
  }
  expect((await ask(0, 0x61, '00'))[5]).toBe(0x45)
  await desk.sim('POST', '/badge-readers/1/tap', {
    wiegand: { format: 'H10301', facility_code: 123, card_number: 4567 },
  })
  expect((await ask(1, 0x60)).subarray(5, -2).toString('hex')).toBe('5000001a00bd88eb80')
  expect((await ask(2, 0x6a, '0002020201'))[5]).toBe(0x40)
  expect((await desk.sim('GET', '/badge-readers')).body[0].shown).toEqual({ light: 'off', beeps: 1 })
  await desk.sim('POST', '/badge-readers/1/status', { tampered: true })
  expect((await ask(3, 0x60)).subarray(5, 8).toString('hex')).toBe('480100')
  await new Promise<void>((resolve) => port.close(() => resolve()))
})

it.each([
  [400, '/badge-readers', { protocol: 'wand' }],
  [400, '/badge-readers', { protocol: 'hex', settings: { colour: 'red' } }],
  [404, '/badge-readers/9/tap', { card: 1 }],
  [404, '/badge-readers/many/unplug', {}],
  [400, '/badge-readers/1/tap', {}],
  [400, '/badge-readers/1/tap', { card: 1, text: 'both' }],
  [400, '/badge-readers/1/tap', { wiegand: { format: 'H10301', facility_code: 300 } }],
  [409, '/badge-readers/1/tap', { text: 'a code before a card reader' }],
  [409, '/badge-readers/1/status', { tampered: true }],
  [400, '/badge-readers/1/garbage', { hex: 'abc' }],
])('answers %s with a sentence to POST %s %j', async (status, path, body) => {
  desk = await open({ reader: 'rdm6300', readerOverTcp: true })
  const answer = await desk.sim('POST', path, body)
  expect(answer.status).toBe(status)
  expect(answer.body.error).toMatch(/\w+ \w+/)
  expect((await desk.sim('GET', '/badge-readers')).body).toHaveLength(1)
})
