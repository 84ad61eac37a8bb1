import { describe, expect, it } from 'vitest'
import { decodeWiegand } from '../../../../../electron/reader/format/wiegand.ts'
import { mayBeSameCard, readingsOf } from '../../../../../electron/desk/cards/readings.ts'
import { createTapStage, morning } from '../../../../fixtures/tap-stage.ts'

/** 37 bits that fit H10302 and H10304 alike. */
const bits37 = '0000000000111101100000010001110101111'
const identity37 = 'wiegand:37:0007B023AF'

describe('a card at check-in', () => {
  it('may be of any kind that Kisi knows, with the format to enrol it by', () => {
    const { cards } = createTapStage()
    expect(cards.mustBeFree('em4100:3C00CE754C')).toEqual({
      identity: 'em4100:3C00CE754C',
      number: '0013530444',
      format: 'em4100',
    })
    expect(cards.mustBeFree('uid:04A1B2C3D4E5F6')).toMatchObject({ format: 'uid', number: '04A1B2C3D4E5F6' })
    expect(cards.mustBeFree('wiegand:26:2F623AE')).toMatchObject({ format: 'h10301', number: '4567' })
  })

  it.each(['', 'em4100:', 'em4100:XYZ', 'digits:3C00CE75', 'wiegand:26:0', 'wiegand:26:2F623AF', 'qr:', 'nonsense'])(
    'is refused in a sentence when it is no card: %s',
    (identity) => {
      const { cards } = createTapStage()
      expect(() => cards.mustBeFree(identity)).toThrow('That card can’t be used here. Take one from the drawer.')
    },
  )

  it('is refused while nobody has chosen what it is, and taken in the format that was chosen', () => {
    const { cards } = createTapStage()
    expect(() => cards.mustBeFree(identity37)).toThrow('can be read in several ways')
    const [first, second] = decodeWiegand(bits37)!.readings
    expect([first?.format, second?.format]).toEqual(['h10302', 'h10304'])
    cards.readAs(identity37, [second!])
    expect(cards.mustBeFree(identity37)).toMatchObject({ format: 'h10304' })
  })

  it('is taken as Kisi knows it, where Kisi knows one of its readings', () => {
    const { cards, copy } = createTapStage()
    const [, second] = decodeWiegand(bits37)!.readings
    copy.card(3, {
      type: 'third_party_lf_hid_h10304',
      facilityCode: second!.facilityCode,
      cardNumber: second!.cardNumber,
    })
    expect(cards.mustBeFree(identity37)).toMatchObject({ format: 'h10304' })
  })

  it('is refused when its number is not its own', () => {
    const { cards } = createTapStage()
    expect(() => cards.mustBeFree('uid:08A1B2C3')).toThrow('can’t be added to Kisi')
  })

  it('is refused while a visitor has it, by whatever part of its number it was read', () => {
    const { cards, visitor } = createTapStage()
    visitor('Amara', { card: 'em4100:3C00CE754C' })
    expect(() => cards.mustBeFree('em4100:3C00CE754C')).toThrow('Amara still has card 0013530444. Take it back first.')
    expect(() => cards.mustBeFree('em4100_32:00CE754C')).toThrow('Amara still has card')
  })

  it('is refused when it may be one of several', () => {
    const { cards, copy } = createTapStage()
    copy.card(10, { type: 'third_party_lf_hid_h10302', cardNumber: Number(decodeWiegand(bits37)!.readings[0]!.number) })
    const { facilityCode, cardNumber } = decodeWiegand(bits37)!.readings[1]!
    copy.card(11, { type: 'third_party_lf_hid_h10304', facilityCode, cardNumber })
    expect(() => cards.mustBeFree(identity37)).toThrow('may be one of several cards in Kisi')
  })

  it('is refused while Kisi has not taken it back', () => {
    const { cards, visitor, keyTable, store } = createTapStage()
    const visit = visitor('Amara', { card: 'em4100:3C00CE754C' })
    store.transaction(() => {
      for (const key of keyTable.ofVisit(visit)) {
        keyTable.closing(key.id, morning)
        keyTable.closeRefused(key.id, morning)
      }
    })
    expect(() => cards.mustBeFree('em4100:3C00CE754C')).toThrow('Kisi would not take card 0013530444 back from Amara')
  })
})

describe('a second live card for a visitor', () => {
  const amara = { id: 'v', name: 'Amara', email: null, company: null, guest_id: 5 }

  it('is refused while Kisi shows another one with them', () => {
    const { cards, copy } = createTapStage()
    copy.em4100(7, 4711)
    copy.em4100(8, 0x00ce754c)
    copy.give(7, 'Guest', 5)
    expect(() => cards.mustHaveNone(amara, 'em4100:3C00CE754C')).toThrow(
      'Amara still has card 0000004711. Take it back first.',
    )
    expect(() => cards.mustHaveNone({ ...amara, guest_id: 6 }, 'em4100:3C00CE754C')).not.toThrow()
    expect(() => cards.mustHaveNone({ ...amara, guest_id: null }, 'em4100:3C00CE754C')).not.toThrow()
  })

  it('is not what the desk is just taking back, nor the very card that is given', () => {
    const { cards, copy, visitor, keyTable, store } = createTapStage()
    copy.em4100(7, 4711)
    copy.give(7, 'Guest', 5)
    const visit = visitor('Amara', { card: 'em4100:0000001267', guest: 5, state: 'on_site' })
    store.transaction(() => {
      for (const key of keyTable.ofVisit(visit)) {
        keyTable.setKisi(key.id, 100)
        keyTable.closing(key.id, morning)
      }
    })
    expect(() => cards.mustHaveNone(amara, 'em4100:3C00CE754C')).not.toThrow()
    const other = createTapStage()
    other.copy.em4100(8, 0x00ce754c)
    other.copy.give(8, 'Guest', 5)
    expect(() => other.cards.mustHaveNone(amara, 'em4100:3C00CE754C')).not.toThrow()
  })
})

describe('two identities', () => {
  it.each([
    ['em4100:3C00CE754C', 'em4100_32:00CE754C', true],
    ['em4100:3C00CE754C', 'wiegand:26:19CEA98', true],
    ['em4100:3C00CE754C', 'em4100:1000CE754C', false],
    ['em4100_32:01CE754C', 'em4100:3C00CE754C', false],
    ['em4100:3C00CE754C', 'uid:3C00CE75', false],
    ['qr:hello', 'code:hello', true],
    ['qr:hello', 'code:hello!', false],
  ])('%s and %s may be one card: %s', (one, other, same) => {
    expect(mayBeSameCard({ identity: one }, other)).toBe(same)
    expect(mayBeSameCard({ identity: other }, one)).toBe(same)
  })
})

it('reads the same out of an identity as the reader did', () => {
  for (const identity of [
    'em4100:3C00CE754C',
    'em4100_32:00CE754C',
    'uid:04A1B2C3',
    'data_block:A1',
    'qr:x',
    'barcode:7',
  ]) {
    expect(readingsOf(identity).map((reading) => reading.identity)).toEqual([identity])
  }
  expect(readingsOf(identity37)).toEqual(decodeWiegand(bits37)!.readings)
})
