import { createHash, randomUUID } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/**
 * Where a running launcher listens for others that want the same data folder. A socket rather than a file with a
 * number in it: nobody answers there any more once its owner is gone, however it went. Socket names hold about 100
 * bytes, hence the second place for long ones.
 */
export function lockPath(directory, platform = process.platform) {
  const folder = resolve(directory)
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 24)
  if (platform === 'win32') return `\\\\.\\pipe\\frontdesk-${hash}`
  const path = join(folder, 'launcher.lock')
  return Buffer.byteLength(path) < 90 ? path : join(tmpdir(), `frontdesk-${hash}.lock`)
}

/** Takes a data folder for this launcher: answers its release, or null when another launcher has it. */
export async function takeFolder(directory) {
  const path = lockPath(directory)
  for (let attempt = 0; attempt < 5; attempt++) {
    const server = await listen(path)
    if (server !== null) return () => new Promise((done) => server.close(done))
    if (await someoneAnswers(path)) return null
    await clearDeadSocket(path)
  }
  return null
}

function listen(path) {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)))
    server.listen(path, () => resolve(server.unref()))
  })
}

function someoneAnswers(path) {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(socket.destroy() !== undefined))
    socket.once('error', () => resolve(false))
  })
}

/** Moves a dead socket away before removing it: if another launcher just took its place, it answers and is put back. */
async function clearDeadSocket(path) {
  const aside = `${path}.${randomUUID().slice(0, 4)}`
  try {
    await rename(path, aside)
  } catch {
    return
  }
  if (await someoneAnswers(aside)) await rename(aside, path)
  else await rm(aside, { force: true })
}
