import { parseArgs } from 'node:util'
import type { Finding } from './simulator.ts'

interface Wanted {
  seed: number
  rounds: number
  /** How long, for those that can say so. */
  seconds: number | undefined
}
/** Says how far it is, and at the end what it did; answers what must not be. */
type Fuzz = (wanted: Wanted, say: (line: string) => void) => Promise<Finding[]>

/** What can be fuzzed, by name; each is loaded only when it runs. */
const FUZZES: Record<string, () => Promise<Fuzz>> = {
  async simulator() {
    const { fuzzSimulator } = await import('./simulator.ts')
    return async ({ seed, rounds }, say) => {
      let asked = 0
      const findings = await fuzzSimulator(seed, rounds, (round, requests) => {
        asked = requests
        if (round % 10 === 0) say(`round ${round} of ${rounds}, ${requests} requests`)
      })
      say(`${findings.length} findings in ${asked} requests`)
      return findings
    }
  },
  async reader() {
    const { fuzzReader } = await import('./reader.ts')
    const { startCoverage } = await import('./coverage.ts')
    return async ({ seed, rounds, seconds }, say) => {
      const coverage = startCoverage('/electron/reader/')
      const { findings, inputs, blocks } = await fuzzReader({
        ...{ seed, inputs: rounds * 1000, seconds, coverage },
        progress: (count, reached) => {
          if (count % 10_000 === 0) say(`${count} inputs, ${reached} blocks reached`)
        },
      })
      coverage.stop()
      say(`${findings.length} findings in ${inputs} inputs, ${blocks} blocks reached`)
      return findings
    }
  },
}

function whole(name: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text)
  process.stderr.write(`--${name} takes a whole number, not "${text}".\n`)
  process.exit(2)
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
    rounds: { type: 'string', default: '50' },
    seconds: { type: 'string' },
  },
})
const seed = whole('seed', values.seed)
const rounds = whole('rounds', values.rounds)
const seconds = values.seconds === undefined ? undefined : whole('seconds', values.seconds)
const wanted = positionals.length > 0 ? positionals : Object.keys(FUZZES)

let failed = false
for (const name of wanted) {
  const load = Object.hasOwn(FUZZES, name) ? FUZZES[name] : undefined
  if (!load) {
    process.stderr.write(`There is no fuzz "${name}". There are: ${Object.keys(FUZZES).join(', ')}.\n`)
    process.exit(2)
  }
  const say = (line: string): void => void process.stdout.write(`${name}: ${line}\n`)
  say(seconds === undefined ? `seed ${seed}, ${rounds} rounds` : `seed ${seed}, ${seconds} seconds`)
  const findings = await (await load())({ seed, rounds, seconds }, say)
  for (const { operation, problem, request } of findings) {
    process.stdout.write(`${operation}\n  ${problem}\n  ${request}\n`)
  }
  failed ||= findings.length > 0
}
process.exit(failed ? 1 : 0)
