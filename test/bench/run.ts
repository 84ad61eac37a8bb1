import type { Figure } from './figure.ts'

/** The benches by name; each is loaded only when it runs. */
const benches: Record<string, () => Promise<{ run(): Figure[] | Promise<Figure[]> }>> = {
  'people-search': () => import('./people-search.ts'),
  mirror: () => import('./mirror.ts'),
  enqueue: () => import('./enqueue.ts'),
  queue: () => import('./queue.ts'),
  drain: () => import('./drain.ts'),
  desk: () => import('./desk.ts'),
  tap: () => import('./tap.ts'),
  start: () => import('./start.ts'),
  simulator: () => import('./simulator.ts'),
}

const words = process.argv.slice(2)
const json = words.includes('--json')
const wanted = words.filter((word) => !word.startsWith('--'))
const unknown = wanted.filter((name) => !(name in benches))
if (unknown.length > 0) {
  process.stderr.write(`There is no bench ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.\n`)
  process.exit(2)
}

let short = false
for (const [name, load] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  for (const figure of await (await load()).run()) {
    const ok = figure.atLeast ? figure.value >= figure.bar : figure.value <= figure.bar
    short ||= !ok
    const value = Number(figure.value.toPrecision(4))
    process.stdout.write(
      json
        ? `${JSON.stringify({ ...figure, value, ok })}\n`
        : `${figure.name} ${value} ${figure.unit} ${figure.bar} ${ok ? 'ok' : 'short'}\n`,
    )
  }
}
process.exit(short ? 1 : 0)
