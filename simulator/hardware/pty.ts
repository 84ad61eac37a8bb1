import { lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ReadStream } from 'node:tty'
import type { SerialEnd } from './serial-end.ts'

interface PtyBinding {
  open(columns: number, rows: number): { master: number; slave: number; pty: string }
}

/** The native half of node-pty, which opens a pair without starting a program; null where there is none. */
export function loadPtyBinding(): PtyBinding | null {
  if (process.platform === 'win32') return null
  try {
    // The prebuilt binary is a dependency of that package, not of ours: it is looked up from there.
    const here = createRequire(import.meta.url)
    const there = createRequire(here.resolve('@lydell/node-pty'))
    return there(`@lydell/node-pty-${process.platform}-${process.arch}/pty.node`) as PtyBinding
  } catch {
    return null
  }
}

const PREFIX = 'frontdesk-reader-'

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A link left behind by a simulator that was killed would lead to whatever gets that pty next. */
function removeDeadLinks(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN
    if (Number.isInteger(pid) && !isRunning(pid)) rmSync(join(folder, name), { force: true })
  }
}

/** The name itself, or with a number behind it when this process already has a reader of that name. */
function freeName(name: string): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`
    if (!lstatSync(candidate, { throwIfNoEntry: false })) return candidate
  }
}

/** A serial device made of a pty pair. A link in `folder` leads to it; it is taken away with the device. */
export function createPtyEnd(binding: PtyBinding, folder = tmpdir()): SerialEnd {
  mkdirSync(folder, { recursive: true })
  removeDeadLinks(folder)
  const link = freeName(join(folder, `${PREFIX}${process.pid}`))
  let heard: (bytes: Buffer) => void = () => undefined
  let pair: { master: number; masterStream: ReadStream; slaveStream: ReadStream } | null = null

  return {
    path: link,
    async plug() {
      if (pair) return
      const { master, slave, pty } = binding.open(80, 24)
      // Held open and never read: it keeps the line's settings, and the line itself while no desk has it open.
      const slaveStream = new ReadStream(slave)
      // Without raw mode the line discipline would turn CR into LF and send every byte back.
      slaveStream.setRawMode(true)
      const masterStream = new ReadStream(master)
      masterStream.on('error', () => undefined)
      slaveStream.on('error', () => undefined)
      // What the desk sends is always read, or its writes would block in the end.
      masterStream.on('data', (bytes: Buffer) => heard(bytes))
      rmSync(link, { force: true })
      symlinkSync(pty, link)
      pair = { master, masterStream, slaveStream }
    },
    unplug() {
      rmSync(link, { force: true })
      pair?.masterStream.destroy()
      pair?.slaveStream.destroy()
      pair = null
    },
    write(bytes) {
      if (!pair) return
      try {
        writeSync(pair.master, bytes)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      }
    },
    onBytes(listener) {
      heard = listener
    },
  }
}
