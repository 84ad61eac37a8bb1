import { randomUUID } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import type { Tap } from '../../../electron/contract/taps.ts'
import { building } from '../../fixtures/building.ts'
import { startDesk, temporarySimulator, type TestDesk } from '../../fixtures/desk.ts'
import { temporaryFolder } from '../../fixtures/store.ts'

const long = { timeout: 25_000, interval: 50 }
const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()

/** The mirror is full and the demo building laid out. */
async function ready(desk: TestDesk): Promise<void> {
  await vi.waitFor(async () => {
    const { visitorTypes } = await desk.ask('visitor_types.list', {})
    expect(visitorTypes.find((type) => type.id === 'guest')?.groupName).toBe('Visitors')
  }, long)
}

async function draft(desk: TestDesk, name: string, email: string | null = null) {
  const { people } = await desk.ask('people.search', { query: 'wisn', kind: 'user' })
  expect(people[0]?.name).toBe('Tomasz Wiśniewski')
  return { requestId: randomUUID(), name, email, hostId: people[0]!.id, visitorTypeId: 'guest', until: inHours(3) }
}

function nextTap(desk: TestDesk): Promise<Tap> {
  const before = desk.heard('tap').length
  return vi.waitFor(() => {
    const tap = desk.heard('tap')[before]
    if (tap === undefined) throw new Error('no tap yet')
    return tap
  }, long)
}

const access = (desk: TestDesk, visitId: string, state: string) =>
  vi.waitFor(async () => {
    const visit = await desk.ask('visits.get', { visitId })
    expect(visit.access.state).toBe(state)
    return visit
  }, long)

async function open() {
  const simulator = await temporarySimulator()
  const folder = temporaryFolder()
  const desk = await startDesk({ folder, kisi: simulator, reader: simulator.reader, demo: true })
  await ready(desk)
  return { simulator, folder, desk, house: building(simulator) }
}

describe('the first journey', () => {
  it('gives a visitor a card that opens the lobby and not the server room, and takes it back when they leave', async () => {
    const { desk, house } = await open()
    const [lobby, serverRoom] = [await house.door('Front entrance'), await house.door('Server room')]
    const card = await house.stockCard()
    const tapping = nextTap(desk)
    await house.tapAtDesk(card.tag)
    const tap = await tapping
    expect(tap).toMatchObject({ number: card.number, meaning: { kind: 'drawer_card' } })

    const checkedIn = await desk.ask('visits.check_in', {
      ...(await draft(desk, 'Amara Okonkwo-Delacroix', 'amara@example.com')),
      cardIdentity: tap.identity,
    })
    expect(checkedIn).toMatchObject({ state: 'on_site', access: { state: 'waiting' }, cardNumber: card.number })
    const opened = await access(desk, checkedIn.id, 'open')
    expect(opened.keys.map((key) => [key.kind, key.progress, key.receipt?.says])).toEqual([
      ['right', 'confirmed', 'open'],
      ['card', 'confirmed', 'open'],
    ])
    const right = (await house.holder('Amara Okonkwo-Delacroix'))!.rights[0]!
    expect(right.group).toBe('Visitors')
    expect(Date.parse(checkedIn.checkedInAt!) - Date.parse(right.valid_from!)).toBe(15 * 60_000)
    expect(Date.parse(right.valid_until!) - Date.parse(checkedIn.until)).toBe(15 * 60_000)

    expect(await house.tapAtDoor(lobby, card.tag)).toBe(true)
    expect(await house.tapAtDoor(serverRoom, card.tag)).toBe(false)
    await vi.waitFor(() => {
      const seen = desk.heard('doors.event').filter((event) => event.visitId === checkedIn.id)
      expect(seen.map((event) => [event.doorName, event.kind])).toEqual(
        expect.arrayContaining([
          ['Front entrance', 'unlock'],
          ['Server room', 'refused'],
        ]),
      )
    }, long)

    // Within two seconds the same card is the same tap, so it may have to be held to the reader once more.
    const taken = nextTap(desk)
    await vi.waitFor(
      async () => {
        await house.tapAtDesk(card.tag)
        await vi.waitFor(() => expect(desk.heard('tap')).toHaveLength(2))
      },
      { timeout: 25_000, interval: 2500 },
    )
    expect((await taken).meaning).toMatchObject({
      kind: 'visitor_card',
      visitId: checkedIn.id,
      name: 'Amara Okonkwo-Delacroix',
    })
    await desk.ask('visits.check_out', { visitId: checkedIn.id })
    const closed = await access(desk, checkedIn.id, 'closed')
    expect(closed.keys.map((key) => key.receipt?.says)).toEqual(['closed', 'closed'])
    expect(await house.tapAtDoor(lobby, card.tag)).toBe(false)
    const { receipts } = await desk.ask('receipts.list', {})
    expect((await desk.ask('receipts.list', { query: 'nobody of that name' })).total).toBe(0)
    expect((await desk.ask('receipts.list', { query: receipts[0]!.subject.toUpperCase() })).receipts[0]).toEqual(
      receipts[0],
    )
    expect(receipts[0]).toMatchObject({ says: 'closed', subject: 'Amara Okonkwo-Delacroix' })
    expect(receipts[0]?.quote).toBe(`Right gone, card ${card.number} back in stock`)
    expect(await desk.ask('cards.summary', {})).toMatchObject({ issued: 0 })
  })

  it('works on without the network, refuses to unlock, and closes before it opens when the network is back', async () => {
    const { desk, house } = await open()
    const lobby = await house.door('Front entrance')
    const first = await desk.ask('visits.check_in', {
      ...(await draft(desk, 'Amara Okonkwo')),
      cardIdentity: `em4100:${(await house.stockCard()).tag}`,
    })
    await access(desk, first.id, 'open')

    await house.breakNetwork()
    await vi.waitFor(async () => expect((await desk.ask('desk.status', {})).connection.state).toBe('offline'), long)
    const second = await desk.ask('visits.check_in', await draft(desk, 'Nguyễn Thị Minh Khai'))
    expect(second.access.state).toBe('waiting')
    const unlock = await desk.refusal('doors.unlock', { doorId: lobby, requestId: randomUUID() })
    expect(unlock).toMatchObject({ code: 'offline' })
    expect(unlock.message).toMatch(/^Front entrance stays locked\./)
    const left = await desk.ask('visits.check_out', { visitId: first.id })
    expect(left).toMatchObject({ state: 'left', access: { state: 'closing' } })
    expect(
      (await desk.ask('changes.list', { list: 'waiting' })).changes.map((change) => change.kind).slice(0, 2),
    ).toEqual(['right.take', 'card.take'])

    await house.forgetRequests()
    await house.healNetwork()
    await access(desk, first.id, 'closed')
    await access(desk, second.id, 'open')
    expect(await house.writes()).toEqual([
      'DELETE /role_assignments/:id',
      'DELETE /card_assignments/:id',
      'POST /guests',
      'POST /role_assignments',
    ])
  })

  it('enrols a card that Kisi has never heard of, from the tap', async () => {
    const { desk, house } = await open()
    const card = await house.blankCard()
    const tapping = nextTap(desk)
    await house.tapAtDesk(card.tag)
    const tap = await tapping
    expect(tap.meaning).toMatchObject({ kind: 'unknown', why: 'new', enrollable: true })
    const visit = await desk.ask('visits.check_in', { ...(await draft(desk, 'Suharto')), cardIdentity: tap.identity })
    await access(desk, visit.id, 'open')
    expect(await house.tapAtDoor(await house.door('Front entrance'), card.tag)).toBe(true)
  })

  it('hands nothing out when a visitor leaves before the network is back, and writes nothing to Kisi', async () => {
    const { desk, house } = await open()
    await house.breakNetwork()
    await vi.waitFor(async () => expect((await desk.ask('desk.status', {})).connection.state).toBe('offline'), long)
    const visit = await desk.ask('visits.check_in', await draft(desk, 'Petr Dvořák'))
    const left = await desk.ask('visits.check_out', { visitId: visit.id })
    expect(left.access.state).toBe('closed')
    expect((await desk.ask('desk.status', {})).changes).toEqual({ waiting: 0, needsPerson: 0 })
    await house.forgetRequests()
    await house.healNetwork()
    await vi.waitFor(async () => expect((await desk.ask('desk.status', {})).connection.state).toBe('online'), long)
    expect(await house.holder('Petr Dvořák')).toBeUndefined()
    expect(await house.writes()).toEqual([])
  })

  it('unlocks a door and shows that it is open', async () => {
    const { desk, house } = await open()
    const lobby = await house.door('Front entrance')
    await desk.ask('doors.unlock', { doorId: lobby, requestId: randomUUID() })
    await vi.waitFor(async () => {
      const { doors } = await desk.ask('doors.list', {})
      expect(doors.find((door) => door.id === lobby)).toMatchObject({
        lastEvent: { who: 'Joris Hendriks', success: true },
      })
    }, long)
  })

  it('recognises a returning visitor by e-mail and name, and makes no second guest', async () => {
    const { desk, house } = await open()
    const first = await desk.ask('visits.check_in', await draft(desk, 'Ivo Dragomirov', 'ivo@example.com'))
    await access(desk, first.id, 'open')
    await desk.ask('visits.check_out', { visitId: first.id })
    await access(desk, first.id, 'closed')
    const second = await desk.ask('visits.check_in', await draft(desk, 'Ivo Dragomirov', 'IVO@example.com'))
    expect(second.earlierVisits).toBe(1)
    await access(desk, second.id, 'open')
    expect(await house.holders('Ivo Dragomirov')).toHaveLength(1)
  })
})

describe('a card at check-in', () => {
  it('is refused while another visitor still has it, and while a member holds it', async () => {
    const { desk, house } = await open()
    const identity = `em4100:${(await house.stockCard()).tag}`
    await desk.ask('visits.check_in', { ...(await draft(desk, 'Amara')), cardIdentity: identity })
    const second = await desk.refusal('visits.check_in', {
      ...(await draft(desk, 'Minh Khai')),
      cardIdentity: identity,
    })
    expect(second).toMatchObject({ code: 'conflict', field: 'cardIdentity' })
    expect(second.message).toMatch(/^Amara still has card \d{10}\. Take it back first\.$/)
    const member = await house.memberCard('Tomasz Wiśniewski')
    const third = await desk.refusal('visits.check_in', {
      ...(await draft(desk, 'Minh Khai')),
      cardIdentity: `em4100:${member.tag}`,
    })
    expect(third.message).toContain('is Tomasz Wiśniewski’s badge')
  })

  it('passes to the next visitor while its return still waits for the network, and works for them alone', async () => {
    const { desk, house } = await open()
    const card = await house.stockCard()
    const identity = `em4100:${card.tag}`
    const first = await desk.ask('visits.check_in', { ...(await draft(desk, 'Amara')), cardIdentity: identity })
    await access(desk, first.id, 'open')
    await house.breakNetwork()
    await desk.ask('visits.check_out', { visitId: first.id })
    const second = await desk.ask('visits.check_in', { ...(await draft(desk, 'Minh Khai')), cardIdentity: identity })
    await house.healNetwork()
    await desk.ask('changes.try_now', {})
    await access(desk, second.id, 'open')
    await access(desk, first.id, 'closed')
    expect((await house.holder('Minh Khai'))?.cards).toEqual([
      {
        assignment_id: expect.anything(),
        card_id: expect.anything(),
        number: Number(card.number),
        status: 'activated',
      },
    ])
    expect((await house.holder('Amara'))?.cards).toEqual([])
  })
})

describe('the same request again', () => {
  it('is the same visit, and is refused with other details', async () => {
    const { desk, house } = await open()
    const form = await draft(desk, 'Amara')
    const first = await desk.ask('visits.check_in', form)
    expect((await desk.ask('visits.check_in', form)).id).toBe(first.id)
    expect((await desk.refusal('visits.check_in', { ...form, name: 'Someone else' })).code).toBe('conflict')
    await access(desk, first.id, 'open')
    expect(await house.holders('Amara')).toHaveLength(1)
  })
})
