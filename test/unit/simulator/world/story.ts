/**
 * Asks a simulator with a frozen clock for every operation there is, and prints whatever it answered: a process of its own,
 * so that nothing but the seed and the calls can be what two of them have in common.
 */
import { openKit } from '../../../conformance/kit.ts'
import { caseOf, facts } from '../../../conformance/walk.ts'

const [seed = '7', world = 'harbour'] = process.argv.slice(2)
const lines: string[] = []
const send = globalThis.fetch

/** Of the server's own making: how long a connection is kept, and when by the machine's clock it answered. */
const NOT_OURS = new Set(['date', 'keep-alive', 'connection'])

globalThis.fetch = async (input, init) => {
  const answer = await send(input, init)
  const url = new URL(String(input))
  const headers = [...answer.headers].filter(([name]) => !NOT_OURS.has(name))
  const text = await answer.clone().text()
  const line = [init?.method ?? 'GET', url.pathname + url.search, answer.status, JSON.stringify(headers), text].join(
    ' ',
  )
  lines.push(line.replaceAll(url.host, 'simulator'))
  return answer
}

const kit = await openKit({
  seed: Number(seed),
  world,
  clock: { mode: 'frozen' },
  start: Date.parse('2026-05-04T08:00:00Z'),
  // Webhooks arrive at once and nowhere: what a network makes of them is not the simulator's to repeat.
  fetch: async () => new Response(),
})
for (const documented of facts.operations) {
  const [method = ''] = documented.operation.split(' ')
  await kit.send(method, await caseOf(documented).ok(kit))
}
for (const step of [{ advance: 3600 }, { to: '2026-05-05T06:30:00Z' }, { advance: 40 }]) {
  await kit.send('POST', { path: '/_sim/clock', body: step })
}
for (const path of ['/_sim/clock', '/_sim/events', '/_sim/rights', '/_sim/mail', '/locks', '/users']) {
  await kit.send('GET', { path })
}
await kit.send('POST', { path: '/_sim/snapshots', body: { name: 'end' } })
await kit.send('GET', { path: '/_sim/snapshots/end' })
await kit.close()
process.stdout.write(JSON.stringify(lines))
