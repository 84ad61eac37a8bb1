import { readFileSync, readdirSync } from 'node:fs'
import { expect, it } from 'vitest'

const folder = new URL('../../../../../electron/reader/osdp/', import.meta.url)

it('the OSDP folder imports nothing from outside but node:crypto', () => {
  const imports = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(new URL(name, folder), 'utf8').matchAll(/from '([^']+)'/g)])
    .map(([, from = '']) => from)
  expect(imports.length).toBeGreaterThan(10)
  expect(imports.filter((from) => !from.startsWith('./'))).toEqual(['node:crypto'])
})
