import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { bringElectron, findElectron } from './electron.mjs'
import { prepareElectronTestRuntime } from './electron-test-runtime.mjs'
import { inRoot } from './paths.mjs'
import { run } from './run.mjs'
import { findCommand, installSystemPackages } from './system.mjs'

const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** What Electron links against and a bare Debian lacks; the older names also lead to the newer packages. */
const electronLibraries = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libdrm2', 'libatk-bridge2.0-0']

/** The Chromium for end-to-end tests: `{ environment }`, or `{ reason }` when there is none to be had. */
export async function prepareChromium() {
  const path = findChromium() ?? ((await installSystemPackages(['chromium'])) ? findChromium() : null)
  if (path !== null) return { environment: { FRONTDESK_TEST_CHROMIUM: path } }
  return { reason: 'there is no Chromium; install the package chromium, or run: npx playwright install chromium' }
}

function findChromium() {
  const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map((name) =>
    findCommand(name),
  )
  const own = createRequire(inRoot('package.json'))('playwright-core').chromium.executablePath()
  return [...commands, own, ...elsewhere].find((path) => path !== null && existsSync(path)) ?? null
}

/**
 * The Electron for end-to-end tests, and the command it needs in front: `{ environment, prefix }`, or `{ reason }`.
 * The project's own Electron where its binary is there, else the test runtime.
 */
export async function prepareElectron(node) {
  let path = findElectron()
  if (path === null) {
    try {
      path = await prepareElectronTestRuntime()
    } catch (error) {
      path = (await bringElectron(node)).path ?? null
      if (path === null) return { reason: `Electron is not here: ${error.message}` }
    }
  }
  // Playwright starts the project's own Electron by itself, through a loader of its own.
  const environment = path === findElectron() ? {} : { FRONTDESK_TEST_ELECTRON: path }
  if (process.platform !== 'linux') return { environment, prefix: [] }
  if (!(await hasLibraries(path)) && !(await installSystemPackages(electronLibraries))) {
    return { reason: `libraries that Electron needs are missing; install ${electronLibraries.join(' ')}` }
  }
  const display =
    findCommand('xvfb-run') ?? ((await installSystemPackages(['xvfb', 'xauth'])) && findCommand('xvfb-run'))
  if (display) return { environment, prefix: [display, '-a'] }
  return process.env.DISPLAY
    ? { environment, prefix: [] }
    : { reason: 'there is no display; install the packages xvfb and xauth' }
}

async function hasLibraries(executable) {
  const { code, output } = await run('ldd', [executable])
  return code === 0 && !output.includes('not found')
}
