import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SafeStorage } from 'electron'
import { z } from 'zod'
import type { Secrets } from '../desk/ports.ts'
import { readPrivateFile, writePrivateFile } from '../web/private-file.ts'
import { createFileSecrets } from '../web/secrets.ts'

/** Electron's asynchronous calls, as far as they are used here. Runtimes before Electron 42 lack some of them. */
export type AsyncSafeStorage = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>

const contents = z.record(z.string(), z.base64())

/**
 * Whether the system's keychain protects what is given to it. On Linux Electron falls back to `basic_text`, a password
 * that is the same on every machine: that counts as none.
 */
export async function keychainProtects(
  storage: Partial<AsyncSafeStorage>,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  if (!storage.isAsyncEncryptionAvailable || !storage.encryptStringAsync || !storage.decryptStringAsync) return false
  try {
    if (!(await storage.isAsyncEncryptionAvailable())) return false
    if (platform !== 'linux') return true
    const backend = storage.getSelectedStorageBackend?.() ?? 'unknown'
    return backend !== 'basic_text' && backend !== 'unknown'
  } catch {
    return false
  }
}

/** Secrets encrypted by the system's keychain, in `<directory>/secrets.sealed.json`; what it cannot open is not there. */
export function createKeychainSecrets(storage: AsyncSafeStorage, directory: string): Secrets {
  const path = join(directory, 'secrets.sealed.json')
  let turn: Promise<unknown> = Promise.resolve()

  async function read(): Promise<Map<string, string>> {
    const text = await readPrivateFile(path)
    const parsed = contents.safeParse(parseJson(text))
    return new Map(parsed.success ? Object.entries(parsed.data) : [])
  }

  function change(edit: (sealed: Map<string, string>) => Promise<void>): Promise<void> {
    const next = turn.then(async () => {
      const sealed = await read()
      await edit(sealed)
      await mkdir(directory, { recursive: true, mode: 0o700 })
      await writePrivateFile(path, JSON.stringify(Object.fromEntries(sealed)))
    })
    turn = next.catch(() => undefined)
    return next
  }

  const secrets: Secrets = {
    kept: 'keychain',
    async get(name) {
      await turn
      const sealed = (await read()).get(name)
      if (sealed === undefined) return null
      try {
        const { result, shouldReEncrypt } = await storage.decryptStringAsync(Buffer.from(sealed, 'base64'))
        if (shouldReEncrypt) await secrets.set(name, result)
        return result
      } catch {
        return null
      }
    },
    set: (name, value) =>
      change(async (sealed) => {
        sealed.set(name, (await storage.encryptStringAsync(value)).toString('base64'))
      }),
    remove: (name) =>
      change(async (sealed) => {
        sealed.delete(name)
      }),
  }
  return secrets
}

/**
 * The keychain where it protects, else a file that only this user can read. What an earlier start without a keychain
 * left in the file moves to the keychain the first time it is asked for.
 */
export async function chooseSecrets(storage: Partial<AsyncSafeStorage>, directory: string): Promise<Secrets> {
  const file = createFileSecrets(directory)
  if (!(await keychainProtects(storage))) return file
  const keychain = createKeychainSecrets(storage as AsyncSafeStorage, directory)
  return {
    kept: keychain.kept,
    async get(name) {
      const kept = await keychain.get(name)
      if (kept !== null) return kept
      const left = await file.get(name)
      if (left !== null) {
        await keychain.set(name, left)
        await file.remove(name)
      }
      return left
    },
    async set(name, value) {
      await keychain.set(name, value)
      if ((await file.get(name)) !== null) await file.remove(name)
    },
    async remove(name) {
      await keychain.remove(name)
      if ((await file.get(name)) !== null) await file.remove(name)
    },
  }
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : (JSON.parse(text) as unknown)
  } catch {
    return null
  }
}
