import { bitsOfHex, hexOfBits } from './bits.ts'
import { readEm4100, readEm4100Lower } from './em4100.ts'
import { anyFormat, credentialFrom } from './format.ts'
import type { CardReading, Credential, FormatSettings } from './format.ts'
import { readUid } from './uid.ts'
import { fitsLayout, numberIn, wiegandLayouts } from './wiegand-layouts.ts'
import type { WiegandLayout } from './wiegand-layouts.ts'

const fewestBits = 8
const mostBits = 256
const em4100Bits = 40
const bytesInWord34: readonly [number, number] = [1, 33]

/**
 * A card's bits as a Wiegand reader or OSDP's RAW gives them, in every format that fits. All parity bits of a format must
 * be right. 37 bits are H10302 and H10304 alike; 34 may be a facility code and a number, one number of 32 bits, or a
 * UID; 32, 56 and 80 are a UID of whole bytes, 40 an EM4100 card. A length that no format has is given raw, without any
 * check; where a format has that length, raw must be asked for in the settings. Null when nothing fits.
 */
export function decodeWiegand(bits: string, settings: FormatSettings = anyFormat): Credential | null {
  if (!/^[01]+$/.test(bits) || bits.length < fewestBits || bits.length > mostBits) return null
  const ofLength = wiegandLayouts.filter((layout) => layout.bits === bits.length)
  const fitting = ofLength.filter((layout) => fitsLayout(bits, layout))
  const raw = rawReading(bits)
  const readings = [...fitting.map((layout) => readingIn(bits, layout)), ...asBytes(bits, fitting, settings)]
  if (ofLength.length === 0 || (settings.formats?.includes('raw') ?? false)) readings.push(raw)
  return credentialFrom(raw, readings, settings)
}

export function wiegandIdentity(bits: string): string {
  return `wiegand:${bits.length}:${hexOfBits(bits)}`
}

/** The bits of an identity such as `wiegand:26:2F623AE`, or null. */
export function parseWiegandIdentity(identity: string): string | null {
  const parts = /^wiegand:([1-9]\d{0,2}):([0-9A-F]+)$/.exec(identity)
  const length = Number(parts?.[1])
  const hex = parts?.[2] ?? ''
  if (parts === null || length > mostBits || hex.length !== Math.ceil(length / 4)) return null
  return bitsOfHex(hex, length)
}

/** What a card's bits say in one format, which they must fit. */
export function readingIn(bits: string, layout: WiegandLayout): CardReading {
  const cardNumber = numberIn(bits, layout.cardNumber)
  return {
    format: layout.format,
    identity: wiegandIdentity(bits),
    number: String(cardNumber),
    facilityCode: layout.facilityCode === null ? null : numberIn(bits, layout.facilityCode),
    cardNumber,
    enrollable: true,
  }
}

function rawReading(bits: string): CardReading {
  return {
    format: 'raw',
    identity: wiegandIdentity(bits),
    number: hexOfBits(bits),
    facilityCode: null,
    cardNumber: null,
    enrollable: true,
  }
}

function asBytes(bits: string, fitting: readonly WiegandLayout[], { byteOrder }: FormatSettings): CardReading[] {
  if (bits.length === em4100Bits) return [readEm4100(hexOfBits(bits))].filter((reading) => reading !== null)
  const in34 = fitting.some((layout) => layout.format === 'h10306')
  const data = in34 ? bits.slice(...bytesInWord34) : bits
  const uid = readUid(hexOfBits(data), byteOrder)
  const readings = uid === null || data.length % 8 !== 0 ? [] : [uid]
  return in34 ? [readEm4100Lower(Number.parseInt(data, 2)), ...readings] : readings
}
