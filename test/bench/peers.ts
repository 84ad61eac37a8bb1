import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What the benches compare with: a package of its own, so that nobody else has to install it. */
const folder = fileURLToPath(new URL('peers', import.meta.url))

/** Installs what the benches compare with, unless it is there. Throws when that fails. */
export function installPeers(): void {
  if (existsSync(join(folder, 'node_modules', '.package-lock.json'))) return
  process.stderr.write('Installing what the benches compare with, once, into test/bench/peers …\n')
  const { status } = spawnSync('npm', ['ci'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new Error('npm ci in test/bench/peers failed: the benches that compare need it.')
}

/** The script behind a peer's command. */
export function peerScript(name: string): string {
  return createRequire(join(folder, 'package.json')).resolve(name)
}
