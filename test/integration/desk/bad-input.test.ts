import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { building } from '../../fixtures/building.ts'
import { memorySecrets, memorySettings, startDesk, temporarySimulator, type TestDesk } from '../../fixtures/desk.ts'
import { temporaryFolder } from '../../fixtures/store.ts'

const long = { timeout: 25_000, interval: 50 }

const connection = async (desk: TestDesk) => (await desk.ask('desk.status', {})).connection

/** A web server that is not Kisi. */
async function someWebSite(): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<!doctype html><title>A bakery</title><p>Fresh bread')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('a Kisi key', () => {
  it('that is wrong is refused at its field, and nothing is kept', async () => {
    const simulator = await temporarySimulator()
    const settings = memorySettings()
    const desk = await startDesk({ folder: temporaryFolder(), kisi: null, settings })
    const refusal = await desk.refusal('connection.save', { address: simulator.url, key: 'wrong' })
    expect(refusal).toEqual({
      code: 'unauthorized',
      field: 'key',
      message: 'Kisi does not accept this key. Copy it once more, or make a new one in Kisi.',
    })
    expect(settings.get().kisiAddress).toBeNull()
    expect((await connection(desk)).state).toBe('none')
  })

  it('that is good shows whose it is, connects, and is never given out again', async () => {
    const simulator = await temporarySimulator()
    const secrets = memorySecrets()
    const settings = memorySettings()
    const folder = temporaryFolder()
    const desk = await startDesk({ folder, kisi: null, secrets, settings })
    const report = await desk.ask('connection.save', { address: `${simulator.url}/`, key: ` ${simulator.apiKey}\n` })
    expect(report).toMatchObject({
      organization: { name: 'Harbour House B.V.' },
      user: { name: 'Joris Hendriks' },
      places: ['Harbour House'],
    })
    await vi.waitFor(async () => expect((await desk.ask('desk.status', {})).mirror.state).toBe('ready'), long)
    expect(JSON.stringify([await desk.ask('desk.status', {}), report, settings.get()])).not.toContain(simulator.apiKey)
    await desk.stop()
    const again = await startDesk({ folder, kisi: null, secrets, settings })
    await vi.waitFor(async () => expect((await connection(again)).state).toBe('online'), long)
  })

  it('that is revoked while the desk runs pauses everything, drops nothing, and says so', async () => {
    const simulator = await temporarySimulator()
    const desk = await startDesk({ folder: temporaryFolder(), kisi: simulator, demo: true })
    await vi.waitFor(async () => {
      expect((await desk.ask('visitor_types.list', {})).visitorTypes[0]?.groupName).toBe('Visitors')
    }, long)
    await simulator.post('keys/revoke')
    const { people } = await desk.ask('people.search', { query: 'saskia', kind: 'user' })
    const visit = await desk.ask('visits.check_in', {
      requestId: randomUUID(),
      name: 'Amara Okonkwo',
      hostId: people[0]!.id,
      visitorTypeId: 'guest',
      until: new Date(Date.now() + 3_600_000).toISOString(),
    })
    await vi.waitFor(async () => expect((await connection(desk)).state).toBe('refused'), long)
    const { doors } = await desk.ask('doors.list', {})
    const unlock = await desk.refusal('doors.unlock', { doorId: doors[0]!.id, requestId: randomUUID() })
    expect(unlock.code).toBe('unauthorized')
    expect((await desk.ask('desk.status', {})).changes).toEqual({ waiting: 2, needsPerson: 0 })
    await simulator.post('keys/restore')
    await desk.ask('changes.try_now', {})
    await vi.waitFor(async () => {
      expect((await desk.ask('visits.get', { visitId: visit.id })).access.state).toBe('open')
    }, long)
  })

  it('of a person without rights is said to be too little, and the desk stays up', async () => {
    const simulator = await temporarySimulator()
    const { keys } = (await simulator.get('state')) as { keys: { ordinary: { api_key: string } } }
    const desk = await startDesk({
      folder: temporaryFolder(),
      kisi: { url: simulator.url, apiKey: keys.ordinary.api_key },
    })
    await vi.waitFor(
      async () => {
        const { notices } = await desk.ask('desk.status', {})
        expect(notices.map((notice) => notice.message).join()).toMatch(
          /key is Saskia van den Heuvel’s, who may not see/,
        )
      },
      { timeout: 10000, interval: 2000 },
    )
    expect((await desk.ask('desk.status', {})).phase).toBe('ready')
  })
})

describe('an address', () => {
  it.each([
    ['is not one', 'http://', 'invalid'],
    ['is not encrypted', 'http://kisi.example', 'invalid'],
    ['holds a password', 'https://me:secret@api.kisi.io', 'invalid'],
    ['answers nobody', 'http://127.0.0.1:9', 'offline'],
  ])('that %s is refused at its field', async (_what, address, code) => {
    const desk = await startDesk({ folder: temporaryFolder(), kisi: null })
    const refusal = await desk.refusal('connection.test', { address, key: 'k' })
    expect(refusal).toMatchObject({ code, field: 'address' })
    expect(refusal.message).not.toContain('secret')
  })

  it('that is not Kisi’s is said to be something else', async () => {
    const desk = await startDesk({ folder: temporaryFolder(), kisi: null })
    const refusal = await desk.refusal('connection.test', { address: await someWebSite(), key: 'k' })
    expect(refusal).toMatchObject({ code: 'invalid', field: 'address' })
    expect(refusal.message).toMatch(/not Kisi/)
  })

  it('that turns out not to be Kisi while the desk runs is shown as such', async () => {
    const desk = await startDesk({ folder: temporaryFolder(), kisi: { url: await someWebSite(), apiKey: 'k' } })
    await vi.waitFor(async () => expect((await connection(desk)).state).toBe('not_kisi'), long)
  })
})

describe('records', () => {
  it('that are damaged stop the desk with a sentence, and every call answers with it', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'desk.db'), 'not a database '.repeat(1000))
    const desk = await startDesk({ folder, kisi: null })
    const status = await desk.ask('desk.status', {})
    expect(status.phase).toBe('failed')
    expect(status.failure).toMatch(/damaged\. Nothing was changed/)
    expect((await desk.refusal('visits.list', { list: 'expected' })).message).toBe(status.failure)
  })

  it('of a newer version stop the desk with a sentence', async () => {
    const folder = temporaryFolder()
    const first = await startDesk({ folder, kisi: null })
    await first.stop()
    const database = new Sqlite(join(folder, 'desk.db'))
    database.exec(`INSERT INTO migration (id, ran_at) VALUES ('9999-future', 0)`)
    database.close()
    const desk = await startDesk({ folder, kisi: null })
    expect((await desk.ask('desk.status', {})).failure).toMatch(/newer Frontdesk/)
  })

  it('of one organization are not mixed with another’s', async () => {
    const simulator = await temporarySimulator()
    const folder = temporaryFolder()
    const first = await startDesk({ folder, kisi: simulator })
    await vi.waitFor(async () => expect((await first.ask('desk.status', {})).organization).not.toBeNull(), long)
    await first.stop()
    const database = new Sqlite(join(folder, 'desk.db'))
    database.exec(`UPDATE fact SET value = '999' WHERE name = 'organization_id'`)
    database.close()
    const desk = await startDesk({ folder, kisi: simulator })
    await vi.waitFor(async () => expect((await connection(desk)).state).toBe('refused'), long)
    expect((await connection(desk)).message).toMatch(/Use their key, or start with another --data folder/)
  })
})

describe('a reader', () => {
  it('that sends garbage does no harm: the next card is read', async () => {
    const simulator = await temporarySimulator()
    const house = building(simulator)
    const desk = await startDesk({ folder: temporaryFolder(), kisi: simulator, reader: simulator.reader })
    await vi.waitFor(async () => expect((await desk.ask('desk.status', {})).reader.state).toBe('connected'), long)
    await simulator.post('badge-readers/1/garbage')
    const card = await house.stockCard()
    await house.tapAtDesk(card.tag)
    await vi.waitFor(() => expect(desk.heard('tap').map((tap) => tap.number)).toEqual([card.number]), long)
  })

  it('that is unplugged and plugged in again goes on by itself', async () => {
    const simulator = await temporarySimulator()
    const house = building(simulator)
    const desk = await startDesk({ folder: temporaryFolder(), kisi: simulator, reader: simulator.reader })
    const state = async () => (await desk.ask('desk.status', {})).reader.state
    await vi.waitFor(async () => expect(await state()).toBe('connected'), long)
    await simulator.post('badge-readers/1/unplug')
    await vi.waitFor(async () => expect(await state()).toBe('unplugged'), long)
    await simulator.post('badge-readers/1/replug')
    await vi.waitFor(async () => expect(await state()).toBe('connected'), long)
    await house.tapAtDesk((await house.stockCard()).tag)
    await vi.waitFor(() => expect(desk.heard('tap')).toHaveLength(1), long)
  })

  it('that is not a serial device is refused with a sentence', async () => {
    const desk = await startDesk({ folder: temporaryFolder(), kisi: null })
    const state = await desk.ask('readers.connect', { port: 'not/a/device' })
    expect(state.state).toBe('refused')
    expect(state.message).toMatch(/\.$/)
  })
})
