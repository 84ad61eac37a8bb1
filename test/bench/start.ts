import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../e2e/fixtures/process.ts'
import { percentile, type Figure } from './figure.ts'

/** Seconds until `npm start -- --browser --no-open` prints its line, when everything is installed and built. */
async function onceStarted(directory: string): Promise<number> {
  const began = performance.now()
  const child = spawn('npm', ['start', '--', '--browser', '--no-open', '--data', directory], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  })
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('Frontdesk: ')) break
  }
  const seconds = (performance.now() - began) / 1000
  process.kill(-child.pid!, 'SIGINT')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return seconds
}

export async function run(): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'frontdesk-bench-'))
  try {
    const samples: number[] = []
    for (let round = 0; round < 3; round++) samples.push(await onceStarted(directory))
    return [{ name: 'second-start-worst-of-three', value: percentile(samples.slice(1), 1), unit: 's', bar: 5 }]
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
