import type { SavedReader } from './readers/saved.ts'

/** What the desk needs from the outside. Hosts and tests bring their own; no module of the desk reaches for a global. */

export interface Clock {
  /** Wall clock, epoch milliseconds. */
  now(): number
  /** Milliseconds that never jump and never go back; counts from the start of this process. */
  monotonic(): number
}

export interface Log {
  info(event: string, fields?: Record<string, unknown>): void
  warn(event: string, fields?: Record<string, unknown>): void
  error(event: string, fields?: Record<string, unknown>): void
}

/** Where secrets are kept. `kept` says how, for the one sentence in Settings. */
export interface Secrets {
  kept: 'keychain' | 'file' | 'memory'
  get(name: string): Promise<string | null>
  set(name: string, value: string): Promise<void>
  remove(name: string): Promise<void>
}

/** Settings of this device (never records, never secrets), kept by electron-store or its like. */
export interface Settings {
  get(): DeviceSettings
  set(change: Partial<DeviceSettings>): void
}

export interface DeviceSettings {
  /** Kisi's address, without the key; null while nothing is configured. */
  kisiAddress: string | null
  readers: SavedReader[]
}
