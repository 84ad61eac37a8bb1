import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from './client.ts'

const program = fileURLToPath(new URL('../../../scripts/start.mjs', import.meta.url))
let directory: string
let children: ChildProcess[] = []

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'frontdesk-start-'))
})
afterEach(async () => {
  for (const child of children) child.kill('SIGTERM')
  await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')))
  children = []
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
})

function launch(...parameters: string[]) {
  const child = spawn(process.execPath, [program, '--browser', '--no-open', '--data', directory, ...parameters], {
    stdio: 'pipe',
  })
  children.push(child)
  let out = ''
  let said = ''
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (said += chunk))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return {
    child,
    ended,
    out: () => out,
    said: () => said,
    ready: () => until(() => out.includes('\n'), 'the desk was ready'),
  }
}

/** Processes whose command line names this test's folder, as Linux lists them. */
function running(part = ''): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        return command.includes(directory) && command.includes(part)
      } catch {
        return false
      }
    })
    .map(Number)
}

describe.skipIf(process.platform !== 'linux')('npm start', () => {
  it('runs the demo and prints exactly one line; SIGINT ends all of it with 0', async () => {
    const run = launch()
    await run.ready()
    expect(running()).toHaveLength(3)
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(0)
    expect(run.out()).toMatch(/^Frontdesk: http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}\n$/)
    expect(running()).toEqual([])
  })

  it('leaves nothing running when it is killed', async () => {
    const run = launch()
    await run.ready()
    run.child.kill('SIGKILL')
    await run.ended
    await until(() => running().length === 0, 'everything had ended')
  })

  it('says so, ends the simulator and exits 1 when the desk is killed', async () => {
    const run = launch()
    await run.ready()
    for (const pid of running('web/main.ts')) process.kill(pid, 'SIGKILL')
    expect(await run.ended).toBe(1)
    expect(run.said().trim().split('\n').at(-1)).toMatch(
      /^The desk has stopped unexpectedly; nothing that was saved is lost/,
    )
    expect(running()).toEqual([])
  })

  it('does not run twice on the same data', async () => {
    const first = launch()
    await first.ready()
    const second = launch()
    expect(await second.ended).toBe(1)
    expect(second.said().trim()).toBe(
      `Frontdesk is already running with the data in ${join(directory, 'demo')}. Use that one, or give another --data.`,
    )
    expect(second.out()).toBe('')
    expect(running()).toHaveLength(3)
  })

  it('starts with the same building again after it was ended', async () => {
    const first = launch('--seed', '5')
    await first.ready()
    first.child.kill('SIGTERM')
    expect(await first.ended).toBe(0)
    const second = launch('--seed', '5')
    await second.ready()
    expect(running()).toHaveLength(3)
  })

  it('says in one sentence that a port is taken, and leaves nothing running', async () => {
    const first = launch()
    await first.ready()
    const port = /:(\d+)\/#/.exec(first.out())![1]!
    const other = mkdtempSync(join(directory, 'other-'))
    const second = launch('--data', other, '--port', port)
    expect(await second.ended).toBe(1)
    expect(second.said().trim().split('\n').at(-1)).toMatch(new RegExp(`^Port ${port} is taken by another program`))
    expect(running(other)).toEqual([])
  })

  it('answers a flag it does not know with one sentence and exit code 2', async () => {
    const run = launch('--colour')
    expect(await run.ended).toBe(2)
    expect(run.said()).toBe('There is no flag --colour. Try --help.\n')
  })

  it('says that a key is missing for a Kisi that is named', async () => {
    const run = launch('--kisi', 'https://api.example')
    expect(await run.ended).toBe(1)
    expect(run.said()).toMatch(/^Kisi’s API key is missing: .*KISI_API_KEY.*\n$/)
  })
})
