import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exited, nodeExecutable, root } from '../e2e/fixtures/process.ts'

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** The compiled shim, made anew when its source is newer. Throws one sentence where it can't be made. */
export function shim(): string {
  const folder = join(root, 'node_modules', '.cache', 'frontdesk')
  const library = join(folder, 'crash-shim.so')
  const source = here('shim.c')
  const age = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (process.platform !== 'linux') throw new Error('Following a desk’s writes needs Linux.')
  if (age(library) > age(source)) return library
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-lpthread'], { stdio: 'pipe' })
  } catch (error) {
    throw new Error('Following a desk’s writes needs a C compiler called cc.', { cause: error })
  }
  return library
}

/** Whether this machine has what following takes; the commands say what is missing, the tests leave themselves out. */
export function canFollow(): boolean {
  try {
    shim()
    return true
  } catch {
    return false
  }
}

export interface Life {
  folder: string
  kisi: { url: string; apiKey: string }
  visits: number
  level?: 'full' | 'normal'
  seed: number
  /** Milliseconds for the queue at the end. */
  settle?: number
  trace?: string
  /** From which change on, counted from 1, how many fail, and with which errno. */
  fail?: { at: number; errno: number; count: number }
  count?: string
}

export interface LifeEnd {
  code: number | null
  acknowledged: number
  refused: number
  /** What a desk that would not open said. */
  closed: string | null
  /** What it printed on its way down. */
  complaint: string
}

/** Lives one life of a desk (`life.ts`) under the shim, to its end or for `milliseconds` at most. */
export async function live(life: Life, milliseconds = 120_000): Promise<LifeEnd> {
  mkdirSync(life.folder, { recursive: true })
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    LD_PRELOAD: shim(),
    KISI_API_KEY: life.kisi.apiKey,
    CRASH_FOLDER: life.folder,
  }
  if (life.trace !== undefined) environment['CRASH_TRACE'] = life.trace
  if (life.count !== undefined) environment['CRASH_COUNT'] = life.count
  if (life.fail !== undefined) {
    environment['CRASH_FAIL'] = `${life.fail.at}:${life.fail.errno}:${life.fail.count}`
  }
  const child = spawn(
    nodeExecutable,
    [here('life.ts'), '--data', life.folder, '--kisi', life.kisi.url, '--visits', String(life.visits)].concat([
      '--level',
      life.level ?? 'full',
      '--seed',
      String(life.seed),
      '--settle',
      String(life.settle ?? 0),
    ]),
    { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  let complaint = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const patience = setTimeout(() => child.kill('SIGKILL'), milliseconds)
  await exited(child)
  clearTimeout(patience)
  const line = output.trim().split('\n').at(-1) ?? ''
  const said = line.startsWith('{') ? (JSON.parse(line) as Partial<LifeEnd>) : {}
  const { acknowledged = 0, refused = 0, closed = null } = said
  return { code: child.exitCode, acknowledged, refused, closed, complaint }
}
