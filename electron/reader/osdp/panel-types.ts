import type { DeviceCapabilities, DeviceIdentity } from './replies.ts'

/** Time as the panel needs it. */
export interface Timers {
  /** Milliseconds that never jump and never go back. */
  monotonic(): number
  /** Runs a task later; what it returns takes that back. */
  after(milliseconds: number, task: () => void): () => void
}

export interface PanelSettings {
  /** 0 to 0x7e. */
  address: number
  /** Bits per second: 9600, 19200, 38400, 57600, 115200 or 230400. */
  baudRate: number
  /** Milliseconds from one question for news to the next; 50 keeps a tap within 100 ms at 9600 baud. */
  pollMs: number
  /**
   * The sixteen bytes of the device's key. With a key nothing is taken from the device outside the secure channel, and a
   * device that refuses the channel or does not know the key is not used. Null speaks in plain.
   */
  key: Uint8Array | null
}

export const panelDefaults: PanelSettings = { address: 0, baudRate: 9600, pollMs: 50, key: null }

export interface DeviceState {
  /**
   * `silent` after a second without an answer, `offline` after eight (IEC 60839-11-5, 5.7); `refused` where the device
   * and the settings about its key do not agree.
   */
  state: 'connecting' | 'online' | 'silent' | 'offline' | 'refused'
  secure: boolean
  reason: 'no_secure_channel' | 'wrong_key' | 'key_needed' | null
}

export type CardRead = { kind: 'bits'; bits: string } | { kind: 'text'; text: string }

export interface PanelOptions {
  clock: Timers
  settings: PanelSettings
  /** Random bytes that nobody can foretell. */
  random(length: number): Uint8Array
  write(bytes: Uint8Array): void
  onCard(read: CardRead): void
  /** Digits, `*` and `#`, as they are pressed. */
  onKeys(keys: string): void
  onLocalStatus(status: { tampered: boolean; powerFailed: boolean }): void
  onState(state: DeviceState): void
}

/** What a device answered to a command of ours: a code of `reply`, and the data in plain. */
export interface Answer {
  code: number
  data: Uint8Array
}

export interface ControlPanel {
  readonly state: DeviceState
  readonly identity: DeviceIdentity | null
  readonly capabilities: DeviceCapabilities | null
  push(bytes: Uint8Array, at: number): number
  /** Puts a command between two polls. Null when the device is not online or does not answer; never sent later. */
  send(code: number, data: Uint8Array): Promise<Answer | null>
  /** Gives the device a key of its own, within the channel. True when it has taken it. */
  setKey(key: Uint8Array): Promise<boolean>
  readonly rejected: number
  close(): void
}
