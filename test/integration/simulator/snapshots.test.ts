import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { open, type Client } from './support.ts'

const START = Date.parse('2026-05-04T08:00:00Z')
const options = { start: START, clock: { mode: 'frozen' } } as const
let desk: Client
beforeEach(async () => {
  desk = await open(options)
})
afterEach(() => desk.close())

const front = () => desk.call('GET', '/locks/10481').then(({ body }) => body)
const unlock = () => desk.call('POST', '/locks/10481/unlock')
const types = async () => ((await desk.sim('GET', '/events')).body as { type: string }[]).map((event) => event.type)
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString()

describe('the clock', () => {
  it('stands still when it is frozen, and says so', async () => {
    expect((await desk.sim('GET', '/clock')).body).toEqual({ now: at(0), mode: 'frozen', rate: 0, next: null })
  })

  it('goes to the next thing that is due, does it, and no further', async () => {
    await unlock()
    expect((await desk.sim('GET', '/clock')).body.next).toBe(at(5))
    expect((await desk.sim('POST', '/clock', { to: 'next' })).body).toMatchObject({ now: at(5), next: null })
    expect((await front()).unlocked).toBe(false)
    expect((await desk.sim('POST', '/clock', { to: 'next' })).status).toBe(409)
  })

  it('goes to a moment, and never back', async () => {
    await unlock()
    expect((await desk.sim('POST', '/clock', { to: at(4.999) })).body.now).toBe(at(4.999))
    expect((await front()).unlocked).toBe(true)
    await desk.sim('POST', '/clock', { to: '2026-05-04T10:00:05+02:00' })
    expect((await front()).unlocked).toBe(false)
    const { status, body } = await desk.sim('POST', '/clock', { to: at(1) })
    expect([status, body.error]).toEqual([400, `The time only goes forward, and it is ${at(5)} already.`])
  })

  it('goes faster on demand, and everything that waits for it too', async () => {
    await unlock()
    expect((await desk.sim('POST', '/clock', { mode: 'fast', rate: 3600 })).body).toMatchObject({
      mode: 'fast',
      rate: 3600,
    })
    const deadline = Date.now() + 4000
    while ((await front()).unlocked) expect(Date.now()).toBeLessThan(deadline)
    const locked = (await desk.sim('GET', '/events')).body.at(-1)
    expect(locked).toMatchObject({ type: 'lock.locked', created_at: at(5) })
    expect((await desk.sim('POST', '/clock', { mode: 'real' })).body).toMatchObject({ mode: 'real', rate: 1 })
  })

  it.each([
    [{ advance: -1 }],
    [{ advance: '5' }],
    [{ mode: 'slow' }],
    [{ mode: 'fast', rate: 0 }],
    [{ mode: 'fast', rate: 4000 }],
    [{ mode: 'real', rate: 2 }],
    [{ to: 'tomorrow' }],
    [{ to: '2030-05-04T08:00:00Z' }],
    [{}],
    [{ advance: 1, to: 'next' }],
  ])('refuses %j in one sentence and goes on as it was', async (body) => {
    const { status, body: answer } = await desk.sim('POST', '/clock', body)
    expect([status, answer.error]).toEqual([400, expect.stringMatching(/^[^;\n]+$/)])
    expect((await desk.sim('GET', '/clock')).body.now).toBe(at(0))
  })
})

describe('a snapshot', () => {
  it('brings back rows, rights, keys, events, the clock and a relay that has yet to fall back', async () => {
    await unlock()
    await desk.sim('POST', '/clock', { advance: 2 })
    expect((await desk.sim('POST', '/snapshots', { name: 'open' })).body).toEqual({ name: 'open', at: at(2) })
    const before = (await desk.sim('GET', '/state')).text

    const guest = (await desk.call('POST', '/guests', { guest: { name: 'Ann' } })).body
    await desk.sim('POST', '/clock', { advance: 86_400 })
    expect((await front()).unlocked).toBe(false)
    expect((await desk.sim('POST', '/snapshots/open/restore')).body).toEqual({ ok: true, now: at(2) })

    const strip = (text: string) => text.replace(/"request_count":\d+/, '')
    expect(strip((await desk.sim('GET', '/state')).text)).toBe(strip(before))
    expect((await desk.call('GET', `/guests/${guest.id}`)).status).toBe(404)
    expect((await desk.sim('GET', '/clock')).body.next).toBe(at(5))
    await desk.sim('POST', '/clock', { advance: 3 })
    expect((await front()).unlocked).toBe(false)
    expect((await types()).filter((type) => type === 'lock.locked')).toHaveLength(1)
    expect((await desk.call('POST', '/guests', { guest: { name: 'Ben' } })).body.id).toBe(guest.id)
  })

  it('leaves no timer of the world that was left behind', async () => {
    await desk.sim('POST', '/snapshots', { name: 'closed' })
    await unlock()
    await desk.sim('POST', '/snapshots/closed/restore')
    expect((await desk.sim('GET', '/clock')).body.next).toBeNull()
    await desk.sim('POST', '/clock', { advance: 60 })
    expect(await types()).not.toContain('lock.locked')
  })

  it('is kept by name, listed in the order of taking, and forgotten on demand', async () => {
    await desk.sim('POST', '/snapshots')
    await desk.sim('POST', '/snapshots', { name: 'mine' })
    await desk.sim('POST', '/snapshots', {})
    const names = async () => ((await desk.sim('GET', '/snapshots')).body as { name: string }[]).map(({ name }) => name)
    expect(await names()).toEqual(['snapshot-1', 'mine', 'snapshot-2'])
    expect((await desk.sim('DELETE', '/snapshots/snapshot-1')).status).toBe(200)
    expect(await names()).toEqual(['mine', 'snapshot-2'])
    for (const [method, path] of [
      ['GET', '/snapshots/snapshot-1'],
      ['DELETE', '/snapshots/snapshot-1'],
      ['POST', '/snapshots/snapshot-1/restore'],
    ] as const)
      expect(await desk.sim(method, path)).toMatchObject({
        status: 404,
        body: { error: 'There is no snapshot "snapshot-1".' },
      })
    expect((await desk.sim('POST', '/snapshots', { name: '../x' })).status).toBe(400)
  })

  it('is a file from which another simulator goes on, answering alike', async () => {
    await desk.call('POST', '/guests', { guest: { name: 'Ann' } })
    await desk.sim('POST', '/snapshots', { name: 'mine' })
    const folder = mkdtempSync(join(tmpdir(), 'simulator-snapshot-'))
    const state = join(folder, 'world.json')
    writeFileSync(state, (await desk.sim('GET', '/snapshots/mine')).text)
    const other = await open({ state })
    for (const path of ['/users?limit=100', '/guests', '/role_assignments', '/locks'])
      expect((await other.call('GET', path)).text).toBe((await desk.call('GET', path)).text)
    const guest = { guest: { name: 'Ben' } }
    expect((await other.call('POST', '/guests', guest)).text).toBe((await desk.call('POST', '/guests', guest)).text)
    await other.close()
    rmSync(folder, { recursive: true })
  })
})
