import { existsSync } from 'node:fs'
import { hashOf, readText, writeText } from './files.mjs'
import { inRoot } from './paths.mjs'
import { run } from './run.mjs'
import { say, Stop } from './say.mjs'

const sources = [
  'electron',
  'renderer',
  'electron.vite.config.ts',
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
