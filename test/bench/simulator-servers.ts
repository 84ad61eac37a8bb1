import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { firstJsonLine, nodeExecutable, root } from '../e2e/fixtures/process.ts'
import { peerScript } from './peers.ts'

/** A server under load, in a process of its own. */
export interface Server {
  name: string
  port: number
  headers: Record<string, string>
  child: ChildProcess
}

/** One core for whatever serves and another for whatever asks, where that can be said. */
export const pinned = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0

export function spawnOn(core: 0 | 1, parameters: readonly string[]): ChildProcess {
  const [command = '', ...rest] = pinned
    ? ['taskset', '-c', String(core), nodeExecutable, ...parameters]
    : [nodeExecutable, ...parameters]
  return spawn(command, rest, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** Megabytes of memory that the process occupies. */
export function memoryOf({ pid }: ChildProcess): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1000
}

/** Seconds of work that the process has had a core for, to the hundredth; null where there is no /proc. */
export function workOf({ pid }: ChildProcess): number | null {
  if (!existsSync('/proc/self/stat')) return null
  // The command, which may hold blanks, stands in brackets; utime and stime are the 14th and 15th field.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** What `npm run simulator` runs, so that it is measured as it is started. */
function simulatorScript(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { simulator: string } }
  return scripts.simulator.split(' ').slice(1)
}

/** Starts the simulator; `seconds` is how long it took until it said where it is. */
export async function startSimulator(world: string): Promise<Server & { seconds: number }> {
  const began = performance.now()
  const options = ['--port', '0', '--world', world, '--seed', '7', '--no-reader', '--no-rate-limit', '--ready-json']
  const child = spawnOn(0, [...simulatorScript(), ...options])
  const { url, apiKey } = (await firstJsonLine(child, 'simulator')) as { url: string; apiKey: string }
  const seconds = (performance.now() - began) / 1000
  const headers = { Authorization: `KISI-LOGIN ${apiKey}` }
  return { name: `simulator, ${world}`, port: Number(new URL(url).port), headers, child, seconds }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function started(name: string, path: string, parameters: (port: string) => string[]): Promise<Server> {
  const port = await freePort()
  const child = spawnOn(0, parameters(String(port)))
  child.stdout?.resume()
  const deadline = performance.now() + 60_000
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => null)
    await answer?.arrayBuffer()
    if (answer?.ok) return { name, port, headers: {}, child }
    if (child.exitCode !== null || performance.now() > deadline) throw new Error(`${name} did not start.`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** json-server over that file of tables; `path` must be there. */
export const startJsonServer = (file: string, path: string): Promise<Server> =>
  started('json-server', path, (port) => {
    const script = join(peerScript('json-server'), '../../cli/bin.js')
    return [script, '--host', '127.0.0.1', '--port', port, '--quiet', file]
  })

/** Prism as a mock of that OpenAPI file. */
export const startPrism = (file: string, path: string): Promise<Server> =>
  started('prism', path, (port) => {
    const script = peerScript('@stoplight/prism-cli')
    return [script, 'mock', '--host', '127.0.0.1', '--port', port, '--verboseLevel', 'silent', file]
  })

/** node:http with the answers of that file. */
export const startCeiling = (file: string, path: string): Promise<Server> =>
  started('node:http alone', path, (port) => [join(root, 'test/bench/simulator-ceiling.ts'), port, file])
