import { runScript, say, Stop } from './lib/say.mjs'
import { lanes, suites } from './lib/suites.mjs'
import { setUp } from './setup.mjs'

const groups = { e2e: ['chromium', 'electron'] }

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130))

await runScript(async () => {
  const parameters = process.argv.slice(2)
  const verbose = parameters.includes('--verbose')
  const names = chooseSuites(parameters.filter((name) => name !== '--verbose'))
  const node = await setUp()

  const total = { passed: 0, failed: 0, skipped: 0 }
  async function runSuite(name) {
    const started = performance.now()
    const result = await suites[name](node)
    for (const key of Object.keys(total)) total[key] += result[key]
    if (verbose || result.failed > 0) process.stdout.write(`${result.output.trimEnd()}\n`)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    process.stdout.write(
      `${name.padEnd(12)} ${summary(result)}${result.reason ? ` (${result.reason})` : ''}, ${seconds} s\n`,
    )
  }
  await Promise.all(
    lanes.map(async (lane) => {
      for (const name of lane) if (names.includes(name)) await runSuite(name)
    }),
  )
  process.stdout.write(`${summary(total)}\n`)
  process.exitCode = total.failed > 0 ? 1 : 0
})

/** The suites that were named, in their own order, or all of them. */
function chooseSuites(asked) {
  const known = Object.keys(suites)
  const wanted = new Set(asked.flatMap((name) => groups[name] ?? [name]))
  for (const name of wanted) {
    if (!known.includes(name)) throw new Stop(`There is no suite “${name}”; there are ${known.join(', ')} and e2e.`, 2)
  }
  if (wanted.size === 0) say(`Running ${known.join(', ')}.`)
  return known.filter((name) => wanted.size === 0 || wanted.has(name))
}

function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
