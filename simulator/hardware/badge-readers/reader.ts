import type { SerialEnd } from '../serial-end.ts'
import type { Credential } from './credential.ts'
import type { Firmware, Shown } from './firmware.ts'

/** A badge reader at a desk: something is held to it, and bytes come out of its serial line. */
export interface BadgeReader {
  readonly path: string
  plugged(): boolean
  /**
   * Holds something in the field for that long. `unplugged` and `unreadable` (this kind of reader sees nothing of it)
   * when nothing happens.
   */
  present(credential: Credential, milliseconds?: number): 'read' | 'unplugged' | 'unreadable'
  /** Sends bytes that are no frame. False when the reader is unplugged. */
  garbage(bytes: Buffer): boolean
  setStatus: NonNullable<Firmware['setStatus']> | null
  shown(): Shown | null
  plug(): Promise<void>
  unplug(): void
  close(): void
}

const FIELD_MILLISECONDS = 200
/** What one turn of the pump may send at most, in bytes, however late it comes. */
const MOST_AT_ONCE = 64
const PUMP_MILLISECONDS = 2

/** Puts a firmware behind a serial line. Bytes go out no faster than the line would carry them. */
export function createBadgeReader({ firmware, end }: { firmware: Firmware; end: SerialEnd }): BadgeReader {
  const bytesAMillisecond = firmware.baud / 10_000
  let plugged = false
  let waiting: Buffer = Buffer.alloc(0)
  let pump: NodeJS.Timeout | undefined
  const later = new Set<NodeJS.Timeout>()

  function send(bytes: Buffer) {
    if (bytes.length === 0) return
    waiting = Buffer.concat([waiting, bytes])
    if (pump) return
    let last = performance.now()
    let credit = 1
    pump = setInterval(() => {
      const now = performance.now()
      credit = Math.min(MOST_AT_ONCE, credit + (now - last) * bytesAMillisecond)
      last = now
      const count = Math.min(waiting.length, Math.floor(credit))
      if (count > 0) end.write(waiting.subarray(0, count))
      waiting = waiting.subarray(count)
      credit -= count
      if (waiting.length === 0) stopPump()
    }, PUMP_MILLISECONDS)
  }
  function stopPump() {
    clearInterval(pump)
    pump = undefined
  }
  function after(milliseconds: number, task: () => void) {
    const timer = setTimeout(() => {
      later.delete(timer)
      task()
    }, milliseconds)
    later.add(timer)
  }
  function unplug() {
    stopPump()
    for (const timer of later) clearTimeout(timer)
    later.clear()
    waiting = Buffer.alloc(0)
    plugged = false
    end.unplug()
  }

  end.onBytes((bytes) => {
    if (plugged && firmware.hear) send(firmware.hear(bytes))
  })

  return {
    path: end.path,
    plugged: () => plugged,
    present(credential, milliseconds = FIELD_MILLISECONDS) {
      if (!plugged) return 'unplugged'
      const bytes = firmware.read(credential)
      if (bytes === null) return 'unreadable'
      const { delayMilliseconds = 0, repeatMilliseconds = Infinity } = firmware
      if (delayMilliseconds === 0) send(bytes)
      else after(delayMilliseconds, () => send(bytes))
      for (let at = repeatMilliseconds; at < milliseconds; at += repeatMilliseconds) after(at, () => send(bytes))
      after(milliseconds, () => {
        if (firmware.release) send(firmware.release())
      })
      return 'read'
    },
    garbage(bytes) {
      if (plugged) send(bytes)
      return plugged
    },
    setStatus: firmware.setStatus ?? null,
    shown: () => firmware.shown?.() ?? null,
    async plug() {
      if (plugged) return
      await end.plug()
      plugged = true
      if (firmware.wake) send(firmware.wake())
    },
    unplug,
    close: unplug,
  }
}
