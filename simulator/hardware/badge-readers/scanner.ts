import { z } from 'zod'
import type { Firmware } from './firmware.ts'
import { line, lineSettings } from './lines.ts'

export const scannerSettings = lineSettings.extend({
  /** Whether it says before the text what kind of code it saw: `]Q1` for a QR code (AIM symbology identifier). */
  aim: z.boolean().default(true),
})

/** A barcode and QR scanner in its serial mode (badge-reader reference, 2.10). */
export function createScanner({ aim, ...settings }: z.infer<typeof scannerSettings>): Firmware {
  return {
    baud: 9600,
    read: (credential) =>
      credential.kind === 'text' ? line((aim ? `]${credential.symbology}` : '') + credential.text, settings) : null,
  }
}
