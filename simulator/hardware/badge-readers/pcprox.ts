import { z } from 'zod'
import type { Credential } from './credential.ts'
import { NOTHING, type Firmware } from './firmware.ts'
import { cardLineSettings, decimalOf, hexOf, line, type CardLineSettings } from './lines.ts'
import { wiegandBits } from './wiegand.ts'

export const pcproxSettings = cardLineSettings.extend({
  base: z.enum(['hex', 'decimal']).default('decimal'),
  /** Put between facility code and number; without it the facility code is dropped. */
  facility: z.string().max(1).default(''),
  /** Sent when the card leaves (`rfid:chr.gone`): the second short line that follows every tap. */
  gone: z.string().max(2).default(''),
})

const PROMPT = '\r\nRF IDeas>'
/** The input buffer holds no longer command. */
const LONGEST_COMMAND = 128
const AGE_MILLISECONDS = 48

/**
 * The answer to `rfid:qid`: age in units of 48 ms, reads that were overrun, lockout, bit count, and the bits right-aligned
 * in eighty (rf IDEAS 99009150).
 */
export function lastRead(age: number, overruns: number, bits: number, hex: string): string {
  const units = Math.min(0xffff, age).toString(16).toUpperCase().padStart(4, '0')
  return `{0x${units},${overruns},0x0000,${bits};0x${hex.padStart(20, '0')}}`
}

/** An rf IDEAS pcProx on a serial line: lines of digits, and its ASCII command protocol (badge-reader reference, 2.6). */
export function createPcprox(settings: z.infer<typeof pcproxSettings>, now: () => number): Firmware {
  const { base, facility, gone } = settings
  let typed = ''
  let led = 0
  let beeps = 0
  let last: { at: number; bits: number; hex: string; reads: number } | null = null

  function answer(command: string): string {
    if (!command.startsWith('rfid:')) return ''
    const asked = command.slice('rfid:'.length)
    if (asked === 'beep.now') beeps += 1
    const light = /^out\.led=([0-3])$/.exec(asked)
    if (light) led = Number(light[1])
    if (asked === 'out.led?') return `${PROMPT}{${led}}`
    if (asked === 'qid' || asked === 'qid.id.hold') {
      const read = last
      if (asked === 'qid.id.hold') last = null
      const age = read ? Math.floor((now() - read.at) / AGE_MILLISECONDS) : 0
      return PROMPT + lastRead(age, read ? read.reads - 1 : 0, read?.bits ?? 0, read?.hex ?? '')
    }
    return PROMPT
  }

  return {
    baud: 9600,
    read(credential) {
      const text = textOf(credential, settings, base, facility)
      if (text === null) return null
      last = { at: now(), ...dataOf(credential), reads: (last?.reads ?? 0) + 1 }
      return line(text, settings)
    },
    release: () => Buffer.from(gone, 'ascii'),
    wake() {
      ;[typed, led, beeps, last] = ['', 0, 0, null]
      return NOTHING
    },
    hear(bytes) {
      let said = ''
      for (const character of bytes.toString('latin1')) {
        if (character !== '\r' && character !== '\n') {
          typed = (typed + character).slice(-LONGEST_COMMAND)
          continue
        }
        said += answer(typed)
        typed = ''
      }
      return Buffer.from(said, 'ascii')
    },
    shown: () => ({ light: (['off', 'red', 'green', 'amber'] as const)[led] ?? 'off', beeps }),
  }
}

/** The digits of a card; of one with a Wiegand number those between the outer parity bits. */
function textOf(
  credential: Credential,
  settings: CardLineSettings,
  base: 'hex' | 'decimal',
  facility: string,
): string | null {
  if (credential.kind !== 'wiegand') return (base === 'hex' ? hexOf : decimalOf)(credential, settings)
  const data = credential.bits.slice(1, -1)
  const inBase = (bits: string) =>
    BigInt(`0b${bits}`)
      .toString(base === 'hex' ? 16 : 10)
      .toUpperCase()
  if (data.length !== 24) return inBase(data)
  const [code, number] = [inBase(data.slice(0, 8)), inBase(data.slice(8))]
  return facility === '' ? number : code + facility + number
}

function dataOf(credential: Credential): { bits: number; hex: string } {
  const hex = credential.kind === 'em4100' ? credential.tag : credential.kind === 'uid' ? credential.hex : null
  if (hex !== null) return { bits: hex.length * 4, hex }
  const bits = wiegandBits(credential) ?? ''
  return { bits: bits.length, hex: BigInt(`0b${bits}`).toString(16).toUpperCase() }
}
