import type { Conversation, Line } from './conversation.ts'
import { listen } from './conversation.ts'
import { decodeCode, decodeDataBlock } from './format/code.ts'
import { decodeConverter } from './format/converter.ts'
import { decodeDigits } from './format/digits.ts'
import type { DigitSettings } from './format/digits.ts'
import { decodeEm4100 } from './format/em4100.ts'
import { anyFormat } from './format/format.ts'
import type { Credential, FormatSettings } from './format/format.ts'
import { createConverterFramer } from './framing/converter.ts'
import { isNmeaSentence } from './framing/nmea.ts'
import { createEm18Framer } from './framing/em18.ts'
import { createEm4100StxFramer } from './framing/em4100-stx.ts'
import { createLineFramer } from './framing/lines.ts'
import type { LineSettings as TextLineSettings } from './framing/lines.ts'
import { createPcproxFramer } from './framing/pcprox.ts'
import { createScannerFramer } from './framing/scanner.ts'
import type { ScannerSettings } from './framing/scanner.ts'
import { createTwn4Framer } from './framing/twn4.ts'
import { talkOsdp } from './osdp-reader.ts'
import { panelDefaults } from './osdp/panel-types.ts'
import { talkPcprox } from './pcprox-reader.ts'
import type { LineSettings } from './ports/port.ts'
import { tapDefaults } from './taps.ts'
import type { TapSettings } from './taps.ts'
import { talkTwn4 } from './twn4-reader.ts'

/** A reader as it is set up: its kind, and what differs from what readers of that kind do out of the box. */
export type ReaderSettings = { baudRate?: number } & Partial<FormatSettings> &
  (
    | { kind: 'em4100' | 'em18' | 'twn4_simple' }
    | ({ kind: 'lines' | 'twn4'; base?: DigitSettings['base'] | 'data_block' } & Partial<TextLineSettings>)
    | ({ kind: 'pcprox'; base?: DigitSettings['base']; gone?: string } & Partial<TextLineSettings>)
    | ({ kind: 'wiegand'; output: 'hex' | 'decimal' | 'pair' } & Partial<TextLineSettings>)
    | ({ kind: 'scanner' } & Partial<ScannerSettings>)
    | { kind: 'osdp'; address?: number; pollMs?: number; key?: Uint8Array | null }
  )

export type ReaderKind = ReaderSettings['kind']

/** A kind of reader with its settings: how its line is set, what is one tap, and what is said on the line. */
export interface ReaderProfile {
  line: LineSettings
  taps: TapSettings
  createConversation(line: Line): Conversation
}

const usualBaudRate = 9600
/** Hands shake, and presentation scanners read again. */
const scannerRepeatMs = 3000

export function createProfile(settings: ReaderSettings): ReaderProfile {
  const baudRate = settings.baudRate ?? usualBaudRate
  const repeatWindowMs = settings.kind === 'scanner' ? scannerRepeatMs : tapDefaults.repeatWindowMs
  return {
    line: { baudRate },
    taps: { ...tapDefaults, repeatWindowMs },
    createConversation: (line) => converse(line, settings, baudRate),
  }
}

function converse(line: Line, settings: ReaderSettings, baudRate: number): Conversation {
  const formats: FormatSettings = { ...anyFormat, ...defined(settings) }
  const only = (card: Credential | null): Credential | null => allowed(card, formats)
  switch (settings.kind) {
    case 'em4100':
      return listen(line, createEm4100StxFramer(), (digits) => only(decodeEm4100(digits)))
    case 'em18':
      return listen(line, createEm18Framer(), (digits) => only(decodeEm4100(digits)))
    case 'lines':
      return listen(line, createLineFramer(settings), digitsBy(settings.base ?? 'any', formats))
    case 'twn4':
      return listen(line, createTwn4Framer(settings), digitsBy(settings.base ?? 'hex', formats))
    case 'pcprox':
      return talkPcprox(line, createPcproxFramer(settings), digitsBy(settings.base ?? 'any', formats))
    case 'wiegand':
      return listen(
        line,
        createConverterFramer(settings),
        (frame) =>
          frame.kind === 'card' ? decodeConverter(frame.text, { ...formats, output: settings.output }) : null,
        (frame) => (frame.kind === 'key' ? frame.key : null),
      )
    case 'scanner':
      return listen(line, createScannerFramer(settings), (text) => only(isPosition(text) ? null : decodeCode(text)))
    case 'twn4_simple':
      return talkTwn4(line, formats)
    case 'osdp':
      return talkOsdp(line, { ...panelDefaults, ...formats, ...defined(settings), baudRate })
  }
}

/** A GPS receiver in a scanner's place would be a code every second. */
const isPosition = (text: string): boolean => text.split('\n').every((line) => isNmeaSentence(line.trim()))

function digitsBy(base: DigitSettings['base'] | 'data_block', formats: FormatSettings) {
  return (text: string): Credential | null =>
    base === 'data_block' ? decodeDataBlock(text) : decodeDigits(text, { ...formats, base })
}

function allowed(card: Credential | null, { formats }: FormatSettings): Credential | null {
  if (card === null || formats === null) return card
  return card.readings.every(({ format }) => formats.includes(format)) ? card : null
}

/** Settings without those that are left undefined, which would hide a default. */
function defined<Settings extends object>(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Settings
}

/** RDM6300, RDM630 and ID-Innovations ID-2/3/12/20: EM4100 cards between STX and ETX, 9600 baud. */
export const em4100Reader = createProfile({ kind: 'em4100' })
