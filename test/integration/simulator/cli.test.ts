import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'

const CLI = fileURLToPath(new URL('../../../simulator/cli.ts', import.meta.url))
const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

function run(...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  started.push(child)
  let out = ''
  let err = ''
  const line = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      if (out.includes('\n')) resolve(out)
    })
  })
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<{ code: number | null; err: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, err })),
  )
  return { child, line, ended }
}

it('says where it is in one line of JSON, and ends when its parent goes away', async () => {
  const { child, line, ended } = run('--port', '0', '--seed', '7', '--ready-json', '--die-with-parent')
  const text = await line
  expect(text.trim().split('\n')).toHaveLength(1)
  const ready = JSON.parse(text)
  expect(ready).toMatchObject({ panel: `${ready.url}/_sim/panel`, reader: expect.any(String) })
  expect(ready.readers).toEqual([
    { id: 1, name: 'RDM6300', protocol: 'rdm6300', transport: expect.any(String), path: ready.reader },
  ])
  const answer = await fetch(`${ready.url}/user`, { headers: { Authorization: `KISI-LOGIN ${ready.apiKey}` } })
  expect(await answer.json()).toMatchObject({ name: 'Joris Hendriks' })
  child.stdin.end()
  expect(await ended).toEqual({ code: 0, err: '' })
  expect(existsSync(ready.reader)).toBe(false)
})

it('opens every badge reader it is told to, and says where each one is', async () => {
  const { child, line, ended } = run('--port', '0', '--reader', 'rdm6300', '--reader', 'id12', '--reader-tcp')
  const readers = (await line).match(/^Badge reader: (.*)$/gm)
  expect(readers).toEqual([
    expect.stringMatching(/^Badge reader: tcp:\/\/127\.0\.0\.1:\d+ \(rdm6300\)$/),
    expect.stringMatching(/^Badge reader: tcp:\/\/127\.0\.0\.1:\d+ \(id12\)$/),
  ])
  child.kill('SIGTERM')
  expect((await ended).code).toBe(0)
})

it.each(['SIGINT', 'SIGTERM'] as const)('ends with 0 on %s', async (signal) => {
  const { child, line, ended } = run('--no-reader')
  expect(await line).toMatch(/^Simulator: http:\/\/127\.0\.0\.1:\d+\nAPI key: sim_/)
  child.kill(signal)
  expect((await ended).code).toBe(0)
})

it('says in one sentence that a port is taken', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const port = (other.address() as AddressInfo).port
  const { ended } = run('--port', String(port))
  expect(await ended).toEqual({
    code: 1,
    err: `Port ${port} is taken: choose another with --port, or 0 for any free one.\n`,
  })
  other.close()
})

it.each([
  ['--port', 'many'],
  ['--world', 'moon'],
  ['--clock', '0x'],
  ['--clock', '3601x'],
  ['--clock', 'slow'],
  ['--time-zone', 'Middle-earth/Rivendell'],
  ['--start', 'tomorrow'],
  ['--reader', 'wand'],
  ['--nonsense', ''],
])('refuses %s %s in one sentence', async (...args) => {
  const { code, err } = await run(...args.filter(Boolean)).ended
  expect(code).toBe(1)
  expect(err.trim().split('\n')).toHaveLength(1)
})

it('starts the world it is told to at the time it is told to, by a clock that goes as told', async () => {
  const { line } = run(
    '--no-reader',
    '--ready-json',
    '--world',
    'small',
    '--clock',
    'frozen',
    '--start',
    '2026-05-04T08:00Z',
  )
  const { url } = JSON.parse(await line)
  const state = (await (await fetch(`${url}/_sim/state`)).json()) as { now: string; world: string; doors: unknown[] }
  expect([state.world, state.now, state.doors.length]).toEqual(['small', '2026-05-04T08:00:00.000Z', 3])
})
