import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import '../../../../renderer/i18n/settings.ts'
import { t } from '../../../../renderer/i18n/index.ts'

const renderer = fileURLToPath(new URL('../../../../renderer/', import.meta.url))
const sources = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(vue|ts)$/.test(name))
  .map((name) => readFileSync(renderer + name, 'utf8'))
  .join('\n')

function leaves(tree: object, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[prefix + key, value] as [string, string]]
      : leaves(value as object, `${prefix}${key}.`),
  )
}
const files = ['en.json', 'en.doors.json', 'en.readers.json', 'en.settings.json']
const messages = files.flatMap((file) =>
  leaves(JSON.parse(readFileSync(`${renderer}i18n/locales/${file}`, 'utf8')) as object),
)
const keys = new Set(messages.map(([key]) => key))

/** Keys written out as a string anywhere, and the beginnings of keys that are put together. */
const written = new Set([...sources.matchAll(/'([a-z][A-Za-z]*(?:\.[A-Za-z_]+)+)'/g)].map((found) => found[1]!))
const beginnings = [...sources.matchAll(/`([a-z][A-Za-z]*(?:\.[A-Za-z_]+)*\.)\$\{/g)].map((found) => found[1]!)

describe('the English sentences', () => {
  it('are all used somewhere', () => {
    const unused = [...keys].filter((key) => !written.has(key) && !beginnings.some((start) => key.startsWith(start)))
    expect(unused).toEqual([])
  })

  it('exist for every key that the screens ask for', () => {
    const asked = [...sources.matchAll(/\bt\(\s*'([^']+)'/g)].map((found) => found[1]!)
    expect(asked.length).toBeGreaterThan(100)
    expect(asked.filter((key) => !keys.has(key))).toEqual([])
    expect(beginnings.filter((start) => ![...keys].some((key) => key.startsWith(start)))).toEqual([])
  })

  it('do not shout, and use no dash or ellipsis character', () => {
    expect(messages.filter(([, text]) => /[!—–…]/.test(text))).toEqual([])
  })

  it('choose the plural by the number', () => {
    expect(t('pill.waiting', { n: 1 })).toBe('1 change waiting')
    expect(t('pill.waiting', { n: 6 })).toBe('6 changes waiting')
    expect(t('today.late', { time: '42 min' })).toBe('42 min late')
  })

  it('show an at sign as itself', () => {
    expect(t('form.emailShape')).toContain('name@company.com')
  })

  it('end with one full stop after a name that has its own', () => {
    expect(t('connection.saved', { organization: 'Harbour House B.V.' })).toMatch(/ Harbour House B\.V\.$/)
    expect(t('form.done', { name: 'Amara' })).toMatch(/Amara\.$/)
  })

  it('carry a visitor’s own braces and pipes unchanged', () => {
    expect(t('form.checkInName', { name: '{n} | @:x' })).toBe('Check in {n} | @:x')
  })
})
