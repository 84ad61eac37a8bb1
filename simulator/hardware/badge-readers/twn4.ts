import { z } from 'zod'
import { packBits, type Credential } from './credential.ts'
import { NOTHING, type Firmware } from './firmware.ts'
import { cardLineSettings, hexOf, line } from './lines.ts'

const VERSION = 'TWN4/B1.64/NKF4.64/PRS1.04'

export const twn4Settings = cardLineSettings.extend({
  /** Whether it says its version when power comes on, as the RS-232 units do. */
  banner: z.boolean().default(false),
})

/** The same card is not told again for this long. */
const REPEAT_MILLISECONDS = 2000

/** An ELATEC TWN4 with its standard firmware on a serial line: hex digits and CR (badge-reader reference, 2.7). */
export function createTwn4(settings: z.infer<typeof twn4Settings>): Firmware {
  return {
    baud: 9600,
    repeatMilliseconds: REPEAT_MILLISECONDS,
    read(credential) {
      const text = hexOf(credential, settings)
      return text === null ? null : line(text, settings)
    },
    wake: () => (settings.banner ? Buffer.from(`${VERSION}\r`, 'ascii') : NOTHING),
  }
}

export const twn4SimpleSettings = z.strictObject({})

const [OK, UNKNOWN, MISSING, UNUSED, PARSER] = ['00', '01', '02', '03', '05']
const NO_TAG = '0000'
const LONGEST_REQUEST = 600
const LIGHTS = ['off', 'red', 'green', 'amber'] as const

const byte = (value: number) => value.toString(16).toUpperCase().padStart(2, '0')

/** The answer's part for the card in the field: type, length in bits, length in bytes, the number. */
function tagPart(credential: Credential): string | null {
  if (credential.kind === 'em4100') return `40${byte(40)}${byte(5)}${credential.tag}`
  if (credential.kind === 'uid') {
    const bytes = credential.hex.length / 2
    return `80${byte(bytes * 8)}${byte(bytes)}${credential.hex}`
  }
  if (credential.kind !== 'wiegand') return null
  // Where the bits stand within the last byte is documented nowhere: the first one is the highest, as in OSDP.
  const packed = packBits(credential.bits)
  return `49${byte(credential.bits.length)}${byte(packed.length)}${packed.toString('hex').toUpperCase()}`
}

/**
 * An ELATEC TWN4 with the Simple Protocol: requests and answers in hex, ended by CR. It says nothing unasked; a card is
 * found by SearchTag while it lies in the field.
 */
export function createTwn4Simple(): Firmware {
  let typed = ''
  let inField: string | null = null
  let leds = 0
  let beeps = 0

  const functions: Record<string, { takes: number; run: (parameters: Buffer) => string }> = {
    '0004': {
      takes: 1,
      run: (parameters) => {
        const text = Buffer.from(VERSION.slice(0, parameters[0]), 'ascii')
        return OK + byte(text.length) + text.toString('hex').toUpperCase()
      },
    },
    '0407': { takes: 7, run: () => ((beeps += 1), OK) },
    '0410': { takes: 1, run: () => ((leds = 0), OK) },
    '0411': { takes: 1, run: (parameters) => ((leds |= parameters[0] ?? 0), OK) },
    '0412': { takes: 1, run: (parameters) => ((leds &= ~(parameters[0] ?? 0)), OK) },
    '0413': { takes: 1, run: (parameters) => ((leds ^= parameters[0] ?? 0), OK) },
    '0414': { takes: 5, run: (parameters) => ((leds |= parameters[0] ?? 0), OK) },
    '0502': { takes: 8, run: () => OK },
    '0500': { takes: 1, run: () => (inField === null ? NO_TAG : `${OK}01${inField}`) },
  }

  function answer(request: string): string {
    if (!/^([0-9A-Fa-f]{2}){2,}$/.test(request)) return PARSER
    const called = functions[request.slice(0, 4).toUpperCase()]
    if (!called) return UNKNOWN
    const parameters = Buffer.from(request.slice(4), 'hex')
    if (parameters.length !== called.takes) return parameters.length < called.takes ? MISSING : UNUSED
    return called.run(parameters)
  }

  return {
    baud: 9600,
    read(credential) {
      const part = tagPart(credential)
      if (part === null) return null
      inField = part
      return NOTHING
    },
    release() {
      inField = null
      return NOTHING
    },
    wake() {
      ;[typed, inField, leds, beeps] = ['', null, 0, 0]
      return NOTHING
    },
    hear(bytes) {
      let said = ''
      for (const character of bytes.toString('latin1')) {
        if (character !== '\r') {
          typed = (typed + character).slice(-LONGEST_REQUEST)
          continue
        }
        said += `${answer(typed)}\r`
        typed = ''
      }
      return Buffer.from(said, 'ascii')
    },
    shown: () => ({ light: LIGHTS[leds & 3] ?? 'off', beeps }),
  }
}
