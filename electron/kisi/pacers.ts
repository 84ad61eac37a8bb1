import { createPacer, type Pacer } from './pace.ts'

/**
 * One pace for everyone in this desk who asks the same Kisi: the queue, the mirror, clicks, and the test of a new key.
 * Kisi counts by user; which keys are one user's is not known before they were tried, so the address decides.
 */
export interface Pacers {
  of(address: string): Pacer
  close(): void
}

export function createPacers(options: Parameters<typeof createPacer>[0]): Pacers {
  const pacers = new Map<string, Pacer>()
  return {
    of(address) {
      const name = address.trim().replace(/\/+$/, '')
      const pacer = pacers.get(name) ?? createPacer(options)
      pacers.set(name, pacer)
      return pacer
    },
    close() {
      for (const pacer of pacers.values()) pacer.close()
      pacers.clear()
    },
  }
}
