import { existsSync } from 'node:fs'
import { delimiter, sep } from 'node:path'
import { hashOf, readJson, readText, writeText } from './files.mjs'
import { cache, inRoot } from './paths.mjs'
import { run, runNpm } from './run.mjs'
import { say, Stop } from './say.mjs'

const neededMajor = 24

/** Installs the packages when they are missing or not those of the lock file. A second call does nothing. */
export async function installPackages() {
  const stamp = cache('installed')
  const wanted = hashOf([inRoot('package-lock.json')])
  if (readText(stamp) === wanted) return
  if (!isInstalled(readJson(inRoot('package-lock.json')), readJson(inRoot('node_modules', '.package-lock.json')))) {
    say('Installing packages (once; this takes a minute or so) …')
    const { code, output } = await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], npmOptions())
    if (code !== 0) throw new Stop(explainNpm('The packages can’t be installed', output))
  }
  writeText(stamp, wanted)
}

/**
 * Whether what npm says it installed is what the lock file asks for: every package that is not optional is there, and
 * those that are there have the right version.
 */
export function isInstalled(lock, installed) {
  if (lock?.packages === undefined || installed?.packages === undefined) return false
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true
    const found = installed.packages[path]
    if (found === undefined) return wanted.optional === true || wanted.peer === true
    return found.version === wanted.version
  })
}

/**
 * The path of a Node that can run the desk: the one running this where it is new enough, else the one that the package
 * `node` brings, which is fetched when it is not there yet.
 */
export async function bringNode() {
  const own = process.execPath
  const insidePackages = own.startsWith(inRoot('node_modules') + sep)
  if (majorOf(process.version) >= neededMajor && !insidePackages) return own
  const brought = inRoot('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (await runs(brought)) return brought
  say(`Fetching Node ${neededMajor} (once) …`)
  const { output } = await runNpm(['rebuild', 'node', '--foreground-scripts'], npmOptions())
  if (await runs(brought)) return brought
  throw new Stop(
    explainNpm(`Frontdesk needs Node ${neededMajor}, this is ${process.version}, and npm could not fetch it`, output),
  )
}

async function runs(node) {
  if (!existsSync(node)) return false
  const { code, output } = await run(node, ['--version'])
  return code === 0 && majorOf(output) >= neededMajor
}

function majorOf(version) {
  return Number(/^v(\d+)\./.exec(version)?.[1] ?? 0)
}

/** npm must not run on the Node inside the folder it is about to empty. */
function npmOptions() {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  const outside = (process.env[name] ?? '').split(delimiter).filter((folder) => !/node_modules[\\/]\.bin$/.test(folder))
  return { env: { ...process.env, [name]: outside.join(delimiter) } }
}

const causes = [
  [/ENOSPC/, 'the disk is full. Make room and run it again.'],
  [/EACCES|EPERM|EROFS/, 'this folder can’t be written to. Mend its permissions and run it again.'],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|network/i,
    'npm can’t reach its registry. Connect this computer to the internet (or set npm’s proxy) and run it again.',
  ],
  [
    /EUSAGE|can only install packages when your package/,
    'package-lock.json does not fit package.json; run npm install.',
  ],
]

/** One sentence on why npm failed and what mends it. */
export function explainNpm(what, output) {
  const cause = causes.find(([pattern]) => pattern.test(output))?.[1]
  if (cause !== undefined) return `${what}: ${cause}`
  const last = output.trim().split('\n').at(-1) ?? ''
  return `${what}: ${last || 'npm is not installed. Install Node with npm and run it again.'}`
}
