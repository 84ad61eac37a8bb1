import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { open, until } from './support.ts'

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

it('is written while it runs, always whole, and not only at the end', async () => {
  const state = join(folder, 'world.json')
  const running = await open({ state })
  await running.call('POST', '/guests', { guest: { name: 'Ann' } })
  const saved = await until('the file', async () => {
    const text = existsSync(state) ? readFileSync(state, 'utf8') : '{}'
    return (JSON.parse(text) as { tables?: { guests: { name: string }[] } }).tables?.guests[0]
  })
  expect(saved.name).toBe('Ann')
  await running.close()
})

it('refuses a file that is not a world, in one sentence, and leaves it alone', async () => {
  const state = join(folder, 'world.json')
  writeFileSync(state, '{"half":')
  await expect(open({ state })).rejects.toThrow(/is not a world of this simulator/)
  expect(readdirSync(folder)).toEqual(['world.json'])
})
