import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chooseSecrets, keychainProtects, type AsyncSafeStorage } from '../../../../electron/shell/secrets.ts'
import { createFileSecrets } from '../../../../electron/web/secrets.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'frontdesk-secrets-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** A keychain that turns bytes around: enough to see that plain text never reaches the disk. */
function keychain(change: Partial<AsyncSafeStorage> = {}): AsyncSafeStorage {
  return {
    isAsyncEncryptionAvailable: async () => true,
    getSelectedStorageBackend: () => 'gnome_libsecret',
    encryptStringAsync: async (text) => Buffer.from(text).reverse(),
    decryptStringAsync: async (sealed) => ({
      result: Buffer.from(sealed).reverse().toString(),
      shouldReEncrypt: false,
    }),
    ...change,
  }
}

describe('keychainProtects', () => {
  it('refuses a keychain that is missing, locked, or hides nothing', async () => {
    expect(await keychainProtects(keychain(), 'linux')).toBe(true)
    expect(await keychainProtects({}, 'linux')).toBe(false)
    expect(await keychainProtects(keychain({ isAsyncEncryptionAvailable: async () => false }), 'darwin')).toBe(false)
    expect(await keychainProtects(keychain({ getSelectedStorageBackend: () => 'basic_text' }), 'linux')).toBe(false)
    expect(await keychainProtects(keychain({ getSelectedStorageBackend: () => 'unknown' }), 'linux')).toBe(false)
    const locked = keychain({ isAsyncEncryptionAvailable: () => Promise.reject(new Error('locked')) })
    expect(await keychainProtects(locked, 'win32')).toBe(false)
  })
})

describe('chooseSecrets', () => {
  it('keeps secrets sealed by the keychain, also for the next start', async () => {
    const first = await chooseSecrets(keychain(), directory)
    expect(first.kept).toBe('keychain')
    await first.set('kisi', 'very-secret')
    expect(await (await chooseSecrets(keychain(), directory)).get('kisi')).toBe('very-secret')
    expect(readFileSync(join(directory, 'secrets.sealed.json'), 'utf8')).not.toContain('very-secret')
    await first.remove('kisi')
    expect(await first.get('kisi')).toBeNull()
  })

  it('falls back to a file, and says so', async () => {
    const secrets = await chooseSecrets({}, directory)
    expect(secrets.kept).toBe('file')
    await secrets.set('kisi', 'k')
    expect(await createFileSecrets(directory).get('kisi')).toBe('k')
  })

  it('moves a secret from the file to the keychain once there is one', async () => {
    await createFileSecrets(directory).set('kisi', 'k')
    const secrets = await chooseSecrets(keychain(), directory)
    expect(await secrets.get('kisi')).toBe('k')
    expect(await createFileSecrets(directory).get('kisi')).toBeNull()
    expect(await secrets.get('kisi')).toBe('k')
  })

  it('takes what the keychain cannot open as not there', async () => {
    const secrets = await chooseSecrets(keychain(), directory)
    await secrets.set('kisi', 'k')
    const other = keychain({ decryptStringAsync: () => Promise.reject(new Error('wrong key')) })
    expect(await (await chooseSecrets(other, directory)).get('kisi')).toBeNull()
  })

  it('seals a secret anew when the keychain’s key has changed', async () => {
    let sealedTimes = 0
    const rotated = keychain({
      encryptStringAsync: async (text) => {
        sealedTimes += 1
        return Buffer.from(text).reverse()
      },
      decryptStringAsync: async (sealed) => ({
        result: Buffer.from(sealed).reverse().toString(),
        shouldReEncrypt: true,
      }),
    })
    const secrets = await chooseSecrets(rotated, directory)
    await secrets.set('kisi', 'k')
    expect(await secrets.get('kisi')).toBe('k')
    expect(sealedTimes).toBe(2)
  })
})
