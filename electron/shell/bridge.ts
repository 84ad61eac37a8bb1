import type { DeskBridge } from '../contract/client.ts'
import type { Answer, Refusal } from '../contract/errors.ts'

export interface BridgeOptions {
  callNames: readonly string[]
  eventNames: readonly string[]
  invoke: (name: string, input: unknown) => Promise<unknown>
  /** Subscribes to everything the main process says unasked; returns the unsubscribe. */
  subscribe: (listener: (name: unknown, value: unknown) => void) => () => void
}

/**
 * The desk as the preload shows it to the page: only names of the contract get through, and calls never reject. It
 * knows nothing of Electron, so that no part of `ipcRenderer` can slip out with it.
 */
export function createBridge(options: BridgeOptions): DeskBridge {
  const calls = new Set(options.callNames)
  const events = new Set(options.eventNames)
  return {
    host: 'electron',
    async call(name: string, input: unknown) {
      if (!calls.has(name)) return refusal({ code: 'not_found', message: 'The desk has no such call.' })
      try {
        return (await options.invoke(name, input)) as Answer<never>
      } catch {
        return refusal({ code: 'not_ready', message: 'The desk does not answer. It may be stopping.' })
      }
    },
    on(name: string, listener: (value: never) => void) {
      if (!events.has(name) || typeof listener !== 'function') return () => undefined
      return options.subscribe((said, value) => {
        if (said === name) listener(value as never)
      })
    },
  }
}

function refusal(error: Refusal): Answer<never> {
  return { ok: false, error }
}
