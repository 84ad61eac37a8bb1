import Sqlite from 'better-sqlite3'
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { decisiveTables, migrations } from '../../../electron/desk/schema.ts'
import { openStore } from '../../../electron/store/store.ts'
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

const access = (desk: TestDesk, visitId: string, state: string) =>
  vi.waitFor(async () => {
    const visit = await desk.ask('visits.get', { visitId })
    expect(visit.access.state).toBe(state)
    return visit
  }, long)

async function checkIn(desk: TestDesk, name: string, cardIdentity: string | null = null) {
  const { people } = await desk.ask('people.search', { query: 'wisn', kind: 'user' })
  const { id } = await desk.ask('visits.check_in', {
    ...{ requestId: randomUUID(), name, hostId: people[0]!.id, visitorTypeId: 'guest', until: inHours(3) },
    cardIdentity,
  })
  return access(desk, id, 'open')
}

async function checkOut(desk: TestDesk, visitId: string): Promise<void> {
  await desk.ask('visits.check_out', { visitId })
  await access(desk, visitId, 'closed')
}

/** What the desk does every hour, here while it is closed. */
async function copyRecords(folder: string): Promise<void> {
  const store = openStore({ file: join(folder, 'desk.db'), migrations, thorough: decisiveTables, now: Date.now() })
  expect(await store.backUp(Date.now())).not.toBeNull()
  store.close()
}

/** The disk writes noise over the page in which the tree of the visits begins. */
function spoil(folder: string): void {
  const file = join(folder, 'desk.db')
  const database = new Sqlite(file)
  const { rootpage } = database.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'visit'`).get() as {
    rootpage: number
  }
  const pageSize = database.pragma('page_size', { simple: true }) as number
  database.close()
  const bytes = readFileSync(file)
  bytes.fill(0xa5, (rootpage - 1) * pageSize, rootpage * pageSize)
  writeFileSync(file, bytes)
  for (const end of ['-wal', '-shm']) expect(existsSync(file + end)).toBe(false)
}

it('goes back to its newest copy, opens nothing by itself, and asks a person about all that happened since', async () => {
  const simulator = await temporarySimulator()
  const house = building(simulator)
  const folder = temporaryFolder()
  const start = () => startDesk({ folder, kisi: simulator, demo: true })
  const card = await house.stockCard()

  const first = await start()
  await ready(first)
  const stays = await checkIn(first, 'Amara')
  const leaves = await checkIn(first, 'Minh Khai')
  await first.stop()
  await copyRecords(folder)

  const second = await start()
  await ready(second)
  await checkOut(second, leaves.id)
  await checkIn(second, 'Oluwaseun', `em4100:${card.tag}`)
  const brief = await checkIn(second, 'Siobhán')
  await checkOut(second, brief.id)
  await second.stop()
  spoil(folder)
  await house.forgetRequests()

  const desk = await start()
  await ready(desk)
  const { notices } = await desk.ask('desk.status', {})
  expect(notices.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(
      /^The records were damaged, so Frontdesk went back to its copy of .*Enter again who came or left/,
    ),
  )
  expect((await desk.ask('visits.list', { list: 'on_site' })).visits.map(({ visitor }) => visitor.name).sort()).toEqual(
    ['Amara', 'Minh Khai'],
  )

  const found = await vi.waitFor(async () => {
    const { matters } = await desk.ask('matters.list', {})
    expect(matters).toHaveLength(3)
    return matters
  }, long)
  const told = found.map(({ wrong, what, subject, object, visitId }) => [wrong, what, subject, object, visitId])
  expect(told).toContainEqual(['missing', 'right', 'Minh Khai', 'Visitors', leaves.id])
  expect(told).toContainEqual(['unexplained', 'right', 'Oluwaseun', 'Visitors', null])
  expect(told).toContainEqual(['unexplained', 'card', 'Oluwaseun', card.number, null])
  await access(desk, leaves.id, 'failed')
  await access(desk, stays.id, 'open')
  expect(await house.writes(), 'nothing is opened or closed by itself').toEqual([])

  for (const { id } of found.filter(({ wrong }) => wrong === 'unexplained')) {
    await desk.ask('matters.close', { matterId: id })
  }
  await checkOut(desk, leaves.id)
  await vi.waitFor(async () => {
    expect((await desk.ask('matters.list', {})).matters).toEqual([])
    const holder = (await house.holder('Oluwaseun'))!
    expect([holder.rights, holder.cards]).toEqual([[], []])
  }, long)
  expect((await house.holder('Amara'))!.rights).toHaveLength(1)
  expect((await house.writes()).filter((write) => write.startsWith('POST'))).toEqual([])
}, 180_000)

it('shows a key that the disk changed, and sends nothing of it', async () => {
  const simulator = await temporarySimulator()
  const house = building(simulator)
  const folder = temporaryFolder()
  const first = await startDesk({ folder, kisi: simulator, demo: true })
  await ready(first)
  const visit = await checkIn(first, 'Amara')
  await first.stop()
  const database = new Sqlite(join(folder, 'desk.db'))
  database.prepare('UPDATE key SET group_id = group_id + 1').run()
  database.close()
  await house.forgetRequests()

  const desk = await startDesk({ folder, kisi: simulator, demo: true })
  await ready(desk)
  const [matter] = await vi.waitFor(async () => {
    const { matters } = await desk.ask('matters.list', {})
    expect(matters).toHaveLength(1)
    return matters
  }, long)
  expect(matter).toMatchObject({ wrong: 'damaged', what: 'record', subject: 'Amara', visitId: visit.id })
  await access(desk, visit.id, 'failed')
  // Whoever put it away while the visitor was here is told once more when they leave.
  await desk.ask('matters.keep', { matterId: matter!.id })
  expect((await desk.ask('matters.list', {})).matters).toEqual([])
  await desk.ask('visits.check_out', { visitId: visit.id })
  expect((await desk.ask('matters.list', {})).matters.map(({ id, wrong }) => [id, wrong])).toEqual([
    [matter!.id, 'damaged'],
  ])
  await access(desk, visit.id, 'failed')
  const [change] = await vi.waitFor(async () => {
    const { changes } = await desk.ask('changes.list', { list: 'needs_person' })
    expect(changes.map(({ kind, problem }) => [kind, problem])).toEqual([
      ['right.take', expect.stringMatching(/^The disk changed .* something is still open to this visitor\./)],
    ])
    return changes
  }, long)
  expect(await house.writes()).toEqual([])
  expect((await desk.refusal('matters.close', { matterId: matter!.id })).code).toBe('conflict')
  await desk.ask('matters.keep', { matterId: matter!.id })

  // Somebody closes it in Kisi: looking there proves it, and nothing is left to do.
  await kisiByHand(simulator).takeRight((await house.holder('Amara'))!.rights[0]!.id)
  await desk.ask('changes.retry', { changeId: change!.id })
  await vi.waitFor(async () => {
    expect((await desk.ask('desk.status', {})).changes).toEqual({ waiting: 0, needsPerson: 0 })
  }, long)
  await access(desk, visit.id, 'closed')
}, 120_000)
