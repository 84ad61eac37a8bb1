import { afterEach, expect, it } from 'vitest'
import type { KisiCard } from '../../../electron/kisi/types.ts'
import { createMirror } from '../../../electron/mirror/mirror.ts'
import { decodeCode, decodeDataBlock } from '../../../electron/reader/format/code.ts'
import { decodeDigits } from '../../../electron/reader/format/digits.ts'
import { decodeEm4100 } from '../../../electron/reader/format/em4100.ts'
import type { Credential } from '../../../electron/reader/format/format.ts'
import { kisiViewsOf } from '../../../electron/reader/format/kisi.ts'
import { decodeWiegand } from '../../../electron/reader/format/wiegand.ts'
import { drivers, openDatabase } from '../../unit/electron/mirror/drivers.ts'
import { createFakeKisi } from '../../unit/electron/mirror/fake-kisi.ts'

const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp()
})

const none = {
  uid: null,
  token: null,
  dataBlockValue: null,
  facilityCode: null,
  cardNumber: null,
  cardId: null,
  oem: null,
  length: null,
}
const em4100 = decodeEm4100('3C00CE754C')
const bits26 = decodeWiegand('01100111001110101010011000')
const h10304 = decodeWiegand('0000000000111101100000010001110101111')

const ways: [what: string, read: Credential | null, card: Partial<KisiCard> & { type: string }][] = [
  ['EM4100 by its lower 32 bits', em4100, { type: 'third_party_lf_em_410x_32_34', cardId: 13530444 }],
  ['EM4100 by its 26-bit view', em4100, { type: 'third_party_lf_em_410x_26', facilityCode: 206, cardNumber: 30028 }],
  ['EM4100 raw', em4100, { type: 'third_party_lf', uid: '3c00ce754c' }],
  ['EM4100 in decimal', decodeDigits('0013530444'), { type: 'third_party_lf_em_410x_32_34', cardId: 13530444 }],
  ['26 bits of a prox card', bits26, { type: 'third_party_lf_hid_h10301', facilityCode: 206, cardNumber: 30028 }],
  ['26 bits of an EM4100 card', bits26, { type: 'third_party_lf_em_410x_26', facilityCode: 206, cardNumber: 30028 }],
  ['37 bits with a facility', h10304, { type: 'third_party_lf_hid_h10304', facilityCode: 123, cardNumber: 4567 }],
  ['37 bits without one', h10304, { type: 'third_party_lf_hid_h10302', cardNumber: 64491991 }],
  ['a UID', decodeDigits('04a1b2c3d4e5f6'), { type: 'third_party_hf', uid: '04A1B2C3D4E5F6' }],
  [
    'the chip of a Kisi pass',
    decodeDigits('04a1b2c3d4e5f6'),
    { type: 'mifare_desfire', uid: '04A1B2C3D4E5F6', token: 'Ab12' },
  ],
  ['a QR code', decodeCode(']Q1aBc'), { type: 'third_party_qr_code', uid: 'aBc' }],
  ['a code of unknown kind', decodeCode('aBc'), { type: 'third_party_barcode', uid: 'aBc' }],
  ['a data block', decodeDataBlock('00ff17'), { type: 'third_party_hf_mifare_classic', dataBlockValue: '00ff17' }],
]

it.each(drivers.flatMap((driver) => ways.map(([what, read, card]) => ({ driver, what, read, card }))))(
  'a tap finds whoever holds the card, which Kisi knows as $what ($driver)',
  async ({ driver, read, card }) => {
    const database = openDatabase(driver)
    cleanUps.push(() => database.close())
    const kisi = createFakeKisi()
    kisi.world.cards = [
      { ...none, id: 1, ...card },
      { ...none, id: 2, type: 'third_party_hf', uid: 'DEADBEEF' },
    ]
    const log = { info: () => undefined, warn: () => undefined }
    const mirror = createMirror({ database, kisi, clock: { now: () => Date.now() }, log, restsMs: [0, 0] })
    cleanUps.push(() => mirror.close())
    await mirror.sync()
    const holders = kisiViewsOf(read?.readings ?? []).map((view) => mirror.whoHolds(view))
    const found = holders.filter((holder) => holder.card !== null)
    expect(found.map((holder) => [holder.card?.id, holder.person?.id])).toEqual([[1, 1]])
  },
)
