import type { Log } from './services.ts'

/** A listener that throws is a fault of its own and must not cost the others their event, or the port its reading. */
export function createListeners<Event>(log: Log) {
  const listeners = new Set<(event: Event) => void>()
  return {
    add(listener: (event: Event) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tell(event: Event): void {
      for (const listener of [...listeners]) {
        try {
          listener(event)
        } catch (error) {
          log.error('reader.listener_failed', { reason: error instanceof Error ? error.name : 'unknown' })
        }
      }
    },
    clear: () => listeners.clear(),
  }
}
