import { describe, expect, it } from 'vitest'
import { initials, isolate, shortName } from '../../../../renderer/i18n/names.ts'

describe('initials', () => {
  it.each([
    ['Amara Okonkwo-Delacroix', 'AO'],
    ['Suharto', 'S'],
    ['王小明 Wang Xiaoming', '王'],
    ['فاطمة الزهراء', 'ف'],
    ['Ольга Кузьменко', 'ОК'],
    ['þórunn guðmundsdóttir', 'ÞG'],
    ['<script>alert(1)</script>', 'S'],
    ['  ', ''],
    ['🧑🏽‍🔧', ''],
  ])('of %s are %s', (name, expected) => {
    expect(initials(name)).toBe(expected)
  })
})

describe('shortName', () => {
  it.each([
    ['Amara Okonkwo', 'Amara'],
    ['J. R. Tolkien', 'J. R. Tolkien'],
    ['王小明', '王小明'],
    ['', ''],
  ])('of %s is %s', (name, expected) => {
    expect(shortName(name)).toBe(expected)
  })
})

describe('a very long first word', () => {
  it('is cut for the button, between letters and not inside one', () => {
    expect(shortName('W'.repeat(200))).toBe(`${'W'.repeat(40)}…`)
    expect(shortName('𝒲'.repeat(200))).toBe(`${'𝒲'.repeat(40)}…`)
  })
})

describe('isolate', () => {
  it('keeps a right-to-left name from turning the sentence, and leaves others as they are', () => {
    expect(isolate('فاطمة')).toBe('\u2068فاطمة\u2069')
    expect(isolate('Amara')).toBe('Amara')
  })
})
