import { randomUUID } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import type { Matter } from '../../../electron/contract/matters.ts'
import { building } from '../../fixtures/building.ts'
import { startDesk, temporarySimulator, type TestDesk } from '../../fixtures/desk.ts'
import { kisiByHand } from '../../fixtures/kisi-by-hand.ts'
import { temporaryFolder } from '../../fixtures/store.ts'

const long = { timeout: 40_000, interval: 100 }
const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()

async function ready(desk: TestDesk): Promise<void> {
  await vi.waitFor(async () => {
    const { visitorTypes } = await desk.ask('visitor_types.list', {})
    expect(visitorTypes.find((type) => type.id === 'guest')?.groupName).toBe('Visitors')
  }, long)
}

async function open() {
  const simulator = await temporarySimulator()
  const folder = temporaryFolder()
  const start = () => startDesk({ folder, kisi: simulator, demo: true })
  const desk = await start()
  await ready(desk)
  return { simulator, house: building(simulator), hand: kisiByHand(simulator), desk, start }
}

async function checkIn(desk: TestDesk, name: string, cardIdentity: string | null = null) {
  const { people } = await desk.ask('people.search', { query: 'wisn', kind: 'user' })
  const { id } = await desk.ask('visits.check_in', {
    ...{ requestId: randomUUID(), name, hostId: people[0]!.id, visitorTypeId: 'guest', until: inHours(3) },
    cardIdentity,
  })
  return access(desk, id, 'open')
}

const access = (desk: TestDesk, visitId: string, state: string) =>
  vi.waitFor(async () => {
    const visit = await desk.ask('visits.get', { visitId })
    expect(visit.access.state).toBe(state)
    return visit
  }, long)

const matters = (desk: TestDesk, count: number): Promise<Matter[]> =>
  vi.waitFor(async () => {
    const { matters: all, total } = await desk.ask('matters.list', {})
    expect(total).toBe(count)
    return all
  }, long)

const groupOf = async (desk: TestDesk, name: string): Promise<number> =>
  (await desk.ask('groups.list', {})).groups.find((group) => group.name === name)!.id

describe('what somebody puts back in Kisi after the desk closed it', () => {
  it('comes to a person, outlives a restart, and is closed again when they say so', async () => {
    const { desk: first, start, house, hand } = await open()
    const card = await house.stockCard()
    const visit = await checkIn(first, 'Amara', `em4100:${card.tag}`)
    const holder = (await house.holder('Amara'))!
    const cardId = holder.cards[0]!.card_id
    await first.ask('visits.check_out', { visitId: visit.id })
    await access(first, visit.id, 'closed')
    expect(await matters(first, 0)).toEqual([])

    await hand.giveRight(holder.id, await groupOf(first, 'Visitors'))
    await hand.giveCard(holder.id, cardId)
    const found = await matters(first, 2)
    expect(found.map(({ wrong, what, subject, object, visitId }) => [wrong, what, subject, object, visitId])).toEqual([
      ['restored', 'right', 'Amara', 'Visitors', visit.id],
      ['restored', 'card', 'Amara', card.number, visit.id],
    ])
    expect((await first.ask('desk.status', {})).changes.needsPerson).toBe(2)
    await access(first, visit.id, 'failed')
    const named = await first.ask('matters.hand_over', { matterId: found[0]!.id, to: 'Sam, security' })
    expect(named.handedTo).toBe('Sam, security')
    await first.stop()

    const desk = await start()
    await ready(desk)
    expect((await matters(desk, 2))[0]).toMatchObject({ id: found[0]!.id, handedTo: 'Sam, security', overAt: null })
    await house.forgetRequests()
    for (const { id } of found) await desk.ask('matters.close', { matterId: id })
    expect(await matters(desk, 0)).toEqual([])
    expect((await desk.refusal('matters.close', { matterId: found[0]!.id })).code).toBe('conflict')
    await vi.waitFor(async () => {
      const left = (await house.holder('Amara'))!
      expect([left.rights, left.cards]).toEqual([[], []])
    }, long)
    await access(desk, visit.id, 'closed')
    expect((await house.writes()).sort()).toEqual(['DELETE /card_assignments/:id', 'DELETE /role_assignments/:id'])
    await vi.waitFor(async () => {
      const { receipts } = await desk.ask('receipts.list', { limit: 2 })
      expect(receipts.map(({ says, quote }) => `${says}: ${quote}`)).toEqual([
        `closed: Card ${card.number} back in stock`,
        'closed: Right gone',
      ])
    }, long)
  }, 120_000)

  it('is never asked about again once a person says that it is meant to be so, and a new one is', async () => {
    const { desk: first, start, house, hand } = await open()
    const visit = await checkIn(first, 'Minh Khai')
    const group = await groupOf(first, 'Visitors')
    const { id: guestId } = (await house.holder('Minh Khai'))!
    await first.ask('visits.check_out', { visitId: visit.id })
    await access(first, visit.id, 'closed')
    const kept = await hand.giveRight(guestId, group, inHours(48))
    await first.ask('matters.keep', { matterId: (await matters(first, 1))[0]!.id })
    await access(first, visit.id, 'closed')
    await first.stop()

    const desk = await start()
    await ready(desk)
    const { groups } = await desk.ask('groups.list', {})
    const other = groups.find(({ name }) => name !== 'Visitors')!
    const fresh = await hand.giveRight(guestId, other.id)
    const [matter] = await matters(desk, 1)
    expect(matter).toMatchObject({ subject: 'Minh Khai', object: other.name, what: 'right' })

    // Somebody takes it away again: it stays on the screen as over, until a person puts it away.
    await hand.takeRight(fresh)
    await vi.waitFor(async () => expect((await matters(desk, 1))[0]!.overAt).not.toBeNull(), long)
    await access(desk, visit.id, 'closed')
    await desk.ask('matters.keep', { matterId: matter!.id })
    expect(await matters(desk, 0)).toEqual([])
    expect((await house.holder('Minh Khai'))!.rights.map(({ id }) => id)).toEqual([kept])
  }, 120_000)
})

describe('what somebody takes away in Kisi from a visitor who is here', () => {
  it('shows on the visit, is not given back by itself, and is opened again when a person says so', async () => {
    const { desk, house, hand } = await open()
    const visit = await checkIn(desk, 'Amara')
    const other = await checkIn(desk, 'Minh Khai')
    const right = (await house.holder('Amara'))!.rights[0]!
    const right2 = (await house.holder('Minh Khai'))!.rights[0]!
    await house.forgetRequests()
    await hand.takeRight(right.id)
    await hand.takeRight(right2.id)
    const found = await matters(desk, 2)
    expect(found.map(({ wrong, what, object }) => [wrong, what, object])).toEqual([
      ['missing', 'right', 'Visitors'],
      ['missing', 'right', 'Visitors'],
    ])
    const shown = await access(desk, visit.id, 'failed')
    expect(shown.keys.map((key) => key.progress)).toEqual(['needs_person'])
    expect((await house.writes()).filter((write) => write.startsWith('POST'))).toEqual([])
    expect((await desk.refusal('matters.close', { matterId: found[0]!.id })).code).toBe('conflict')

    const matterOf = (id: string): string => found.find((one) => one.visitId === id)!.id
    await desk.ask('matters.open_again', { matterId: matterOf(visit.id) })
    await access(desk, visit.id, 'open')
    const again = (await house.holder('Amara'))!.rights
    expect(again).toHaveLength(1)
    expect(again[0]!.valid_until).toBe(right.valid_until)

    await desk.ask('matters.keep', { matterId: matterOf(other.id) })
    await access(desk, other.id, 'closed')
    expect(await matters(desk, 0)).toEqual([])
    for (const { id } of [visit, other]) {
      await desk.ask('visits.check_out', { visitId: id })
      await access(desk, id, 'closed')
    }
    expect((await house.holder('Amara'))!.rights).toEqual([])
    expect(await matters(desk, 0)).toEqual([])
  }, 120_000)
})

describe('hours that somebody changes in Kisi while the visitor is here', () => {
  it('come to a person, who puts the desk’s back or says that theirs are meant', async () => {
    const { desk, house, hand } = await open()
    const visit = await checkIn(desk, 'Amara')
    const given = (await house.holder('Amara'))!.rights[0]!
    const until = async () => (await house.holder('Amara'))!.rights[0]!.valid_until
    const same = (one: string | null, other: string | null) => Date.parse(one ?? '') === Date.parse(other ?? '')
    const change = (valid_until: string) =>
      hand.call('PATCH', `/role_assignments/${given.id}`, { role_assignment: { valid_until } })

    const longer = inHours(30)
    await change(longer)
    const [matter] = await matters(desk, 1)
    expect(matter).toMatchObject({ wrong: 'changed', what: 'right', subject: 'Amara', visitId: visit.id })
    expect(same(matter!.hours!.desk.until, given.valid_until)).toBe(true)
    expect(same(matter!.hours!.kisi.until, longer)).toBe(true)
    expect((await desk.refusal('matters.close', { matterId: matter!.id })).code).toBe('conflict')
    await desk.ask('matters.put_back', { matterId: matter!.id })
    await vi.waitFor(async () => expect(same(await until(), given.valid_until)).toBe(true), long)
    await vi.waitFor(async () => {
      const { receipts } = await desk.ask('receipts.list', { limit: 1 })
      expect(receipts[0]?.quote).toBe('Right has its hours again')
    }, long)
    await access(desk, visit.id, 'open')

    // The same right once more: that is news, and this time it is meant.
    const later = inHours(6)
    await change(later)
    const [again] = await matters(desk, 1)
    await desk.ask('matters.keep', { matterId: again!.id })
    expect(await matters(desk, 0)).toEqual([])
    const { keys } = await desk.ask('visits.get', { visitId: visit.id })
    expect(keys.some(({ validUntil }) => same(validUntil, later))).toBe(true)
    expect(same(await until(), later)).toBe(true)

    // Leaving closes it whatever its hours are.
    await desk.ask('visits.check_out', { visitId: visit.id })
    await access(desk, visit.id, 'closed')
    expect((await house.holder('Amara'))?.rights).toEqual([])
  }, 120_000)
})
