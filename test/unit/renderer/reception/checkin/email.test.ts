import { describe, expect, it } from 'vitest'
import { distance, isEmailShape, meantDomain } from '../../../../../renderer/reception/checkin/email.ts'

describe('an e-mail address', () => {
  it.each(['amara@atelier.fr', 'a.b+c@sub.example.co.uk', '王@例子.公司'])('%s has the shape of one', (text) => {
    expect(isEmailShape(text)).toBe(true)
  })
  it.each(['amara', 'amara@', '@b.com', 'a b@c.de', 'a@b', 'a@b..com', 'a@@b.com', 'a@b.com.'])(
    '%s has not',
    (text) => {
      expect(isEmailShape(text)).toBe(false)
    },
  )
})

describe('the domain that was meant', () => {
  it.each([
    ['amara@gmial.com', 'gmail.com'],
    ['amara@gmail.con', 'gmail.com'],
    ['amara@hotmial.com', 'hotmail.com'],
    ['amara@OUTLOK.com', 'outlook.com'],
    ['amara@iclod.com', 'icloud.com'],
  ])('by %s is %s', (email, domain) => {
    expect(meantDomain(email)).toBe(domain)
  })
  it.each(['amara@gmail.com', 'amara@ymail.com', 'amara@mail.com', 'amara@gmx.com', 'amara@atelier.fr', 'amara', ''])(
    'is not second-guessed for %s',
    (email) => {
      expect(meantDomain(email)).toBeNull()
    },
  )
})

describe('distance', () => {
  it('counts a swap of neighbours as one slip', () => {
    expect(distance('gmial', 'gmail')).toBe(1)
    expect(distance('', 'abc')).toBe(3)
    expect(distance('same', 'same')).toBe(0)
  })
})
