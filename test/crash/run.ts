import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startSimulator, type Simulator } from '../e2e/fixtures/simulator.ts'
import { nodeExecutable, root } from '../e2e/fixtures/process.ts'
import { flipBits } from './bits.ts'
import { spoilDisk } from './disk.ts'
import { losePower } from './power.ts'
import { plugsLine, pullPlugs } from './reader/plugs.ts'
import { prepareElectron } from '../../scripts/lib/test-browsers.mjs'
import { complaintsOf } from './storm/judge.ts'
import { weatherStorm } from './storm/storm.ts'
import { stormLine, whyStormFailed } from './storm/line.ts'

const HELP = `npm run crash -- NAME: what a desk must survive; one line of figures, exit 0 or 1.

  power   takes the power away at moments of a traced life, sectors torn; --states N (default 5000)
  disk    lets every change fail, with a full and a failing disk (--lives N for a sample, 0 for none), and flips
          bits in every page of the records (--bits N of each page, default 4)
  kill    kill -9 at random moments under faults; --rounds N (default 200)

  storm   8 hours at a reception in ten minutes, 2,000 visits, every fault of the simulator, two jumps of the clock,
          three kills; --visits N, --hours N for a shorter day

  reader  unplugs a badge reader a hundred times in the middle of frames, then taps twenty times a second for a minute, in
          plain Node and in Electron: none lost, none doubled; --rounds N, --taps N for less

  --seed N  to run the same again`

interface Wanted {
  states: number
  lives: number | undefined
  bits: number
  rounds: number | undefined
  taps: number
  visits: number
  hours: number
  seed: number
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** Memory rather than a disk: what is asked is what was written when, not how fast. */
const scratch = (): string => mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'frontdesk-crash-'))

async function withSimulator(work: (folder: string, simulator: Simulator) => Promise<boolean>): Promise<boolean> {
  const folder = scratch()
  const simulator = await startSimulator(join(folder, 'simulator'))
  try {
    return await work(folder, simulator)
  } finally {
    await simulator.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const tests: Record<string, (wanted: Wanted) => Promise<boolean>> = {
  power: ({ states, seed }) =>
    withSimulator(async (folder, kisi) => {
      const visits = Math.min(120, Math.max(20, Math.round(states / 40)))
      const options = { folder, kisi, visits, states, seed }
      const full = await losePower({ ...options, level: 'full' })
      const normal = await losePower({ ...options, level: 'normal' })
      const kept = full.lost === 0 && full.corrupt === 0 && full.states > 0
      say(
        `power ${full.states} states of ${full.changes} changes, ${full.promises} promises: ${full.lost} lost, ` +
          `${full.corrupt} corrupt; control with synchronous=NORMAL: ${normal.lost} of ${normal.states} lost ` +
          `(${normal.lost > 0 ? 'fails, as it must' : 'did not fail'}); seed ${seed}`,
      )
      full.complaints.forEach(say)
      return kept && normal.lost > 0
    }),
  disk: ({ lives, bits, seed }) =>
    withSimulator(async (folder, kisi) => {
      const result = await spoilDisk({ folder, kisi, seed, lives, abreast: 2 })
      say(
        `disk ${result.lives} lives over ${result.changes} changes, ENOSPC and EIO: ${result.acknowledged} promises, ` +
          `${result.refused} refused, ${result.closed} not opened; ${result.lost} lost, ${result.corrupt} corrupt, ` +
          `${result.broke} broke; seed ${seed}`,
      )
      result.complaints.forEach(say)
      const flipped = await flipBits({ folder: join(folder, 'bits'), kisi, seed, perPage: bits, visits: 30 })
      say(
        `bits ${flipped.flips} flipped in ${flipped.pages} pages: ${flipped.refused} refused, ${flipped.restored} restored, ` +
          `${flipped.shown} shown as damaged, ${flipped.mended} mended, ${flipped.harmless} harmless; ${flipped.changed} silently changed, ` +
          `${flipped.broke} broke; seed ${seed}`,
      )
      flipped.complaints.forEach(say)
      const struck = lives === 0 ? flipped.flips > 0 : result.lives > 0
      return struck && result.lost + result.corrupt + result.broke + flipped.changed + flipped.broke === 0
    }),
  async kill({ rounds = 200, seed }) {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    const { status } = spawnSync(nodeExecutable, [vitest, 'run', '--root', root, 'test/integration/crash/kill'], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, FRONTDESK_KILL_ROUNDS: String(rounds), FRONTDESK_SEED: String(seed) },
    })
    say(`kill ${rounds} rounds: ${status === 0 ? '0 lost, 0 done twice' : 'failed'}; seed ${seed}`)
    return status === 0
  },
  async reader({ rounds = 100, taps, seed }) {
    const electron = await prepareElectron(nodeExecutable)
    Object.assign(process.env, electron.environment)
    if (electron.reason !== undefined) say(`electron was not tried: ${electron.reason}`)
    let sound = electron.reason === undefined
    for (const host of sound ? (['node', 'electron'] as const) : (['node'] as const)) {
      const prefix = host === 'electron' ? electron.prefix : []
      const result = await pullPlugs({ host, prefix, rounds, taps, seed })
      say(`${plugsLine(host, rounds, result)}; seed ${seed}`)
      sound &&= result.lost + result.wrong === 0 && result.idleShare < 0.05
    }
    return sound
  },
  async storm({ visits, hours, seed }) {
    const folder = scratch()
    const end = await weatherStorm({
      ...{ folder, seed, rate: 48, hours, visits, clicks: Math.ceil(visits * 0.4) },
      ...{ rounds: 4, outages: 8, restarts: 3, say },
    })
    await end.close()
    const complaints = [...complaintsOf(end.verdict), ...whyStormFailed(end)]
    complaints.forEach(say)
    say(stormLine(end, { visits, hours, seed }))
    // What a storm that found something leaves behind is what shows why.
    if (complaints.length > 0) say(`The desk’s records and log are in ${folder}`)
    else rmSync(folder, { recursive: true, force: true })
    return complaints.length === 0
  },
}

const number = { type: 'string' } as const
const { values, positionals } = parseArgs({
  options: {
    ...{
      states: number,
      lives: number,
      bits: number,
      rounds: number,
      taps: number,
      visits: number,
      hours: number,
      seed: number,
    },
    help: { type: 'boolean' },
  },
  allowPositionals: true,
})
const [name] = positionals
const test = name === undefined ? undefined : tests[name]
if (values.help || test === undefined || positionals.length > 1) {
  say(HELP)
  process.exit(values.help ? 0 : 2)
}
const passed = await test({
  states: Number(values.states ?? 5000),
  lives: values.lives === undefined ? undefined : Number(values.lives),
  bits: Number(values.bits ?? 4),
  rounds: values.rounds === undefined ? undefined : Number(values.rounds),
  taps: Number(values.taps ?? 1200),
  visits: Number(values.visits ?? 2000),
  hours: Number(values.hours ?? 8),
  seed: Number(values.seed ?? Date.now() % 1_000_000),
})
process.exit(passed ? 0 : 1)
