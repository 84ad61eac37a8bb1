import type { HealthState, KisiHealth } from './types.ts'

export interface HealthBook extends KisiHealth {
  /** Notes how a call went. Listeners hear of it only when state or message changed. */
  note(state: HealthState, message: string | null): void
}

/** Keeps how the last call went, for the indicator on the screen. `now` is the wall clock in epoch milliseconds. */
export function createHealth(now: () => number): HealthBook {
  let state: HealthState = 'connecting'
  let since = now()
  let message: string | null = null
  const listeners = new Set<() => void>()
  return {
    get state() {
      return state
    },
    get since() {
      return since
    },
    get message() {
      return message
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    note(nextState, nextMessage) {
      if (nextState === state && nextMessage === message) return
      if (nextState !== state) since = now()
      state = nextState
      message = nextMessage
      for (const listener of [...listeners]) listener()
    },
  }
}
