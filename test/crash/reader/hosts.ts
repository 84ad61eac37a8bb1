import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'
import { exited, nodeExecutable, root } from '../../e2e/fixtures/process.ts'

const program = join(root, 'test', 'crash', 'reader', 'program.ts')

/** A runtime that has the desk's readers in it. */
export interface ReaderHost {
  /** Cards told so far, in order. */
  readonly taps: readonly string[]
  /** How the reader stands, as it was told last. */
  readonly state: string
  /** Processor time and memory used so far. */
  used(): Promise<{ milliseconds: number; bytes: number }>
  /** Resolves when something new was told. */
  news(): Promise<void>
  close(): Promise<void>
}

export type HostName = 'node' | 'electron'

function startHost(command: string, parameters: string[], port: string, cleanUp: () => void): ReaderHost {
  const child = spawn(command, parameters, {
    cwd: root,
    env: { ...process.env, FRONTDESK_READER_PORT: port },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const taps: string[] = []
  let state = 'none'
  const waiting: (() => void)[] = []
  let answers: ((used: { milliseconds: number; bytes: number }) => void)[] = []
  const wake = (): void => {
    for (const resolve of waiting.splice(0)) resolve()
  }
  createInterface({ input: child.stdout }).on('line', (line) => {
    // Chromium says things of its own now and then.
    if (!line.startsWith('{')) return
    const told = JSON.parse(line) as { tap?: string; state?: string; used?: { milliseconds: number; bytes: number } }
    if (told.tap !== undefined) taps.push(told.tap)
    if (told.state !== undefined) state = told.state
    if (told.used !== undefined) answers.shift()?.(told.used)
    wake()
  })
  child.once('exit', () => {
    state = 'ended'
    wake()
  })
  return {
    taps,
    get state() {
      return state
    },
    used: () =>
      new Promise((resolve) => {
        answers = [...answers, resolve]
        child.stdin.write('\n')
      }),
    news: () => new Promise((resolve) => waiting.push(resolve)),
    async close() {
      child.stdin.end()
      await exited(child)
      cleanUp()
    },
  }
}

/** Plain Node, or Electron's main process: the one `FRONTDESK_TEST_ELECTRON` names, else the project's own. */
export async function startReaderHost(
  name: HostName,
  port: string,
  prefix: readonly string[] = [],
): Promise<ReaderHost> {
  if (name === 'node') return startHost(nodeExecutable, [program], port, () => undefined)
  // Within the repository, so that serialport, which carries machine code and is not bundled, is found from there.
  const folder = mkdtempSync(join(root, 'node_modules', '.cache', 'reader-host-'))
  await build({
    configFile: false,
    root,
    logLevel: 'silent',
    build: {
      ...{ ssr: program, outDir: folder, target: 'node18', minify: false, emptyOutDir: false },
      rolldownOptions: { external: ['serialport'], output: { format: 'cjs', entryFileNames: 'main.cjs' } },
    },
    ssr: { noExternal: true, external: ['serialport'] },
  })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'readers', version: '1.0.0', main: 'main.cjs' }))
  const executable =
    process.env['FRONTDESK_TEST_ELECTRON'] ?? (createRequire(import.meta.url)('electron') as unknown as string)
  const [command = executable, ...before] = [...prefix, executable]
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return startHost(command, [...before, ...sandbox, '--disable-gpu', folder], port, () =>
    rmSync(folder, { recursive: true, force: true }),
  )
}
