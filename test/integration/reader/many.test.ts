import { execFile } from 'node:child_process'
import { chmodSync, chownSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createReaders } from '../../../electron/reader/readers.ts'
import type { ListedPort } from '../../../electron/reader/ports/list.ts'
import { createBadgeReaders } from '../../../simulator/hardware/badge-readers/badge-readers.ts'
import type { NumberedReader } from '../../../simulator/hardware/badge-readers/badge-readers.ts'
import { startReaderHost } from '../../crash/reader/hosts.ts'
import { buildFrame } from '../../fixtures/em4100-vectors.ts'
import { createRecordingLog } from '../../fixtures/recording-log.ts'
import { openVirtualPort } from '../../fixtures/virtual-port.ts'

const patience = { timeout: 30_000, interval: 10 }
const cleanUps: (() => void | Promise<void>)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

function startReaders(list: () => Promise<ListedPort[]> = async () => []) {
  const readers = createReaders({
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    log: createRecordingLog(),
    list,
  })
  cleanUps.push(readers.close)
  const taps: string[] = []
  readers.onReading(({ reader, identity }) => taps.push(`${reader} ${identity}`))
  return { readers, taps }
}

describe.skipIf(process.platform === 'win32')('readers on real lines', () => {
  it('are sixteen at once, tapped all at the same time, and each tells each card once', async () => {
    const hardware = createBadgeReaders({})
    const { readers, taps } = startReaders()
    cleanUps.push(hardware.close)
    const plugged: NumberedReader[] = []
    for (let count = 0; count < 16; count += 1)
      plugged.push(await hardware.add({ protocol: 'rdm6300', transport: 'pty' }))
    await Promise.all(plugged.map(({ path }) => readers.connect(path, { kind: 'em4100' })))
    expect(readers.states.map(({ state }) => state)).toEqual(Array(16).fill('connected'))
    const expected: string[] = []
    for (let card = 0; card < 10; card += 1) {
      for (const [index, reader] of plugged.entries()) {
        const tag = (0x3c00000000 + index * 256 + card).toString(16).toUpperCase()
        reader.present({ kind: 'em4100', tag }, 150)
        expected.push(`${reader.path} em4100:${tag}`)
      }
      await vi.waitFor(() => expect(taps).toHaveLength(expected.length), patience)
    }
    expect([...taps].sort()).toEqual(expected.sort())
  })

  it('go on at another port when their USB device has moved there', async () => {
    const listed: ListedPort[] = []
    const { readers, taps } = startReaders(async () => listed)
    const usb = { vendorId: '0403', productId: '6001', serialNumber: 'A50285BI' }
    const first = openVirtualPort()
    listed.push({ path: first.path, ...usb })
    const found: unknown[] = []
    readers.onDevice((device) => found.push(device))
    await readers.connect(first.path, { kind: 'em4100' })
    await vi.waitFor(() => expect(found).toEqual([{ port: first.path, device: usb }]), patience)
    const second = openVirtualPort()
    cleanUps.push(second.hangUp)
    listed.splice(0, 1, { path: second.path, ...usb })
    first.hangUp()
    await vi.waitFor(() => expect(readers.states[0]?.state).toBe('unplugged'), patience)
    await vi.waitFor(() => expect(readers.states[0]?.state).toBe('connected'), patience)
    await second.send(buildFrame('3C00CE754C', 'rdm6300'))
    await vi.waitFor(() => expect(taps).toEqual([`${first.path} em4100:3C00CE754C`]), patience)
  })

  it('are refused in a sentence while another desk has them, and taken over when that one is gone', async () => {
    const port = openVirtualPort()
    cleanUps.push(port.hangUp)
    const other = await startReaderHost('node', port.path)
    await vi.waitFor(() => expect(other.state).toBe('connected'), patience)
    const { readers, taps } = startReaders()
    expect(await readers.connect(port.path, { kind: 'em4100' })).toEqual({
      state: 'refused',
      port: port.path,
      message: `Another program is using ${port.path}: close it and the reader starts by itself.`,
    })
    await other.close()
    await vi.waitFor(() => expect(readers.states[0]?.state).toBe('connected'), patience)
    await port.send(buildFrame('3C00CE754C', 'rdm6300'))
    await vi.waitFor(() => expect(taps).toHaveLength(1), patience)
  })
})

it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
  'a user who may not open the port is told the command that mends it, with the group that owns it',
  async () => {
    const port = openVirtualPort()
    cleanUps.push(port.hangUp)
    const [group = '', , gid] = readFileSync('/etc/group', 'utf8').split('\n')[5]?.split(':') ?? []
    chownSync(port.path, 0, Number(gid))
    chmodSync(port.path, 0o660)
    const program = `
      process.setgroups([]); process.setgid(65534); process.setuid(65534)
      const { createReaders } = await import(${JSON.stringify(new URL('../../../electron/reader/readers.ts', import.meta.url).href)})
      const quiet = { info() {}, warn() {}, error() {} }
      const readers = createReaders({ clock: { now: Date.now, monotonic: Date.now }, log: quiet, list: async () => [] })
      console.log(JSON.stringify(await readers.connect(${JSON.stringify(port.path)}, { kind: 'em4100' })))
      await readers.close()
    `
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program])
    expect(JSON.parse(stdout)).toMatchObject({
      state: 'refused',
      message: `This user may not open ${port.path}: run "sudo usermod -aG ${group} $USER", then sign out and in again.`,
    })
  },
)
