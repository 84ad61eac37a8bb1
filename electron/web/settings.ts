import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { DeviceSettings, Settings } from '../desk/ports.ts'
import { readersIn } from '../desk/readers/saved.ts'

/** What conf and electron-store have in common, as far as it is used here. */
export interface KeyedStore {
  get(key: string): unknown
  set(values: Record<string, unknown>): void
}

const setting = z.string().max(2000).nullable().catch(null)

/** The device's settings on a keyed store; a value of the wrong shape counts as not set. */
export function createSettings(store: KeyedStore): Settings {
  return {
    get: (): DeviceSettings => ({
      kisiAddress: setting.parse(store.get('kisiAddress') ?? null),
      readers: readersIn(store.get('readers'), store.get('readerPort')),
    }),
    set(change) {
      store.set({ ...change })
    },
  }
}

/** The options both stores are opened with, so that both hosts read one file, `<directory>/settings.json`. */
export function settingsFileOptions(directory: string): { cwd: string; configFileMode: number } {
  return { cwd: directory, configFileMode: 0o600 }
}

/** Puts a settings file that cannot be parsed aside as `settings.broken.json`; true when it did. */
export function setBrokenSettingsAside(directory: string): boolean {
  const path = join(directory, 'settings.json')
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return false
  } catch (error) {
    if (!(error instanceof SyntaxError)) return false
  }
  renameSync(path, join(directory, 'settings.broken.json'))
  return true
}
