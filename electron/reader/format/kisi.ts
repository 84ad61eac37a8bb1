import { hexOfBits } from './bits.ts'
import { parseEm4100Identity, parseEm4100LowerIdentity } from './em4100.ts'
import type { CardFormat, CardReading } from './format.ts'
import { parseUidIdentity } from './uid.ts'
import { fitsLayout, numberIn, wiegandLayouts } from './wiegand-layouts.ts'
import type { WiegandFormat, WiegandLayout } from './wiegand-layouts.ts'
import { parseWiegandIdentity } from './wiegand.ts'

/** What identifies an EM4100 card to Kisi when it is enrolled (`POST /cards`, type `third_party_lf_em_410x_32_34`). */
export interface KisiEm4100Identifiers {
  type: 'third_party_lf_em_410x_32_34'
  /** The lower 32 bits as a number. */
  cardId: number
}

/** One way in which Kisi may know a card: what `POST /cards` takes and what the mirror is asked with. */
export interface KisiView {
  type: string
  uid?: string
  facilityCode?: number
  cardNumber?: number
  cardId?: number
  oem?: number
  dataBlockValue?: string
  /** Bits. */
  length?: number
}

/** The fields of a Kisi card that say which physical card it is. Absent ones are null or left out. */
export interface KisiCardFields {
  type: string
  /** Hex digits of either case; of a code its text. */
  uid?: string | null
  facilityCode?: number | null
  cardNumber?: number | null
  cardId?: number | null
  oem?: number | null
  dataBlockValue?: string | null
  /** Bits. */
  length?: number | null
}

export interface KisiViewSettings {
  /** Only the views of this format, once somebody has chosen one for the reader. */
  format?: CardFormat
  /** How the bits of a raw card stand in its hex digits, which Kisi does not document. */
  rawAlignment?: 'left' | 'right'
}

const optical = { qr: 'third_party_qr_code', barcode: 'third_party_barcode' }
const kisiUid = /^[0-9A-F]{6,16}$/

/** Kisi's fields for an identity such as `em4100:3C00CE754C`. Throws a RangeError for what is not an EM4100 card. */
export function kisiIdentifiers(identity: string): KisiEm4100Identifiers {
  const card = parseEm4100Identity(identity)
  if (card === null) throw new RangeError('This is not an EM4100 card: its identity is em4100: and ten hex digits.')
  return { type: 'third_party_lf_em_410x_32_34', cardId: card.cardId }
}

/**
 * Every way in which Kisi may know a card, by its identity, the best one to enrol it by first. Kisi may have an EM4100
 * card by its lower 32 bits, by the 26-bit view (which cannot tell cards apart that differ only in the upper 16 bits), or
 * raw; a Wiegand card in its own type or raw; a UID as a third-party card or as the chip of a Kisi pass. Empty for digits
 * that fit several technologies: those are asked for by their readings, with `kisiViewsOf`.
 */
export function kisiViews(identity: string, settings: KisiViewSettings = {}): KisiView[] {
  const em4100 = parseEm4100Identity(identity)
  const lower = em4100 ?? parseEm4100LowerIdentity(identity)
  if (lower !== null) {
    const { cardId, facilityCode, cardNumber } = lower
    const views: KisiView[] = [
      { type: 'third_party_lf_em_410x_32_34', cardId },
      { type: 'third_party_lf_em_410x_26', facilityCode, cardNumber },
    ]
    if (em4100 !== null) views.push({ type: 'third_party_lf', uid: em4100.uid, length: 40 })
    return views
  }
  const uid = parseUidIdentity(identity)
  if (uid !== null) {
    const pass = { type: 'mifare_desfire', uid }
    return kisiUid.test(uid) ? [{ type: 'third_party_hf', uid }, pass] : [pass]
  }
  const bits = parseWiegandIdentity(identity)
  return bits === null ? textViews(identity) : wiegandViews(bits, settings)
}

/** The ways in which Kisi may know a card that was read in several formats. */
export function kisiViewsOf(readings: readonly CardReading[], settings: KisiViewSettings = {}): KisiView[] {
  const views = readings.flatMap(({ identity, format }) => kisiViews(identity, { ...settings, format }))
  return [...new Map(views.map((view) => [JSON.stringify(view), view])).values()]
}

/**
 * What to enrol a card by, or null when it must not be enrolled or when it is not decided what it is: the format is then
 * to be chosen among the readings.
 */
export function enrolmentOf(readings: readonly CardReading[], settings: KisiViewSettings = {}): KisiView | null {
  const [reading] = readings
  if (readings.length !== 1 || reading === undefined || !reading.enrollable) return null
  if (reading.format === 'code') return null
  return kisiViews(reading.identity, { ...settings, format: reading.format })[0] ?? null
}

/** Whether a card in Kisi is the card that was read. Every field that one of its views has must be the same. */
export function identityMatches(identity: string, kisi: KisiCardFields): boolean {
  return kisiViews(identity).some((view) => isSame(view, kisi))
}

function isSame(view: KisiView, kisi: KisiCardFields): boolean {
  if (view.type !== kisi.type) return false
  const hex = !Object.values(optical).includes(view.type)
  const sameUid = view.uid === undefined || (hex ? kisi.uid?.toUpperCase() : kisi.uid) === view.uid
  const keys = ['facilityCode', 'cardNumber', 'cardId', 'oem', 'dataBlockValue', 'length'] as const
  return sameUid && keys.every((key) => view[key] === undefined || view[key] === kisi[key])
}

function textViews(identity: string): KisiView[] {
  const [kind, text] = [identity.slice(0, identity.indexOf(':')), identity.slice(identity.indexOf(':') + 1)]
  if (kind === 'data_block') return [{ type: 'third_party_hf_mifare_classic', dataBlockValue: text }]
  if (kind === 'qr' || kind === 'barcode') return [{ type: optical[kind], uid: text }]
  return kind === 'code' ? Object.values(optical).map((type) => ({ type, uid: text })) : []
}

/** Kisi's types for Wiegand formats. 26 bits may be an EM4100 card behind a Wiegand reader just as well. */
const kisiTypes: Partial<Record<WiegandFormat, readonly string[]>> = {
  h10301: ['third_party_lf_hid_h10301', 'third_party_lf_em_410x_26'],
  d10202: ['third_party_lf_hid_d10202'],
  corporate1000_35: ['third_party_lf_hid_corporate1000_35'],
  c15001: ['third_party_lf_keyscan_c15001'],
  h10302: ['third_party_lf_hid_h10302'],
  h10304: ['third_party_lf_hid_h10304'],
}

function wiegandViews(bits: string, { format, rawAlignment = 'right' }: KisiViewSettings): KisiView[] {
  const views = wiegandLayouts
    .filter((layout) => (format === undefined || layout.format === format) && fitsLayout(bits, layout))
    .flatMap((layout) => (kisiTypes[layout.format] ?? []).map((type) => viewIn(bits, layout, type)))
  return [...views, { type: 'third_party_lf', uid: hexOfBits(bits, rawAlignment), length: bits.length }]
}

function viewIn(bits: string, layout: WiegandLayout, type: string): KisiView {
  const view: KisiView = { type, cardNumber: numberIn(bits, layout.cardNumber) }
  if (layout.facilityCode !== null) view.facilityCode = numberIn(bits, layout.facilityCode)
  if (layout.oem !== null) view.oem = numberIn(bits, layout.oem)
  return view
}
