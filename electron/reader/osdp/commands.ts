/** Colours of a reader's light. */
export const colour = { off: 0, red: 1, green: 2, amber: 3, blue: 4 } as const
export type Colour = keyof typeof colour

export interface Light {
  on: Colour
  /** The colour between two flashes; the same as `on` for a steady light. */
  off: Colour
  /** In units of 100 ms. */
  onTime: number
  offTime: number
}

/**
 * Data of LED for reader 0, light 0: what shows for a while, in units of 100 ms, then what shows from then on. Without
 * the former only the latter is set.
 */
export function ledData(temporary: (Light & { lasts: number }) | null, permanent: Light | null): Uint8Array {
  const { on, off, onTime, offTime, lasts } = temporary ?? { ...dark, lasts: 0 }
  const steady = permanent ?? dark
  return Uint8Array.from([
    ...[0, 0, temporary === null ? 0 : 2, onTime, offTime, colour[on], colour[off], lasts & 0xff, lasts >> 8],
    ...[permanent === null ? 0 : 1, steady.onTime, steady.offTime, colour[steady.on], colour[steady.off]],
  ])
}

const dark: Light = { on: 'off', off: 'off', onTime: 0, offTime: 0 }

/** Data of BUZ for reader 0: the default tone, times in units of 100 ms. A count of 0 would sound for ever. */
export function buzzerData(onTime: number, offTime: number, count: number): Uint8Array {
  if (count < 1) throw new RangeError('A buzzer sounds at least once.')
  return Uint8Array.of(0, 2, onTime, offTime, count)
}

/** Data of KEYSET: a new key for the secure channel, to be sent within the channel only. */
export function keySetData(key: Uint8Array): Uint8Array {
  if (key.length !== 16) throw new RangeError('A key of the secure channel has sixteen bytes.')
  return Uint8Array.from([0x01, key.length, ...key])
}
