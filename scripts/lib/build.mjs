import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { hashOf, readText, writeText } from './files.mjs'
import { inRoot } from './paths.mjs'
import { run } from './run.mjs'
import { say, Stop } from './say.mjs'

const sources = [
  'electron',
  'renderer',
  'electron.vite.config.ts',
  'vite.pages.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]
const results = ['out/main/main.cjs', 'out/preload/preload.cjs', 'out/renderer/index.html']

/** Builds the desk with electron-vite when its sources changed since the last build. */
export async function buildWhenChanged(node) {
  const stamp = inRoot('out', 'built')
  const wanted = hashOf(sources.map((name) => inRoot(name)))
  if (readText(stamp) === wanted && results.every((name) => existsSync(inRoot(name)))) return
  say('Building the desk …')
  const { code, output } = await run(node, [
    inRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js'),
    'build',
  ])
  if (code !== 0 || !results.every((name) => existsSync(inRoot(name)))) {
    throw new Stop(`${output.trim()}\nThe desk can’t be built; the reason is above.`)
  }
  writeText(stamp, wanted)
}

const panelSources = [
  'simulator/panel/app',
  ...['renderer/ui', 'renderer/i18n', 'renderer/stores', 'renderer/public', 'electron/contract'],
  ...['panel.vite.config.ts', 'vite.pages.ts', 'tsconfig.json', 'package-lock.json'],
]

/**
 * Builds the simulator's panel when its sources changed since the last build. Two simulators may do so at once: each
 * builds beside the other and puts its whole folder in place.
 */
export async function buildPanelWhenChanged(node) {
  const folder = inRoot('out', 'panel')
  const stamp = (built) => join(built, 'built')
  const wanted = hashOf(panelSources.map((name) => inRoot(name)))
  if (readText(stamp(folder)) === wanted) return
  say('Building the simulator’s panel …')
  clearLeftOvers()
  const fresh = inRoot('out', `panel-${process.pid}`)
  const vite = inRoot('node_modules', 'vite', 'bin', 'vite.js')
  const parameters = ['build', '--config', inRoot('panel.vite.config.ts'), '--outDir', fresh, '--logLevel', 'warn']
  const { code, output } = await run(node, [vite, ...parameters])
  if (code !== 0 || !existsSync(join(fresh, 'index.html'))) {
    rmSync(fresh, { recursive: true, force: true })
    throw new Stop(`${output.trim()}\nThe simulator’s panel can’t be built; the reason is above.`)
  }
  writeText(stamp(fresh), wanted)
  putInPlace(fresh, folder)
}

/** A build that was broken off leaves its folder behind; its number says whose it was. */
function clearLeftOvers() {
  for (const name of existsSync(inRoot('out')) ? readdirSync(inRoot('out')) : []) {
    const builder = /^panel-(\d+)(-before)?$/.exec(name)?.[1]
    if (builder !== undefined && !isRunning(Number(builder)))
      rmSync(inRoot('out', name), { recursive: true, force: true })
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Puts a built folder where it belongs. Whoever was quicker with the same thing is left alone. */
function putInPlace(fresh, folder) {
  const before = `${fresh}-before`
  try {
    if (existsSync(folder)) renameSync(folder, before)
    renameSync(fresh, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
  } finally {
    for (const left of [before, fresh]) rmSync(left, { recursive: true, force: true })
  }
}
