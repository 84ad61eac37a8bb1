import type { Shown } from './firmware.ts'

const COLOURS = ['off', 'red', 'green', 'amber', 'blue', 'magenta', 'cyan', 'white'] as const
const RECORD = 14

/** The light and the buzzer of an OSDP reader (commands LED and BUZ; badge-reader reference, 3.4). */
export interface Lights {
  /** False when the data are not whole records of fourteen bytes. */
  led(data: Buffer): boolean
  buzzer(data: Buffer): boolean
  shown(): Shown
  reset(): void
}

/** `now` in milliseconds; a blinking light shows the colour of its on-time. */
export function createLights(now: () => number): Lights {
  let steady = 0
  let temporary: { colour: number; until: number } | null = null
  let beeps = 0
  return {
    led(data) {
      if (data.length === 0 || data.length % RECORD !== 0) return false
      for (let at = 0; at < data.length; at += RECORD) {
        const record = data.subarray(at, at + RECORD)
        const lasts = record.readUInt16LE(7) * 100
        if (record[2] === 1) temporary = null
        if (record[2] === 2) temporary = { colour: record.readUInt8(5), until: now() + lasts }
        if (record[9] === 1) steady = record.readUInt8(12)
      }
      return true
    },
    buzzer(data) {
      if (data.length !== 5) return false
      // Tone 1 is off; a repeat count of 0 sounds for ever, which counts as one.
      if (data.readUInt8(1) > 1) beeps += Math.max(1, data.readUInt8(4))
      return true
    },
    shown() {
      const colour = temporary && temporary.until > now() ? temporary.colour : steady
      return { light: COLOURS[colour] ?? 'off', beeps }
    },
    reset() {
      ;[steady, temporary, beeps] = [0, null, 0]
    },
  }
}
