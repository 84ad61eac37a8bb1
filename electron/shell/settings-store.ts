import { ipcMain } from 'electron'
import ElectronStore from 'electron-store'
import type { KeyedStore } from '../web/settings.ts'
import { settingsFileOptions } from '../web/settings.ts'

/** Opens `<directory>/settings.json` and takes back the synchronous channel that electron-store offers to pages. */
export function openSettingsStore(directory: string): KeyedStore {
  const store = new ElectronStore<Record<string, unknown>>({ ...settingsFileOptions(directory), name: 'settings' })
  ipcMain.removeAllListeners('electron-store-get-data')
  return store
}
