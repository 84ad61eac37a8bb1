import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Secrets } from '../desk/ports.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

const contents = z.record(z.string(), z.string())

/**
 * Secrets in `<directory>/secrets.json`, readable by this user only (mode 0600): for where there is no keychain. A file
 * that cannot be parsed counts as empty and is only replaced by the next `set`.
 */
export function createFileSecrets(directory: string): Secrets {
  const path = join(directory, 'secrets.json')
  let turn: Promise<unknown> = Promise.resolve()

  async function read(): Promise<Record<string, string>> {
    const text = await readPrivateFile(path)
    if (text === null) return {}
    try {
      return contents.parse(JSON.parse(text))
    } catch {
      return {}
    }
  }

  function change(edit: (secrets: Map<string, string>) => void): Promise<void> {
    const next = turn.then(async () => {
      const secrets = new Map(Object.entries(await read()))
      edit(secrets)
      await mkdir(directory, { recursive: true, mode: 0o700 })
      await writePrivateFile(path, JSON.stringify(Object.fromEntries(secrets)))
    })
    turn = next.catch(() => undefined)
    return next
  }

  return {
    kept: 'file',
    async get(name) {
      await turn
      const secrets = await read()
      return Object.hasOwn(secrets, name) ? (secrets[name] ?? null) : null
    },
    set: (name, value) => change((secrets) => secrets.set(name, value)),
    remove: (name) => change((secrets) => secrets.delete(name)),
  }
}
