import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Conf from 'conf'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newReader } from '../../../../electron/desk/readers/saved.ts'
import { createFileSecrets } from '../../../../electron/web/secrets.ts'
import { createSettings, setBrokenSettingsAside, settingsFileOptions } from '../../../../electron/web/settings.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'frontdesk-kept-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

describe('createFileSecrets', () => {
  it('gives back what was set, also to the next start, and null for what was not', async () => {
    await createFileSecrets(directory).set('kisi', 'k-1')
    const next = createFileSecrets(directory)
    expect(await next.get('kisi')).toBe('k-1')
    expect(await next.get('other')).toBeNull()
    expect(await next.get('__proto__')).toBeNull()
    await next.remove('kisi')
    expect(await next.get('kisi')).toBeNull()
  })

  it.skipIf(process.platform === 'win32')('keeps them in a file that only this user can read', async () => {
    await createFileSecrets(directory).set('kisi', 'k-1')
    expect(statSync(join(directory, 'secrets.json')).mode & 0o777).toBe(0o600)
  })

  it('loses none of several changes made at once, and leaves no draft behind', async () => {
    const secrets = createFileSecrets(directory)
    await Promise.all(['a', 'b', 'c'].map((name) => secrets.set(name, name.toUpperCase())))
    expect(await Promise.all(['a', 'b', 'c'].map((name) => secrets.get(name)))).toEqual(['A', 'B', 'C'])
    expect(readdirSync(directory)).toEqual(['secrets.json'])
  })

  it('treats a file it cannot parse as empty', async () => {
    writeFileSync(join(directory, 'secrets.json'), '{"kisi": 7')
    expect(await createFileSecrets(directory).get('kisi')).toBeNull()
  })
})

describe('createSettings', () => {
  const open = () => createSettings(new Conf({ ...settingsFileOptions(directory), configName: 'settings' }))

  it('starts with nothing set', () => {
    expect(open().get()).toEqual({ kisiAddress: null, readers: [] })
  })

  it('keeps one setting when another is changed, also for the next start', () => {
    open().set({ kisiAddress: 'https://api.example' })
    open().set({ readers: [newReader('COM3')] })
    expect(open().get()).toEqual({ kisiAddress: 'https://api.example', readers: [newReader('COM3')] })
    open().set({ kisiAddress: null })
    expect(open().get()).toEqual({ kisiAddress: null, readers: [newReader('COM3')] })
  })

  it('takes a value of the wrong shape as not set', () => {
    writeFileSync(join(directory, 'settings.json'), '{"kisiAddress": {"a": 1}, "readerPort": "COM3"}')
    expect(open().get()).toEqual({ kisiAddress: null, readers: [newReader('COM3')] })
  })

  it.each(['{"kisiAddress": ', '[]', '7'])('puts a file with %s aside and goes on', (text) => {
    writeFileSync(join(directory, 'settings.json'), text)
    expect(setBrokenSettingsAside(directory)).toBe(true)
    expect(readFileSync(join(directory, 'settings.broken.json'), 'utf8')).toBe(text)
    expect(open().get()).toEqual({ kisiAddress: null, readers: [] })
  })

  it('leaves a sound file, or none, where it is', () => {
    expect(setBrokenSettingsAside(directory)).toBe(false)
    open().set({ readers: [newReader('COM3')] })
    expect(setBrokenSettingsAside(directory)).toBe(false)
  })
})
