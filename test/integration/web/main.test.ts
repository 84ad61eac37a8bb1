import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { raw } from './client.ts'

const program = fileURLToPath(new URL('../../../electron/web/main.ts', import.meta.url))
let directory: string
let children: ChildProcess[] = []

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'frontdesk-main-'))
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')))
  children = []
  rmSync(directory, { recursive: true, force: true })
})

interface Run {
  child: ChildProcess
  /** The first line on standard output, or null when it ended without one. */
  line: Promise<string | null>
  /** Resolves with the exit code and what was said on standard error. */
  ended: Promise<{ code: number | null; said: string }>
}

function start(...parameters: string[]): Run {
  const child = spawn(process.execPath, [program, ...parameters], { stdio: 'pipe' })
  children.push(child)
  let said = ''
  let out = ''
  child.stderr.on('data', (chunk) => (said += chunk))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, said }))
  const line = new Promise<string | null>((resolve) => {
    child.stdout.on('data', (chunk) => {
      out += chunk
      if (out.includes('\n')) resolve(out.slice(0, out.indexOf('\n')))
    })
    void ended.then(() => resolve(null))
  })
  return { child, line, ended }
}

describe('electron/web/main.ts', () => {
  it('says where the desk is in one line, and serves it there', async () => {
    const run = start('--data', directory)
    const match = /^Frontdesk: http:\/\/127\.0\.0\.1:(\d+)\/#token=([\w-]{43})$/.exec((await run.line) ?? '')
    expect(match).not.toBeNull()
    const port = Number(match?.[1])
    const answer = await raw(port, {
      path: '/rpc/desk.status',
      method: 'POST',
      headers: { host: `127.0.0.1:${port}`, authorization: `Bearer ${match?.[2]}` },
    })
    expect(JSON.parse(answer.text)).toMatchObject({ ok: true, value: { connection: { state: 'none' } } })
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('closes the desk and ends with 0 on %s', async (signal) => {
    const run = start('--data', directory)
    await run.line
    run.child.kill(signal)
    expect(await run.ended).toEqual({ code: 0, said: '' })
  })

  it('ends when whoever started it is gone, if asked to', async () => {
    const run = start('--data', directory, '--die-with-parent')
    await run.line
    run.child.stdin!.end()
    expect((await run.ended).code).toBe(0)
  })

  it('says in one sentence that a port is taken', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const { code, said } = await start('--data', directory, '--port', String(port)).ended
    expect({ code, said }).toEqual({
      code: 1,
      said: `Port ${port} is taken by another program. Choose another with --port, or leave it out.\n`,
    })
    server.close()
  })

  it('says in one sentence that a port is none', async () => {
    const { code, said } = await start('--data', directory, '--port', 'http').ended
    expect({ code, said }).toEqual({ code: 1, said: '--port takes a number from 0 to 65535, not “http”.\n' })
  })

  it('says in one sentence that the data folder cannot be one', async () => {
    writeFileSync(join(directory, 'file'), '')
    const { code, said } = await start('--data', join(directory, 'file', 'desk')).ended
    expect(code).toBe(1)
    expect(said).toMatch(/^The data folder .* can't be used \(ENOTDIR\)\..*\n$/)
  })

  it('keeps the API key out of everything it writes', async () => {
    const key = 'key-that-nobody-may-read-0123456789'
    const withKey = spawn(process.execPath, [program, '--data', directory, '--kisi', 'http://127.0.0.1:9/'], {
      stdio: 'pipe',
      env: { ...process.env, KISI_API_KEY: key },
    })
    children.push(withKey)
    await once(withKey.stdout, 'data')
    withKey.kill('SIGTERM')
    await once(withKey, 'exit')
    for (const path of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      if (!path.isFile() || path.name === 'secrets.json') continue
      expect([path.name, readFileSync(join(path.parentPath, path.name)).includes(key)]).toEqual([path.name, false])
    }
  })
})
