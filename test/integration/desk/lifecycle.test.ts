import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it, vi } from 'vitest'
import { createDesk } from '../../../electron/desk/desk.ts'
import type { Secrets } from '../../../electron/desk/ports.ts'
import { building } from '../../fixtures/building.ts'
import { memorySecrets, memorySettings, startDesk, temporarySimulator } from '../../fixtures/desk.ts'
import { temporaryFolder } from '../../fixtures/store.ts'

const long = { timeout: 25_000, interval: 50 }

function unstarted(folder: string, secrets: Secrets = memorySecrets()) {
  return createDesk({
    arguments: { dataDirectory: folder, kisiAddress: null, demo: false, readerPort: null },
    version: 'test',
    environment: {},
    secrets,
    settings: memorySettings(),
  })
}

describe('a desk', () => {
  it('that is closed while it starts leaves its records free for the next one', async () => {
    const folder = temporaryFolder()
    const desk = unstarted(folder)
    const starting = desk.start()
    await Promise.all([desk.close(), desk.close(), starting])
    const next = await startDesk({ folder, kisi: null })
    expect((await next.ask('desk.status', {})).phase).toBe('ready')
  })

  it('answers calls that came before it was ready once it is, and refuses them in a sentence once it closes', async () => {
    const desk = unstarted(temporaryFolder())
    const early = desk.call('visits.list', { list: 'expected' })
    await desk.start()
    expect((await early).ok).toBe(true)
    const closing = desk.close()
    expect(await desk.call('visits.list', { list: 'expected' })).toEqual({
      ok: false,
      error: { code: 'not_ready', message: 'Frontdesk is closing.' },
    })
    await closing
  })

  it('works on when the place of its key cannot be read, and says so', async () => {
    const settings = memorySettings()
    settings.set({ kisiAddress: 'https://api.kisi.io' })
    const locked: Secrets = { ...memorySecrets(), get: () => Promise.reject(new Error('the keyring is locked')) }
    const desk = await startDesk({ folder: temporaryFolder(), kisi: null, secrets: locked, settings })
    const status = await desk.ask('desk.status', {})
    expect(status.phase).toBe('ready')
    expect(status.notices.map((notice) => notice.message)).toEqual([
      expect.stringMatching(/can’t be read.*Settings\.$/),
    ])
  })
})

describe('changes that wait', () => {
  async function waiting() {
    const simulator = await temporarySimulator()
    const house = building(simulator)
    const kept = { folder: temporaryFolder(), secrets: memorySecrets(), settings: memorySettings() }
    const connection = { address: simulator.url, key: simulator.apiKey }
    const desk = await startDesk({ ...kept, kisi: null })
    await desk.ask('connection.save', connection)
    await vi.waitFor(async () => expect((await desk.ask('desk.status', {})).mirror.state).toBe('ready'), long)
    const { groups } = await desk.ask('groups.list', {})
    await desk.ask('visitor_types.save', { visitorTypeId: 'guest', groupId: groups[0]!.id })
    const { people } = await desk.ask('people.search', { query: 'wisn', kind: 'user' })
    await house.breakNetwork()
    const visit = await desk.ask('visits.check_in', {
      requestId: randomUUID(),
      name: 'Ivo Dragomirov',
      hostId: people[0]!.id,
      visitorTypeId: 'guest',
      until: new Date(Date.now() + 3_600_000).toISOString(),
    })
    return { simulator, house, kept, desk, visit, connection }
  }

  it('outlast a connection that is forgotten, and go when it is there again', async () => {
    const { house, desk, visit, connection } = await waiting()
    await desk.ask('connection.forget', {})
    await house.forgetRequests() // what was tried on the broken line
    await house.healNetwork()
    expect((await desk.ask('changes.list', { list: 'waiting' })).total).toBe(2)
    expect((await desk.refusal('connection.save', { ...connection, key: 'wrong' })).code).toBe('unauthorized')
    expect(await house.writes()).toEqual([])
    // Kisi counts the tries of every window together, and may ask for patience.
    const save = () => vi.waitFor(() => desk.ask('connection.save', connection), { timeout: 20_000, interval: 2000 })
    await Promise.all([save(), save()])
    await vi.waitFor(async () => {
      expect((await desk.ask('visits.get', { visitId: visit.id })).access.state).toBe('open')
    }, long)
    expect(await house.holders('Ivo Dragomirov')).toHaveLength(1)
  })

  it('are never sent to the building of another organization, not even at the start of a saved connection', async () => {
    const { house, kept, desk } = await waiting()
    await desk.stop()
    await house.forgetRequests() // what was tried on the broken line
    const database = new Sqlite(join(kept.folder, 'desk.db'))
    database.exec(`UPDATE fact SET value = '999' WHERE name = 'organization_id'`)
    database.close()
    await house.healNetwork()
    const next = await startDesk({ ...kept, kisi: null })
    await vi.waitFor(async () => expect((await next.ask('desk.status', {})).connection.state).toBe('refused'), long)
    await next.ask('changes.try_now', {})
    await vi.waitFor(async () => expect((await next.ask('desk.status', {})).connection.nextTryAt).not.toBeNull(), long)
    expect(await house.writes()).toEqual([])
    expect((await next.ask('changes.list', { list: 'waiting' })).total).toBe(2)
  })
})
