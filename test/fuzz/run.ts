import { parseArgs } from 'node:util'
import type { Finding } from './simulator.ts'

type Fuzz = (seed: number, rounds: number, progress: (round: number, requests: number) => void) => Promise<Finding[]>

/** What can be fuzzed, by name; each is loaded only when it runs. */
const FUZZES: Record<string, () => Promise<Fuzz>> = {
  simulator: async () => (await import('./simulator.ts')).fuzzSimulator,
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
  },
})
const seed = whole('seed', values.seed)
const rounds = whole('rounds', values.rounds)
const wanted = positionals.length > 0 ? positionals : Object.keys(FUZZES)

let failed = false
for (const name of wanted) {
  const load = Object.hasOwn(FUZZES, name) ? FUZZES[name] : undefined
  if (!load) {
    process.stderr.write(`There is no fuzz "${name}". There are: ${Object.keys(FUZZES).join(', ')}.\n`)
    process.exit(2)
  }
  process.stdout.write(`${name}: seed ${seed}, ${rounds} rounds\n`)
  let last = 0
  const findings = await (
    await load()
  )(seed, rounds, (round, requests) => {
    last = requests
    if (round % 10 === 0) process.stdout.write(`${name}: round ${round} of ${rounds}, ${requests} requests\n`)
  })
  for (const { operation, problem, request } of findings) {
    process.stdout.write(`${operation}\n  ${problem}\n  ${request}\n`)
  }
  process.stdout.write(`${name}: ${findings.length} findings in ${last} requests\n`)
  failed ||= findings.length > 0
}
process.exit(failed ? 1 : 0)
