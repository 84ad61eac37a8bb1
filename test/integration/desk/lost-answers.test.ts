import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { building } from '../../fixtures/building.ts'
import type { Simulator } from '../../e2e/fixtures/simulator.ts'
import { startDesk, temporarySimulator, type TestDesk } from '../../fixtures/desk.ts'
import { temporaryFolder } from '../../fixtures/store.ts'

const long = { timeout: 40_000, interval: 50 }

async function open(aheadMs = 0, simulator?: Simulator) {
  simulator ??= await temporarySimulator()
  const folder = temporaryFolder()
  const clock = { now: () => Date.now() + aheadMs, monotonic: () => performance.now() }
  const desk = await startDesk({ folder, kisi: simulator, demo: true, clock })
  await vi.waitFor(async () => {
    expect((await desk.ask('visitor_types.list', {})).visitorTypes[0]?.groupName).toBe('Visitors')
  }, long)
  return { simulator, folder, desk, house: building(simulator) }
}

async function form(desk: TestDesk, name: string, more: { email?: string; cardIdentity?: string } = {}) {
  const { people } = await desk.ask('people.search', { query: 'wisn', kind: 'user' })
  return {
    requestId: randomUUID(),
    name,
    hostId: people[0]!.id,
    visitorTypeId: 'guest',
    until: new Date(Date.now() + 3 * 3_600_000).toISOString(),
    ...more,
  }
}

const reaches = (desk: TestDesk, visitId: string, state: string) =>
  vi.waitFor(async () => {
    await desk.ask('changes.try_now', {})
    const visit = await desk.ask('visits.get', { visitId })
    expect(visit.access.state).toBe(state)
    return visit
  }, long)

const quiet = (desk: TestDesk) =>
  vi.waitFor(async () => {
    await desk.ask('changes.try_now', {})
    expect((await desk.ask('desk.status', {})).changes).toEqual({ waiting: 0, needsPerson: 0 })
  }, long)

describe('an answer that gets lost', () => {
  it.each([
    ['POST', '/guests'],
    ['POST', '/role_assignments'],
    ['POST', '/cards'],
    ['POST', '/card_assignments'],
    ['POST', '/card_assignments/*/activate'],
    ['DELETE', '/role_assignments/*'],
    ['DELETE', '/card_assignments/*'],
  ])('of %s %s changes nothing: everything is done once and undone once', async (method, path) => {
    const { simulator, desk, house } = await open()
    await simulator.post('faults', { kind: 'reset_after', method, path, count: 1 })
    const identity = `em4100:${(await house.blankCard()).tag}`
    const visit = await desk.ask('visits.check_in', await form(desk, 'Zofia Nowak-Testowa', { cardIdentity: identity }))
    await reaches(desk, visit.id, 'open')
    const [holder, ...others] = await house.holders('Zofia Nowak-Testowa')
    expect(others).toEqual([])
    expect(holder?.rights).toHaveLength(1)
    expect(holder?.cards.map((card) => card.status)).toEqual(['activated'])
    await desk.ask('visits.check_out', { visitId: visit.id })
    await reaches(desk, visit.id, 'closed')
    const left = await house.holder('Zofia Nowak-Testowa')
    expect(left?.rights).toEqual([])
    expect(left?.cards).toEqual([])
  })

  it('makes no visitor twice whom the list of guests shows without their e-mail', async () => {
    const { simulator, desk, house } = await open()
    await simulator.post('faults', { kind: 'reset_after', method: 'POST', path: '/guests', count: 1 })
    await simulator.post('faults', { kind: 'missing_fields', method: 'GET', path: '/guests', fields: ['email'] })
    const visit = await desk.ask('visits.check_in', await form(desk, 'Ivo', { email: 'Ivo@Example.com' }))
    await reaches(desk, visit.id, 'open')
    expect(await house.holders('Ivo')).toHaveLength(1)
  })

  it('counts no right as gone while Kisi’s list leaves out the hours by which it is known', async () => {
    const { simulator, desk, house } = await open()
    await simulator.post('faults', { kind: 'reset_after', method: 'POST', path: '/role_assignments', count: 1 })
    const fields = ['valid_from', 'valid_until']
    await simulator.post('faults', { kind: 'missing_fields', method: 'GET', path: '/role_assignments', fields })
    const visit = await desk.ask('visits.check_in', await form(desk, 'Zofia Nowak-Testowa'))
    await vi.waitFor(async () => expect((await house.holder('Zofia Nowak-Testowa'))?.rights).toHaveLength(1), long)
    await desk.ask('visits.check_out', { visitId: visit.id })
    await vi.waitFor(async () => {
      await desk.ask('changes.try_now', {})
      const { changes } = await desk.ask('changes.list', { list: 'waiting' })
      expect(changes.map(({ problem }) => problem).join(' ')).toContain('did not say for which hours')
    }, long)
    expect((await desk.ask('visits.get', { visitId: visit.id })).access.state).toBe('closing')
    await simulator.remove('faults')
    await reaches(desk, visit.id, 'closed')
    expect((await house.holder('Zofia Nowak-Testowa'))?.rights).toEqual([])
  })

  it.each([3, -3])('makes no visitor without an e-mail twice when the desk’s clock is off by %d h', async (hours) => {
    const simulator = await temporarySimulator()
    // Somebody of the same name, whom the desk does not know, stays who they are.
    const namesake = await fetch(`${simulator.url}/guests`, {
      method: 'POST',
      headers: { Authorization: `KISI-LOGIN ${simulator.apiKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ guest: { name: 'Zofia Nowak-Testowa' } }),
    })
    expect(namesake.ok).toBe(true)
    const { desk, house } = await open(hours * 3_600_000, simulator)
    const until = new Date(Date.now() + (hours + 3) * 3_600_000).toISOString()
    await simulator.post('faults', { kind: 'reset_after', method: 'POST', path: '/guests', count: 1 })
    const visit = await desk.ask('visits.check_in', { ...(await form(desk, 'Zofia Nowak-Testowa')), until })
    await reaches(desk, visit.id, 'open')
    const holders = await house.holders('Zofia Nowak-Testowa')
    expect(holders.map(({ rights }) => rights.length)).toEqual([0, 1])
  })
})

describe('leaving at any moment of a check-in', () => {
  it.each([
    ['POST', '/guests'],
    ['POST', '/role_assignments'],
    ['GET', '/cards'],
    ['POST', '/card_assignments'],
    ['POST', '/card_assignments/*/activate'],
  ])('leaves nothing open while %s %s hangs', async (method, path) => {
    const { simulator, desk, house } = await open()
    await simulator.remove('requests')
    await simulator.post('faults', { kind: 'latency', method, path, count: 1, milliseconds: 1500 })
    const identity = `em4100:${(await house.stockCard()).tag}`
    const visit = await desk.ask('visits.check_in', await form(desk, 'Zofia Nowak-Testowa', { cardIdentity: identity }))
    await vi.waitFor(async () => {
      const { faults } = (await simulator.get('state')) as { faults: unknown[] }
      expect(faults).toEqual([])
    }, long)
    await desk.ask('visits.check_out', { visitId: visit.id })
    await quiet(desk)
    const holders = await house.holders('Zofia Nowak-Testowa')
    expect(holders.flatMap((holder) => [...holder.rights, ...holder.cards])).toEqual([])
    expect((await desk.ask('visits.get', { visitId: visit.id })).access.state).toBe('closed')
    // The same card goes to the next visitor at once.
    const next = await desk.ask('visits.check_in', await form(desk, 'Minh Khai', { cardIdentity: identity }))
    await reaches(desk, next.id, 'open')
  })
})

describe('a visitor', () => {
  it('who comes again while the first visit still waits to be closed is let in after it is closed', async () => {
    const { desk, house } = await open()
    const first = await desk.ask('visits.check_in', await form(desk, 'Ivo', { email: 'Ivo@Example.com' }))
    await reaches(desk, first.id, 'open')
    await house.breakNetwork()
    await desk.ask('visits.check_out', { visitId: first.id })
    const second = await desk.ask('visits.check_in', await form(desk, 'Ivo', { email: 'ivo@example.com' }))
    await house.forgetRequests()
    await house.healNetwork()
    await reaches(desk, second.id, 'open')
    expect((await house.holder('Ivo'))?.rights).toHaveLength(1)
    expect(await house.writes()).toEqual(['DELETE /role_assignments/:id', 'POST /role_assignments'])
  })

  it('cannot be on site twice, whichever visit was entered first', async () => {
    const { desk } = await open()
    const draft = await form(desk, 'Ivo', { email: 'ivo@example.com' })
    const expected = await desk.ask('visits.expect', draft)
    await desk.ask('visits.check_in', { ...draft, requestId: randomUUID() })
    const again = { ...draft, requestId: randomUUID(), visitId: expected.id }
    expect((await desk.refusal('visits.check_in', again)).message).toMatch(/^Ivo is already here/)
  })

  it('who is expected and is checked in from two windows comes in once, and leaves once', async () => {
    const { desk, house } = await open()
    const draft = await form(desk, 'Ivo')
    const expected = await desk.ask('visits.expect', draft)
    const arrive = () => desk.desk.call('visits.check_in', { ...draft, requestId: randomUUID(), visitId: expected.id })
    const answers = await Promise.all([arrive(), arrive()])
    expect(answers.map((answer) => answer.ok).toSorted()).toEqual([false, true])
    await reaches(desk, expected.id, 'open')
    const leave = () => desk.ask('visits.check_out', { visitId: expected.id })
    await Promise.all([leave(), leave()])
    await reaches(desk, expected.id, 'closed')
    expect(await house.holders('Ivo')).toHaveLength(1)
    expect((await desk.ask('receipts.list', {})).receipts.filter((receipt) => receipt.says === 'closed')).toHaveLength(
      1,
    )
  })

  it('whose guest was deleted in Kisi gets a new one at the next visit', async () => {
    const { simulator, desk, house } = await open()
    const first = await desk.ask('visits.check_in', await form(desk, 'Ivo', { email: 'ivo@example.com' }))
    await reaches(desk, first.id, 'open')
    const guest = await house.holder('Ivo')
    await vi.waitFor(async () => {
      const deleted = await fetch(`${simulator.url}/guests/${guest!.id}`, {
        method: 'DELETE',
        headers: { authorization: `KISI-LOGIN ${simulator.apiKey}` },
      })
      expect(deleted.status).toBe(204) // the desk’s own requests count against the same limit
    }, long)
    await house.forgetRequests()
    await desk.ask('visits.check_out', { visitId: first.id })
    await reaches(desk, first.id, 'closed')
    const second = await desk.ask('visits.check_in', await form(desk, 'Ivo', { email: 'ivo@example.com' }))
    await reaches(desk, second.id, 'open')
    expect(await house.writes()).toEqual(['POST /guests', 'POST /role_assignments'])
    expect((await house.holder('Ivo'))?.rights).toHaveLength(1)
  })
})

it('shows a revoke that Kisi refuses as needing a person, and it stays until it is done', async () => {
  const { simulator, desk, house } = await open()
  const identity = `em4100:${(await house.stockCard()).tag}`
  const visit = await desk.ask('visits.check_in', await form(desk, 'Amara', { cardIdentity: identity }))
  await reaches(desk, visit.id, 'open')
  await simulator.post('faults', { kind: 'status', status: 403, method: 'DELETE', path: '/card_assignments/*' })
  await desk.ask('visits.check_out', { visitId: visit.id })
  const stuck = await reaches(desk, visit.id, 'failed')
  expect(stuck.keys.map((key) => [key.kind, key.progress])).toEqual([
    ['right', 'confirmed'],
    ['card', 'needs_person'],
  ])
  const again = await desk.refusal('visits.check_in', await form(desk, 'Minh Khai', { cardIdentity: identity }))
  expect(again.message).toMatch(/would not take card \d{10} back from Amara/)
  const { changes } = await desk.ask('changes.list', { list: 'needs_person' })
  expect((await desk.refusal('changes.drop', { changeId: changes[0]!.id })).message).toMatch(/never dropped/)
  await simulator.remove('faults')
  await desk.ask('changes.retry', { changeId: changes[0]!.id })
  await reaches(desk, visit.id, 'closed')
  expect((await house.holder('Amara'))?.cards).toEqual([])
})

it('writes nothing of a visitor, a card or the key into its log, whatever goes wrong', async () => {
  const { simulator, folder, desk, house } = await open()
  const card = await house.stockCard()
  const visit = await desk.ask(
    'visits.check_in',
    await form(desk, 'Zyxwvut Quorblington', { email: 'zyx@quorb.example', cardIdentity: `em4100:${card.tag}` }),
  )
  await reaches(desk, visit.id, 'open')
  await simulator.post('faults', { kind: 'status', status: 422, method: 'POST', count: 3 })
  await simulator.post('faults', { kind: 'reset_after', method: 'DELETE', count: 2 })
  await desk.refusal('visits.check_in', await form(desk, 'Minh Quorblington', { cardIdentity: `em4100:${card.tag}` }))
  const failed = await desk.ask('visits.check_in', await form(desk, 'Petr Quorblington'))
  await reaches(desk, failed.id, 'failed')
  await desk.ask('visits.check_out', { visitId: visit.id })
  await reaches(desk, visit.id, 'closed')
  await desk.ask('visits.check_out', { visitId: failed.id })
  await desk.stop()
  const log = readFileSync(join(folder, 'logs', 'desk.log'), 'utf8')
  expect(log).toContain('queue.attempt_failed')
  for (const secret of ['uorb', 'Zyx', card.number, String(Number(card.number)), card.tag, simulator.apiKey]) {
    expect(log.toLowerCase()).not.toContain(secret.toLowerCase())
  }
})
