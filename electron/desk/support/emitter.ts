import type { EventName } from '../../contract/names.ts'
import type { EventValue } from '../../contract/table.ts'

export type Emit = <Name extends EventName>(name: Name, value: EventValue<Name>) => void

/** What the desk says unasked. A listener that throws does not keep the others from hearing. */
export function createEmitter(onDefect: (error: unknown) => void) {
  const listeners = new Map<EventName, Set<(value: never) => void>>()
  const emit: Emit = (name, value) => {
    for (const listener of [...(listeners.get(name) ?? [])]) {
      try {
        ;(listener as (value: unknown) => void)(value)
      } catch (error) {
        onDefect(error)
      }
    }
  }
  return {
    emit,
    on<Name extends EventName>(name: Name, listener: (value: EventValue<Name>) => void): () => void {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set)
      set.add(listener as (value: never) => void)
      return () => void set.delete(listener as (value: never) => void)
    },
  }
}
