import { encodeFrame, type ReaderProtocol } from './frames.ts'
import { createPtyEnd, loadPtyBinding } from './pty.ts'
import type { SerialEnd } from './serial-end.ts'
import { createTcpEnd } from './tcp-end.ts'

/** The receptionist's badge reader: cards go on it, bytes come out of its serial line. */
export interface BadgeReader {
  readonly path: string
  readonly protocol: ReaderProtocol
  plugged(): boolean
  /**
   * Holds a card (ten hex digits) in the field for that long; an RDM6300 repeats its frame meanwhile, an ID-12 sends it
   * once. False when the reader is unplugged.
   */
  present(tag: string, milliseconds?: number): boolean
  /** Sends bytes that are no frame. False when the reader is unplugged. */
  garbage(bytes: Buffer): boolean
  plug(): Promise<void>
  unplug(): void
  close(): void
}

/** How a real RDM6300 behaves with a tag lying on it. */
const REPEAT_MILLISECONDS = 65
const FIELD_MILLISECONDS = 200
/** 9600 baud, ten bits a byte. */
const BYTES_A_MILLISECOND = 0.96

export interface BadgeReaderOptions {
  protocol?: ReaderProtocol
  end: SerialEnd
}

export function createBadgeReader({ protocol = 'rdm6300', end }: BadgeReaderOptions): BadgeReader {
  let plugged = true
  let waiting: Buffer = Buffer.alloc(0)
  let pump: NodeJS.Timeout | undefined
  const repeats = new Set<NodeJS.Timeout>()

  /** Lets bytes out no faster than the line would carry them. */
  function send(bytes: Buffer) {
    waiting = Buffer.concat([waiting, bytes])
    if (pump) return
    let last = performance.now()
    let credit = 1
    pump = setInterval(() => {
      const now = performance.now()
      credit = Math.min(64, credit + (now - last) * BYTES_A_MILLISECOND)
      last = now
      const count = Math.min(waiting.length, Math.floor(credit))
      if (count > 0) end.write(waiting.subarray(0, count))
      waiting = waiting.subarray(count)
      credit -= count
      if (waiting.length === 0) stopPump()
    }, 2)
  }
  function stopPump() {
    clearInterval(pump)
    pump = undefined
  }
  function silence() {
    stopPump()
    for (const repeat of repeats) clearTimeout(repeat)
    repeats.clear()
    waiting = Buffer.alloc(0)
  }
  function unplug() {
    silence()
    plugged = false
    end.unplug()
  }

  return {
    path: end.path,
    protocol,
    plugged: () => plugged,
    present(tag, milliseconds = FIELD_MILLISECONDS) {
      if (!plugged) return false
      const frame = encodeFrame(protocol, tag)
      send(frame)
      if (protocol === 'rdm6300') {
        for (let at = REPEAT_MILLISECONDS; at < milliseconds; at += REPEAT_MILLISECONDS) {
          const repeat = setTimeout(() => {
            repeats.delete(repeat)
            send(frame)
          }, at)
          repeats.add(repeat)
        }
      }
      return true
    },
    garbage(bytes) {
      if (plugged) send(bytes)
      return plugged
    },
    async plug() {
      await end.plug()
      plugged = true
    },
    unplug,
    close: unplug,
  }
}

/** Opens a reader on a pty, or, where there are none, on a loopback TCP port. */
export async function openBadgeReader(options: {
  protocol?: ReaderProtocol
  folder?: string
  tcp?: boolean
}): Promise<BadgeReader> {
  const binding = options.tcp ? null : loadPtyBinding()
  const end = binding ? createPtyEnd(binding, options.folder) : await createTcpEnd()
  await end.plug()
  return createBadgeReader({ protocol: options.protocol, end })
}
