import type { DeskClient } from '../../electron/contract/client.ts'
import type { Answer, Refusal } from '../../electron/contract/errors.ts'
import { eventNames, type CallName, type EventName } from '../../electron/contract/names.ts'
import type { EventValue, Input, Output } from '../../electron/contract/table.ts'

/** ready: events arrive. lost: the desk does not answer, tried again by itself. locked: it answers, but not to us. */
export type LinkState = 'connecting' | 'ready' | 'lost' | 'locked'

export interface HttpDeskOptions {
  /** Where the desk is served, without a slash at the end: `http://127.0.0.1:4100`. */
  address: string
  token: string
  /** Said when the desk cannot be reached. */
  noAnswer: string
  fetch: typeof fetch
  openSocket: (address: string) => WebSocket
  /** Runs something after so many milliseconds; returns what cancels it. */
  later: (run: () => void, milliseconds: number) => () => void
}

export interface HttpDesk extends DeskClient {
  onLink(listener: (state: LinkState) => void): () => void
  /** Goes on with another token: the desk was started again and has given this window a new one. */
  renew(token: string): void
  close(): void
}

const firstWait = 250
const longestWait = 5_000
const longestCall = 60_000
/** The code with which the desk closes a socket whose token it does not know; trying again would not help. */
const unknownToken = 4401

function isAnswer(value: unknown): value is Answer<never> {
  return typeof value === 'object' && value !== null && 'ok' in value && ('value' in value || 'error' in value)
}

/**
 * The desk over loopback HTTP: `POST /rpc/<name>` with the token as bearer, and events on the WebSocket `/events`,
 * whose first message is `{"token":"…"}` from us and every other `{"name","value"}` from the desk. A lost socket is
 * opened again after 250 ms, twice as long each time, up to 5 s.
 */
export function createHttpDesk(options: HttpDeskOptions): HttpDesk {
  const eventListeners = new Map<EventName, Set<(value: never) => void>>()
  const linkListeners = new Set<(state: LinkState) => void>()
  let state: LinkState = 'connecting'
  let { token } = options
  let socket: WebSocket | null = null
  let cancelRetry = (): void => {}
  let tries = 0
  let closed = false

  function become(next: LinkState): void {
    if (state === next) return
    state = next
    for (const listener of linkListeners) listener(next)
  }

  function receive(text: unknown): void {
    tries = 0
    const message = parsed(text)
    if (message === null || !eventNames.includes(message.name)) return
    for (const listener of eventListeners.get(message.name) ?? []) listener(message.value as never)
  }

  function open(): void {
    if (closed) return
    const opened = options.openSocket(`${options.address.replace(/^http/, 'ws')}/events`)
    socket = opened
    opened.addEventListener('open', () => {
      opened.send(JSON.stringify({ token }))
      become('ready')
    })
    opened.addEventListener('message', (event) => receive(event.data))
    opened.addEventListener('close', (event) => {
      if (closed || socket !== opened) return
      if (event.code === unknownToken) return become('locked')
      become('lost')
      cancelRetry = options.later(open, Math.min(firstWait * 2 ** tries++, longestWait))
    })
  }

  open()

  return {
    async call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Answer<Output<Name>>> {
      try {
        const response = await options.fetch(`${options.address}/rpc/${name}`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
          body: JSON.stringify(input),
          signal: AbortSignal.timeout(longestCall),
        })
        const answer: unknown = await response.json()
        if (isAnswer(answer)) return answer
      } catch {
        // A desk that cannot be reached is an answer like any other.
      }
      return refusal({ code: 'not_ready', message: options.noAnswer })
    },
    on<Name extends EventName>(name: Name, listener: (value: EventValue<Name>) => void): () => void {
      const listeners = eventListeners.get(name) ?? new Set()
      eventListeners.set(name, listeners)
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onLink(listener) {
      linkListeners.add(listener)
      if (state !== 'connecting') listener(state)
      return () => linkListeners.delete(listener)
    },
    renew(next) {
      token = next
      tries = 0
      cancelRetry()
      const old = socket
      open()
      old?.close()
    },
    close() {
      closed = true
      cancelRetry()
      socket?.close()
    },
  }
}

function refusal(error: Refusal): { ok: false; error: Refusal } {
  return { ok: false, error }
}

function parsed(text: unknown): { name: EventName; value: unknown } | null {
  try {
    const message: unknown = JSON.parse(String(text))
    return typeof message === 'object' && message !== null && 'name' in message && 'value' in message
      ? (message as { name: EventName; value: unknown })
      : null
  } catch {
    return null
  }
}
