import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { open, until, type Client } from './support.ts'

const CLI = fileURLToPath(new URL('../../../simulator/cli.ts', import.meta.url))
const START = Date.parse('2026-05-04T06:10:00Z')
let desk: Client | null = null
afterEach(async () => {
  await desk?.close()
  desk = null
})

const finished = (client: Client) =>
  until('the end of the scenario', async () => {
    const [run] = (await client.sim('GET', '/scenarios')).body.runs
    return run.state === 'running' ? null : run
  })

function play(...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (out += chunk.toString()))
  return new Promise<{ code: number | null; out: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, out })),
  )
}

it('plays the morning rush, its visitors by the API, and finds everything in order', async () => {
  desk = await open({ world: 'office', clock: { mode: 'frozen' }, start: START })
  const started = await desk.sim('POST', '/scenarios/morning-rush/start', {})
  expect(started.status).toBe(202)
  expect(started.body).toMatchObject({ id: 1, name: 'morning-rush', state: 'running' })
  const run = await finished(desk)
  expect(run.checks.flatMap((check: { problems: string[] }) => check.problems)).toEqual([])
  expect(run).toMatchObject({ state: 'passed', counts: { people: 300, visitors: 40, doors: 6 } })
  const writes = (await desk.sim('GET', '/requests')).body.filter((each: { method: string }) => each.method === 'POST')
  expect(writes.length).toBeGreaterThan(40)
})

it('stays in order while the cloud fails now and then', async () => {
  desk = await open({ world: 'harbour', clock: { mode: 'frozen' }, start: START })
  const { world } = desk.simulator
  for (const fault of [
    { kind: 'status', status: 503, count: 8 },
    { kind: 'reset_after', method: 'POST', path: '/guests', count: 2 },
    { kind: 'reset_before', path: '/card_assignments/*', count: 2 },
  ]) {
    expect((await desk.sim('POST', '/faults', fault)).status).toBeLessThan(300)
  }
  await desk.sim('POST', '/scenarios/morning-rush/start', { people: 40, visitors: 20 })
  const run = await finished(desk)
  expect(run.checks.flatMap((check: { problems: string[] }) => check.problems)).toEqual([])
  expect(world.all('guests').length).toBeGreaterThan(10)
})

it('goes by the clock when that runs: a scenario waits for its time', async () => {
  desk = await open({ world: 'small', clock: { mode: 'fast', rate: 300 }, start: START })
  await desk.sim('POST', '/scenarios/fire-drill/start', { people: 5 })
  expect((await desk.sim('POST', '/scenarios/night/start')).status).toBe(409)
  const run = await finished(desk)
  expect(run.checks.flatMap((check: { problems: string[] }) => check.problems)).toEqual([])
  expect(Date.parse(run.ended_at) - Date.parse(run.started_at)).toBeGreaterThan(780_000)
})

it.each([
  [404, '/scenarios/moon-landing/start', {}],
  [400, '/scenarios/night/start', { people: 0 }],
  [400, '/scenarios/night/start', { heroes: 3 }],
])('answers %s to POST %s %j', async (status, path, body) => {
  desk = await open({ world: 'small' })
  const answer = await desk.sim('POST', path, body)
  expect(answer.status).toBe(status)
  expect(answer.body.error).toMatch(/\w+ \w+/)
  expect((await desk.sim('GET', '/scenarios')).body.runs).toEqual([])
})

it('is played by the command line, which prints its report and ends with 0', async () => {
  const { code, out } = await play('--scenario', 'morning-rush', '--seed', '3')
  expect(out).toContain('morning-rush, seed 3: 300 people and 40 visitors at 6 doors, 2026-05-04 06:10 to')
  expect(out).toMatch(/Passed\.\n$/)
  expect(code).toBe(0)
})

it('refuses a scenario that there is not, in one sentence', async () => {
  const { code, out } = await play('--scenario', 'moon-landing')
  expect(code).toBe(1)
  expect(out).toBe('--scenario takes one of morning-rush, fire-drill, night, not "moon-landing".\n')
})
