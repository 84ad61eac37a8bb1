import { backOffDefaults } from './back-off.ts'
import type { BackOffSettings } from './back-off.ts'
import type { PortFailure } from './ports/port.ts'

/** How a lost or refused port is tried again. All times in milliseconds. */
export interface ReconnectSettings extends BackOffSettings {
  /** A connection that lasted this long starts the back-off from the beginning. */
  stableMs: number
  /** From the hint that a device came to opening it: permissions are set a moment after the node appears. */
  hintDelayMs: number
  /** Between two looks for a missing device. */
  pollMs: number
  /** Between two looks whether an open device is still there. */
  beltMs: number
  /** Until a TCP connection is given up. */
  connectTimeoutMs: number
  busyMs: number
  refusedMs: number
}

export const reconnectDefaults: ReconnectSettings = {
  ...backOffDefaults,
  stableMs: 10_000,
  hintDelayMs: 120,
  pollMs: 1000,
  beltMs: 1500,
  connectTimeoutMs: 3000,
  busyMs: 2000,
  refusedMs: 5000,
}

/** The delay before the next try, or null where the back-off decides. */
export function fixedDelay(failure: PortFailure, settings: ReconnectSettings): number | null {
  switch (failure) {
    case 'missing':
    case 'unanswered':
      return null
    case 'busy':
      return settings.busyMs
    case 'permission':
    case 'stale_login':
    case 'not_installed':
    case 'not_serial':
    case 'other':
      return settings.refusedMs
  }
}
