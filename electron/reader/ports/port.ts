/** What a port is to the rest of the bridge, whichever wire is behind it. */

export type PortAddress =
  | { kind: 'serial'; path: string }
  | { kind: 'tcp'; host: string; port: number }
  /** A PC/SC reader by a part of its name; empty: the first one. */
  | { kind: 'pcsc'; name: string }

/** How the line is set. Ignored over TCP, where the box at the other end sets its own line. */
export interface LineSettings {
  /** Bits per second. Always 8 data bits, no parity, 1 stop bit. */
  baudRate: number
}

export interface PortHandlers {
  /** Aborted when the port is no longer wanted, also while it is being opened. */
  signal: AbortSignal
  /** Bytes as they came, in chunks of any size. The chunk is only valid during the call. */
  data(bytes: Uint8Array): void
  /** Called once when the port is gone without `close` having been called. `reason` is for the log. */
  lost(reason: string): void
}

/** One connection. It is used once: after `lost` or `close` a new one is opened. */
export interface OpenPort {
  /** Resolves when the bytes were handed to the system; rejects with PortError when they cannot be sent. */
  write(bytes: Uint8Array): Promise<void>
  /** Gives the port back. May be called at any time and more than once. */
  close(): Promise<void>
}

/** Opens a port; rejects with an Error that `explainFailure` understands. */
export type OpenPortFunction = (
  address: PortAddress,
  settings: LineSettings,
  handlers: PortHandlers,
) => Promise<OpenPort>

/**
 * Why a port cannot be had. `stale_login`: the permission was given after this user signed in; `not_installed`: an optional
 * package is missing.
 */
export type PortFailure =
  'missing' | 'permission' | 'stale_login' | 'not_installed' | 'busy' | 'not_serial' | 'unanswered' | 'other'

export class PortError extends Error {
  readonly failure: PortFailure
  /** The Unix group that may open the device, where known. */
  readonly group: string | null

  constructor(failure: PortFailure, message: string, group: string | null = null) {
    super(message)
    this.name = 'PortError'
    this.failure = failure
    this.group = group
  }
}

/** As a person would write it: `/dev/ttyUSB0`, `box.example:4001` or `PC/SC ACR122`. */
export function describeAddress(address: PortAddress): string {
  if (address.kind === 'serial') return address.path
  if (address.kind === 'pcsc') return address.name === '' ? 'PC/SC' : `PC/SC ${address.name}`
  return `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`
}
