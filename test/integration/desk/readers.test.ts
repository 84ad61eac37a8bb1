import { randomUUID } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import type { ReaderSettings } from '../../../electron/contract/readers.ts'
import type { Tap } from '../../../electron/contract/taps.ts'
import { building } from '../../fixtures/building.ts'
import { memorySecrets, memorySettings, startDesk, temporarySimulator, type TestDesk } from '../../fixtures/desk.ts'
import { temporaryFolder } from '../../fixtures/store.ts'

const long = { timeout: 25_000, interval: 20 }
const transport = process.platform === 'win32' ? 'tcp' : 'pty'
const uid = '04A1B2C3D4E5F6'
const prox = { format: 'H10301', facility_code: 123, card_number: 4567 }

async function open() {
  const simulator = await temporarySimulator()
  const folder = temporaryFolder()
  const [settings, secrets] = [memorySettings(), memorySecrets()]
  const start = async (): Promise<TestDesk> => {
    const desk = await startDesk({ folder, kisi: simulator, settings, secrets, demo: true })
    await vi.waitFor(async () => {
      const { visitorTypes } = await desk.ask('visitor_types.list', {})
      expect(visitorTypes.find((type) => type.id === 'guest')?.groupName).toBe('Visitors')
    }, long)
    return desk
  }
  /** A virtual reader, as a serial device where there are ptys. */
  async function plugIn(protocol: string): Promise<{ path: string; tap(card: object): Promise<unknown>; id: number }> {
    const made = (await simulator.post('badge-readers', { protocol, transport })) as { id: number; path: string }
    return { ...made, tap: (card) => simulator.post(`badge-readers/${made.id}/tap`, card) }
  }
  return { simulator, house: building(simulator), desk: await start(), start, plugIn, folder }
}

async function connect(desk: TestDesk, port: string, name: string, settings: ReaderSettings): Promise<void> {
  expect(await desk.ask('readers.connect', { port, name, settings })).toMatchObject({ port, name, state: 'connected' })
}

const tapAt = (desk: TestDesk, name: string, nth = 0): Promise<Tap> =>
  vi.waitFor(() => {
    const tap = desk.heard('tap').filter(({ reader }) => reader.name === name)[nth]
    if (tap === undefined) throw new Error(`no tap at ${name} yet`)
    return tap
  }, long)

async function draft(desk: TestDesk, name: string) {
  const { people } = await desk.ask('people.search', { query: 'wisn', kind: 'user' })
  const until = new Date(Date.now() + 3 * 3_600_000).toISOString()
  return { requestId: randomUUID(), name, hostId: people[0]!.id, visitorTypeId: 'guest', until }
}

const access = (desk: TestDesk, visitId: string, state: string) =>
  vi.waitFor(async () => expect((await desk.ask('visits.get', { visitId })).access.state).toBe(state), long)

describe('several readers', () => {
  it('are heard at once, each in its own way, and are there again after the next start', async () => {
    const { desk, house, plugIn, start } = await open()
    const [em, scanner, elatec, osdp] = [
      await plugIn('rdm6300'),
      await plugIn('scanner'),
      await plugIn('twn4-simple'),
      await plugIn('osdp'),
    ]
    await connect(desk, em.path, 'Front desk', { kind: 'em4100' })
    await connect(desk, scanner.path, 'Scanner', { kind: 'scanner' })
    await connect(desk, elatec.path, 'Back desk', { kind: 'twn4_simple' })
    await connect(desk, osdp.path, 'Staff door', { kind: 'osdp' })
    await desk.ask('readers.save', {
      ...{ port: osdp.path, name: 'Staff door', settings: { kind: 'osdp' }, mode: 'staff' },
    })
    const expected = (await desk.ask('visits.list', { list: 'expected' })).visits[0]!
    const { text } = await desk.ask('visits.invitation', { visitId: expected.id })
    const [stock, blank] = [await house.stockCard(), await house.blankCard()]
    await Promise.all([
      em.tap({ card: stock.tag }),
      scanner.tap({ text }),
      elatec.tap({ uid }),
      osdp.tap({ wiegand: prox }),
    ])
    expect((await tapAt(desk, 'Front desk')).meaning).toMatchObject({ kind: 'drawer_card' })
    expect((await tapAt(desk, 'Scanner')).meaning).toMatchObject({ kind: 'invitation', visitId: expected.id })
    expect(await tapAt(desk, 'Back desk')).toMatchObject({ identity: `uid:${uid}`, meaning: { kind: 'unknown' } })
    expect(await tapAt(desk, 'Staff door')).toMatchObject({ identity: 'wiegand:26:2F623AE', signal: 'denied' })
    expect((await desk.ask('readers.list', {})).readers.map(({ name, mode }) => [name, mode])).toEqual([
      ['Front desk', 'desk'],
      ['Scanner', 'desk'],
      ['Back desk', 'desk'],
      ['Staff door', 'staff'],
    ])

    await desk.ask('readers.disconnect', { port: scanner.path })
    await desk.stop()
    const again = await start()
    await vi.waitFor(async () => {
      const { readers } = await again.ask('readers.list', {})
      expect(readers.map(({ name, state }) => [name, state])).toEqual([
        ['Front desk', 'connected'],
        ['Scanner', 'off'],
        ['Back desk', 'connected'],
        ['Staff door', 'connected'],
      ])
    }, long)
    await em.tap({ card: blank.tag })
    // A pty keeps what was sent into it while nobody had it open, as no serial device does: the card before may come too.
    await vi.waitFor(() => {
      const tap = again.heard('tap').find(({ identity }) => identity === `em4100:${blank.tag}`)
      expect(tap).toMatchObject({ reader: { name: 'Front desk' }, meaning: { kind: 'unknown', why: 'new' } })
    }, long)
  })

  it('know a member at the staff’s reader without the network, sign them in once, and show it there', async () => {
    const { desk, house, plugIn, simulator } = await open()
    const reader = await plugIn('twn4-simple')
    await connect(desk, reader.path, 'Staff door', { kind: 'twn4_simple' })
    await desk.ask('readers.save', {
      port: reader.path,
      name: 'Staff door',
      settings: { kind: 'twn4_simple' },
      mode: 'staff',
    })
    await house.breakNetwork()
    await vi.waitFor(async () => expect((await desk.ask('desk.status', {})).connection.state).toBe('offline'), long)
    const badge = await house.memberCard('Tomasz Wiśniewski')
    await reader.tap({ card: badge.tag })
    const tap = await tapAt(desk, 'Staff door')
    expect(tap).toMatchObject({
      signal: 'granted',
      copy: { online: false, at: expect.any(String) },
      meaning: { kind: 'member', person: { name: 'Tomasz Wiśniewski' }, presence: { state: 'in' } },
    })
    expect((await desk.ask('presence.list', {})).present).toMatchObject([{ name: 'Tomasz Wiśniewski', state: 'in' }])
    expect(desk.heard('presence.changed')).toHaveLength(1)
    await vi.waitFor(async () => {
      const shown = (await simulator.get('badge-readers')) as { id: number; shown: { beeps: number } | null }[]
      expect(shown.find(({ id }) => id === reader.id)?.shown?.beeps).toBeGreaterThan(0)
    }, long)
  })
})

describe('a card that Kisi has never heard of, of another kind', () => {
  it('is enrolled from the tap, given out, and takes its visitor’s way in back when it comes back', async () => {
    const { desk, house, plugIn, simulator } = await open()
    const reader = await plugIn('twn4-simple')
    await connect(desk, reader.path, 'Desk', { kind: 'twn4_simple' })
    await reader.tap({ uid })
    const tap = await tapAt(desk, 'Desk')
    const enrolled = await desk.ask('cards.enrol', { tapId: tap.id, identity: tap.identity, remember: true })
    expect(enrolled).toMatchObject({ state: 'enrolled', number: uid })
    expect((await desk.ask('readers.list', {})).readers[0]?.settings).toMatchObject({ formats: ['uid'] })
    // The desk leaves other askers little of Kisi's pace.
    await vi.waitFor(async () => {
      expect(await simulator.api(`/cards/${enrolled.cardId}`)).toMatchObject({ type: 'third_party_hf' })
    }, long)

    const form = await draft(desk, 'Amara Okonkwo')
    await desk.ask('taps.attend', {
      ...{ window: randomUUID(), dialog: false },
      checkIn: { requestId: form.requestId, visitId: null, name: form.name },
    })
    await vi.waitFor(
      async () => {
        await reader.tap({ uid })
        expect(desk.heard('tap').at(-1)?.meaning).toMatchObject({ kind: 'drawer_card', checkIn: { name: form.name } })
      },
      { timeout: 25_000, interval: 2500 },
    )
    const visit = await desk.ask('visits.check_in', { ...form, cardIdentity: tap.identity })
    await access(desk, visit.id, 'open')
    expect((await desk.ask('cards.summary', {})).issued).toBe(1)

    await house.forgetRequests()
    await vi.waitFor(
      async () => {
        await reader.tap({ uid })
        expect(desk.heard('tap').at(-1)?.meaning).toMatchObject({ kind: 'visitor_card', visitId: visit.id })
      },
      { timeout: 25_000, interval: 2500 },
    )
    const { id } = desk.heard('tap').at(-1)!
    const both = await Promise.all([1, 2].map(() => desk.ask('taps.check_out', { tapId: id })))
    expect(both.map(({ done }) => done).sort()).toEqual([false, true])
    await access(desk, visit.id, 'closed')
    expect(await house.writes()).toEqual(['DELETE /role_assignments/:id', 'DELETE /card_assignments/:id'])
    expect((await desk.ask('receipts.list', {})).receipts[0]?.quote).toBe(`Right gone, card ${uid} back in stock`)
    expect((await desk.ask('cards.summary', {})).issued).toBe(0)
  })
})

describe('the set-up of a reader', () => {
  it('hears what a reader sends, which it is and whose card that is; the reader goes on afterwards', async () => {
    const { desk, house, plugIn } = await open()
    const reader = await plugIn('rdm6300')
    await connect(desk, reader.path, 'Desk', { kind: 'em4100' })
    const badge = await house.memberCard('Tomasz Wiśniewski')
    await desk.ask('readers.listen', { port: reader.path })
    await vi.waitFor(() => expect(desk.heard('readers.heard').at(-1)?.message).toBe('Tap any card now.'), long)
    await reader.tap({ card: badge.tag, milliseconds: 100 })
    const heard = await vi.waitFor(() => {
      const last = desk.heard('readers.heard').at(-1)
      expect(last?.state).toBe('heard')
      return last!
    }, long)
    expect(heard.bytes).toMatch(/^02.*03$/)
    expect(heard.candidates[0]).toMatchObject({
      settings: { kind: 'em4100' },
      certainty: 'checked',
      card: { number: badge.number, readings: [{ known: { holder: { kind: 'user', name: 'Tomasz Wiśniewski' } } }] },
    })
    expect(desk.heard('tap')).toEqual([])
    await desk.ask('readers.stop_listening', {})
    await reader.tap({ card: badge.tag })
    expect((await tapAt(desk, 'Desk')).meaning.kind).toBe('member')
  })

  it('reads what was typed in the same way', async () => {
    const { desk } = await open()
    const heard = await desk.ask('readers.read_typed', { port: 'keyboard:1', text: '3C00CE75' })
    expect(heard).toMatchObject({ state: 'heard', bytes: Buffer.from('3C00CE75').toString('hex'), total: 8 })
    expect(heard.candidates[0]?.card?.readings.map(({ format }) => format)).toEqual(['em4100_32', 'uid'])
  })
})

it('checks out whole or not at all when the desk closes at the moment of the tap', async () => {
  const { desk, house, plugIn, start } = await open()
  const reader = await plugIn('rdm6300')
  await connect(desk, reader.path, 'Return box', { kind: 'em4100' })
  await desk.ask('readers.save', {
    ...{ port: reader.path, name: 'Return box', settings: { kind: 'em4100' }, visitorCards: 'check_out' },
  })
  const card = await house.stockCard()
  const visit = await desk.ask('visits.check_in', {
    ...(await draft(desk, 'Amara')),
    cardIdentity: `em4100:${card.tag}`,
  })
  await access(desk, visit.id, 'open')
  const tapped = reader.tap({ card: card.tag })
  await desk.stop()
  await tapped
  const again = await start()
  const { state } = await again.ask('visits.get', { visitId: visit.id })
  await access(again, visit.id, state === 'left' ? 'closed' : 'open')
  const holder = await house.holder('Amara')
  expect(holder?.cards.length).toBe(state === 'left' ? 0 : 1)
  expect(holder?.rights.length).toBe(state === 'left' ? 0 : 1)
})
