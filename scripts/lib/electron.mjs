import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readJson, readText, writeText } from './files.mjs'
import { cache, inRoot } from './paths.mjs'
import { run } from './run.mjs'
import { say } from './say.mjs'

const fetchTimeoutMs = 120_000
const dayMs = 24 * 60 * 60 * 1000

/** The path of Electron's executable where one is already on this machine, else null. */
export function findElectron(environment = process.env) {
  const executable = platformExecutable()
  const folder = environment.ELECTRON_OVERRIDE_DIST_PATH || inRoot('node_modules', 'electron', 'dist')
  const path = join(folder, executable)
  return existsSync(path) ? path : null
}

/**
 * Electron's executable, fetched if need be. Answers `{ path }` or `{ reason }`. A failed fetch is not tried again for
 * a day, so that the next start is quick; a new version of Electron is tried at once.
 */
export async function bringElectron(node, now = Date.now()) {
  const found = findElectron()
  if (found !== null) return { path: found }
  const failed = cache('electron-fetch-failed')
  const version = readJson(inRoot('node_modules', 'electron', 'package.json'))?.version ?? ''
  if (readText(failed) === version && now - statSync(failed).mtimeMs < dayMs) {
    return { reason: 'Electron could not be downloaded when it was last tried (once a day)' }
  }
  say('Fetching Electron (once, about 120 MB) …')
  const { code } = await run(node, [inRoot('node_modules', 'electron', 'install.js')], { timeoutMs: fetchTimeoutMs })
  const fetched = findElectron()
  if (code === 0 && fetched !== null) return { path: fetched }
  writeText(failed, version)
  return { reason: 'Electron can’t be downloaded here' }
}

/** Why no window can be opened on this machine, or null when one can. */
export function missingDisplay(platform = process.platform, environment = process.env) {
  if (platform !== 'linux') return null
  return environment.DISPLAY || environment.WAYLAND_DISPLAY ? null : 'There is no display here'
}

function platformExecutable() {
  if (process.platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron')
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}
