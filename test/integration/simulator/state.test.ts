import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createRolls } from '../../../simulator/world/derive.ts'
import { loadState } from '../../../simulator/world/state-file.ts'
import { open, until } from './support.ts'

const CLI = fileURLToPath(new URL('../../../simulator/cli.ts', import.meta.url))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulator-state-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('goes on after a restart where it was: same guests, same keys, next ids, clock and relays', async () => {
  const state = join(folder, 'world.json')
  const first = await open({ state })
  const guest = (await first.call('POST', '/guests', { guest: { name: 'Ann' } })).body
  await first.sim('POST', '/clock', { advance: 3600 })
  await first.call('POST', '/locks/10481/unlock')
  await first.close()
  expect(readdirSync(folder)).toEqual(['world.json'])

  const second = await open({ state, seed: 99 })
  expect(second.simulator.apiKey).toBe(first.simulator.apiKey)
  expect((await second.call('GET', `/guests/${guest.id}`)).body).toEqual(guest)
  expect((await second.call('POST', '/guests', { guest: { name: 'Ben' } })).body.id).toBe(guest.id + 1)
  expect(Date.parse((await second.sim('GET', '/state')).body.now)).toBeGreaterThan(Date.now() + 3_500_000)
  await second.sim('POST', '/clock', { advance: 10 })
  const events = (await second.sim('GET', '/events')).body as { type: string; uuid: string }[]
  expect(events.map((event) => event.type)).toEqual(['guest.create', 'lock.unlock', 'guest.create', 'lock.locked'])
  expect(new Set(events.map((event) => event.uuid)).size).toBe(4)
  await second.close()
})

it('is written while it runs, and not only at the end', async () => {
  const state = join(folder, 'world.json')
  const running = await open({ state })
  await running.call('POST', '/guests', { guest: { name: 'Ann' } })
  const saved = await until('the guest', async () => loadState(state)?.tables.guests?.[0])
  expect(saved.name).toBe('Ann')
  await running.close()
})

it('goes on from where a frozen clock stood, and from another mode when told so', async () => {
  const state = join(folder, 'world.json')
  const start = Date.parse('2026-05-04T08:00:00Z')
  const first = await open({ state, start, clock: { mode: 'frozen' } })
  await first.sim('POST', '/clock', { advance: 90 })
  await first.close()
  const second = await open({ state })
  expect((await second.sim('GET', '/clock')).body).toMatchObject({ mode: 'frozen', now: '2026-05-04T08:01:30.000Z' })
  await second.close()
  const third = await open({ state, clock: { mode: 'real' } })
  expect((await third.sim('GET', '/clock')).body).toMatchObject({ mode: 'real', rate: 1 })
  await third.close()
})

it('loads after kill -9 at any moment with all that was done up to some answer, and nothing of an earlier life lost', async () => {
  const state = join(folder, 'world.json')
  const seed = 20_260_504
  const rolls = createRolls(seed, 'kill')
  const kept = () => (loadState(state)?.tables.guests ?? []).map((guest) => String(guest.name))
  let expected: string[] = []
  for (let round = 0; round < 5; round++) {
    const child = spawn(process.execPath, [CLI, '--state', state, '--no-reader', '--no-rate-limit', '--ready-json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const { url, apiKey } = JSON.parse(await firstLine(child)) as { url: string; apiKey: string }
    expect(kept()).toEqual(expected)
    const requests = 1 + rolls.below(40)
    const answered = [...expected]
    for (let count = 0; count < requests; count++) {
      const name = `Ann ${round}/${count}`
      const headers = { Authorization: `KISI-LOGIN ${apiKey}` }
      await fetch(`${url}/guests`, { method: 'POST', headers, body: JSON.stringify({ guest: { name } }) })
      answered.push(name)
    }
    // Every other time it is killed as soon as the last answer is in the file, which needs no orderly end.
    if (round % 2 === 1) await until('the last answer', async () => kept().length === answered.length)
    child.kill('SIGKILL')
    await once(child, 'close')
    const after = kept()
    expect(after, `seed ${seed}, round ${round}`).toEqual(answered.slice(0, after.length))
    expect(after.length).toBeGreaterThanOrEqual(round % 2 === 1 ? answered.length : expected.length)
    expected = after
  }
}, 60_000)

async function firstLine(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  return text
}

it('refuses a file that is not a world, in one sentence, and leaves it alone', async () => {
  const state = join(folder, 'world.json')
  writeFileSync(state, '{"half":')
  await expect(open({ state })).rejects.toThrow(/is not a world of this simulator/)
  expect(readdirSync(folder)).toEqual(['world.json'])
})
