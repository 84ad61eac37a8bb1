import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './run.mjs'
import { say } from './say.mjs'

/** The path of a command on PATH, or null. */
export function findCommand(name, environment = process.env) {
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null
}

/** Whether packages may be installed without asking anyone: Debian or one of its kin, as root. */
export function mayInstallPackages() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && findCommand('apt-get') !== null
}

/** Two suites may want packages at once, and apt serves one at a time. */
let installing = Promise.resolve(true)

/** Installs Debian packages; true when that worked. */
export function installSystemPackages(names) {
  installing = installing.then(() => install(names))
  return installing
}

async function install(names) {
  if (!mayInstallPackages()) return false
  say(`Installing ${names.join(', ')} …`)
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  const attempt = () => run('apt-get', ['install', '-y', '--no-install-recommends', ...names], options)
  if ((await attempt()).code === 0) return true
  await run('apt-get', ['update'], options)
  return (await attempt()).code === 0
}
