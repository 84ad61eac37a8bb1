import { readdir } from 'node:fs/promises'
import { createListeners } from '../listeners.ts'
import type { Log } from '../services.ts'
import type { PortDescription } from '../types.ts'

const glanceEveryMs = 1200
/** Permissions and names are set a moment after the node appears. */
const settleMs = 120
const serialName = /^(tty|cu\.|rfcomm)/

/** What says cheaply that ports came or went; null where there is nothing cheaper than the list itself. */
export type Glance = () => Promise<string | null>

const glanceAtDevices: Glance = async () => {
  if (process.platform === 'win32') return null
  const names = await readdir('/dev').catch(() => [])
  return names.filter((name) => serialName.test(name)).join('\n')
}

/**
 * Tells the list of ports whenever it changed, at most two seconds late, for as long as somebody listens. On Unix the
 * list, which runs a program, is asked for only when a name in `/dev` came or went.
 */
export function createPortWatch(options: { ports(): Promise<PortDescription[]>; log: Log; glance?: Glance }) {
  const { ports, log, glance = glanceAtDevices } = options
  const listeners = createListeners<PortDescription[]>(log)
  let heard = 0
  let timer: NodeJS.Timeout | undefined
  let glanced: string | null = null
  let said: string | null = null

  const look = async (): Promise<void> => {
    const seen = await glance()
    const changed = said === null || seen === null || seen !== glanced
    if (!changed) return
    if (glanced !== null && seen !== null) await new Promise((resolve) => setTimeout(resolve, settleMs))
    glanced = seen
    const found = await ports()
    const saying = JSON.stringify(found)
    const first = said === null
    if (saying === said) return
    said = saying
    if (!first) listeners.tell(found)
  }
  const run = async (): Promise<void> => {
    await look().catch(() => undefined)
    if (heard > 0) timer = setTimeout(() => void run(), glanceEveryMs)
  }

  return {
    add(listener: (ports: PortDescription[]) => void): () => void {
      const leave = listeners.add(listener)
      heard += 1
      if (heard === 1) void run()
      let left = false
      return () => {
        if (left) return
        left = true
        leave()
        heard -= 1
        if (heard === 0) clearTimeout(timer)
      }
    },
    close(): void {
      heard = 0
      clearTimeout(timer)
      listeners.clear()
    },
  }
}
