import { describe, expect, it } from 'vitest'
import { takeToken } from '../../../../renderer/app/client.ts'

function page(hash: string, kept: Record<string, string> = {}) {
  const storage = new Map(Object.entries(kept))
  const addresses: string[] = []
  return {
    addresses,
    storage,
    location: { hash, pathname: '/', search: '?theme=dark' } as Location,
    history: { replaceState: (_state: unknown, _title: string, address: string) => addresses.push(address) } as never,
    sessionStorage: {
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: (key: string, value: string) => storage.set(key, value),
    } as never,
  }
}

describe('the token of a window', () => {
  it('is taken out of the address at once and kept for this tab', () => {
    const window = page('#token=abc')
    expect(takeToken(window)).toBe('abc')
    expect(window.addresses).toEqual(['/?theme=dark'])
    expect([...window.storage.values()]).toEqual(['abc'])
  })

  it('is still known after a reload, when the address no longer carries it', () => {
    const window = page('', { 'frontdesk.token': 'abc' })
    expect(takeToken(window)).toBe('abc')
    expect(window.addresses).toEqual([])
  })

  it('of a new address replaces the one kept from before', () => {
    expect(takeToken(page('#token=new', { 'frontdesk.token': 'old' }))).toBe('new')
  })

  it('is empty when there was none', () => {
    expect(takeToken(page(''))).toBe('')
  })
})
