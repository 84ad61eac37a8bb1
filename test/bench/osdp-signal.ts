import { setTimeout as sleep } from 'node:timers/promises'
import { createReaders } from '../../electron/reader/readers.ts'
import { createBadgeReaders } from '../../simulator/hardware/badge-readers/badge-readers.ts'

/**
 * Milliseconds from a card in the field of a simulated OSDP reader until its lamp is green, over a pty at 9600 baud with a
 * poll every 50 ms: poll, RAW, LED command, each byte at the pace of the line. The desk decides at once.
 */
export async function osdpSignals(taps: number): Promise<number[]> {
  const hardware = createBadgeReaders({})
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const readers = createReaders({ clock: { now: Date.now, monotonic: () => performance.now() }, log: quiet })
  const samples: number[] = []
  try {
    const reader = await hardware.add({ protocol: 'osdp', transport: 'pty' })
    readers.onReading(() => void readers.signal(reader.path, 'granted'))
    await readers.connect(reader.path, { kind: 'osdp', pollMs: 50 })
    const shows = async (light: string): Promise<void> => {
      const patience = AbortSignal.timeout(10_000)
      while (reader.shown()?.light !== light) {
        patience.throwIfAborted()
        await sleep(1)
      }
    }
    while (!(await readers.signal(reader.path, 'denied'))) await sleep(20)
    for (let tap = 0; tap < taps; tap += 1) {
      await shows('red')
      // At any moment between two polls.
      await sleep(Math.random() * 60)
      const began = performance.now()
      reader.present({ kind: 'uid', hex: (0x04000000 + tap).toString(16).toUpperCase().padStart(8, '0') }, 150)
      await shows('green')
      samples.push(performance.now() - began)
      await readers.signal(reader.path, 'denied')
    }
    return samples
  } finally {
    await readers.close()
    hardware.close()
  }
}
