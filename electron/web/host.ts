import type { Answer } from '../contract/errors.ts'
import type { EventName } from '../contract/names.ts'
import type { EventValue } from '../contract/table.ts'

/** The desk as a host sees it: something to ask, something to listen to. Both hosts carry it and add nothing. */
export interface HostedDesk {
  call(name: string, input: unknown): Promise<Answer<unknown>>
  on<Name extends EventName>(name: Name, listener: (value: EventValue<Name>) => void): () => void
}

/** A desk with its life: `start` runs in the background, `close` may be called at any time and more than once. */
export interface RunnableDesk extends HostedDesk {
  start(): Promise<void>
  close(): Promise<void>
}
