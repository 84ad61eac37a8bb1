import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hardenBinding } from '../../../../../electron/reader/ports/hardened-binding.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binding-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** A system port over a plain file, whose end reads zero bytes like a device that hung up. */
async function openOver(text: string) {
  const file = join(folder, 'device')
  writeFileSync(file, text)
  const port = {
    fd: openSync(file, 'r') as number | null,
    poller: { once: () => undefined },
    read: (): Promise<{ bytesRead: number; buffer: Buffer }> => Promise.reject(new Error('the stock read was used')),
  }
  const hardened = hardenBinding({ open: async (_options: unknown) => port, list: async () => ['kept'] })
  const opened: { fd: number | null; read(...of: [Buffer, number, number]): Promise<{ bytesRead: number }> } =
    await hardened.open({})
  return { hardened, port: opened }
}

describe('the hardened binding', () => {
  it('reads bytes, and takes the end for a hang-up instead of trying again', async () => {
    const { port } = await openOver('abc')
    const buffer = Buffer.alloc(8)
    expect((await port.read(buffer, 2, 6)).bytesRead).toBe(3)
    expect(buffer.toString('latin1', 2, 5)).toBe('abc')
    await expect(port.read(buffer, 0, 8)).rejects.toThrow('hung up')
    closeSync(port.fd ?? -1)
  })

  it('says that a read was cancelled when the port was closed', async () => {
    const { port } = await openOver('abc')
    closeSync(port.fd ?? -1)
    port.fd = null
    await expect(port.read(Buffer.alloc(8), 0, 8)).rejects.toMatchObject({ canceled: true })
  })

  it('keeps the rest of the binding', async () => {
    const { hardened, port } = await openOver('')
    expect(await hardened.list()).toEqual(['kept'])
    closeSync(port.fd ?? -1)
  })

  it('leaves ports alone that are not read through a file descriptor', async () => {
    const read = async () => ({ bytesRead: 1, buffer: Buffer.alloc(1) })
    const port = await hardenBinding({ open: async () => ({ read }) }).open()
    expect(port.read).toBe(read)
  })
})
