import type { Answer } from './errors.ts'
import type { CallName, EventName } from './names.ts'
import type { EventValue, Input, Output } from './table.ts'

/**
 * The desk as the renderer sees it, the same over Electron's IPC and over HTTP. Calls never reject: a host that cannot
 * be reached answers `not_ready`.
 */
export interface DeskClient {
  call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Answer<Output<Name>>>
  /** Returns the function that ends the subscription. */
  on<Name extends EventName>(name: Name, listener: (value: EventValue<Name>) => void): () => void
}

/** What the preload puts on `window.desk`. The browser host has no such thing: the renderer then talks HTTP. */
export interface DeskBridge extends DeskClient {
  host: 'electron'
}
