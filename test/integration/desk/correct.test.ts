import { randomUUID } from 'node:crypto'
import { expect, it, vi } from 'vitest'
import { building } from '../../fixtures/building.ts'
import { startDesk, temporarySimulator, type TestDesk } from '../../fixtures/desk.ts'
import { temporaryFolder } from '../../fixtures/store.ts'

const long = { timeout: 40_000, interval: 100 }
const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()

async function open() {
  const simulator = await temporarySimulator()
  const desk = await startDesk({ folder: temporaryFolder(), kisi: simulator, demo: true })
  await vi.waitFor(async () => {
    const { visitorTypes } = await desk.ask('visitor_types.list', {})
    expect(visitorTypes.find((type) => type.id === 'guest')?.groupName).toBe('Visitors')
  }, long)
  return { simulator, house: building(simulator), desk }
}

async function checkIn(
  desk: TestDesk,
  email: string | null,
  cardIdentity: string | null = null,
  name = 'Amara Okafor',
) {
  const { people } = await desk.ask('people.search', { query: 'wisn', kind: 'user' })
  const visit = { requestId: randomUUID(), name, email, hostId: people[0]!.id, visitorTypeId: 'guest' }
  return (await desk.ask('visits.check_in', { ...visit, until: inHours(3), cardIdentity })).id
}

const refused = (desk: TestDesk, visitId: string) =>
  vi.waitFor(async () => {
    const visit = await desk.ask('visits.get', { visitId })
    expect(visit.refusals).not.toEqual([])
    return visit
  }, long)

const access = (desk: TestDesk, visitId: string, state: string) =>
  vi.waitFor(async () => {
    const visit = await desk.ask('visits.get', { visitId })
    expect(visit.access.state).toBe(state)
    return visit
  }, long)

it('shows an e-mail that Kisi refuses at the e-mail, and opens the doors and the card once it is corrected', async () => {
  const { simulator, house, desk } = await open()
  const card = await house.stockCard()
  await simulator.post('faults', {
    ...{ kind: 'status', status: 422, errors: { email: ['is invalid'] } },
    ...{ method: 'POST', path: '/guests', count: 1 },
  })
  const visitId = await checkIn(desk, 'amara@example.con', `em4100:${card.tag}`)
  const message = 'Kisi refused it: the e-mail address is invalid.'
  expect((await refused(desk, visitId)).refusals).toEqual([{ field: 'email', message }])
  const { changes } = await desk.ask('changes.list', { list: 'needs_person' })
  expect(changes).toMatchObject([{ kind: 'guest.create', problem: message, complaints: [{ field: 'email', message }] }])

  expect(await desk.refusal('visits.correct', { visitId, email: 'amara' })).toMatchObject({ field: 'email' })
  expect(await desk.refusal('visits.correct', { visitId, email: 'amara@example.con' })).toMatchObject({
    code: 'invalid',
    field: 'email',
  })
  const corrected = await desk.ask('visits.correct', { visitId, email: 'amara@example.com' })
  expect([corrected.visitor.email, corrected.refusals]).toEqual(['amara@example.com', []])
  const visit = await access(desk, visitId, 'open')
  expect(visit.keys.map(({ progress }) => progress)).toEqual(['confirmed', 'confirmed'])
  const holder = await house.holder('Amara Okafor')
  expect([holder?.rights.length, holder?.cards[0]?.status]).toEqual([1, 'activated'])
  expect(await desk.refusal('visits.correct', { visitId, email: 'late@example.com' })).toMatchObject({
    code: 'conflict',
  })
  expect((await desk.ask('visits.get', { visitId })).visitor.email).toBe('amara@example.com')

  await desk.ask('visits.check_out', { visitId })
  await access(desk, visitId, 'closed')
  const left = await house.holder('Amara Okafor')
  expect([left?.rights ?? [], left?.cards ?? []]).toEqual([[], []])
})

it('asks for a right anew with corrected hours, and closes it also when its answer was lost', async () => {
  const { simulator, house, desk } = await open()
  const strike = { method: 'POST', path: '/role_assignments', count: 1 }
  await simulator.post('faults', {
    ...{ kind: 'status', status: 422, errors: { valid_until: ['is too far in the future'] } },
    ...strike,
  })
  const visitId = await checkIn(desk, null)
  expect((await refused(desk, visitId)).refusals).toEqual([
    { field: 'until', message: 'Kisi refused it: the end of the visit is too far in the future.' },
  ])
  expect(await desk.refusal('visits.correct', { visitId, name: 'Amara' })).toMatchObject({ field: 'name' })
  const until = inHours(1)
  await simulator.post('faults', { kind: 'reset_after', ...strike })
  await desk.ask('visits.correct', { visitId, until })
  await desk.ask('visits.check_out', { visitId })
  await access(desk, visitId, 'closed')
  expect((await house.holder('Amara Okafor'))?.rights ?? []).toEqual([])
})

it('says of a refusal without a field what it is about, and corrects nothing where nothing was refused', async () => {
  const { simulator, desk } = await open()
  await simulator.post('faults', { kind: 'status', status: 422, method: 'POST', path: '/guests', count: 1 })
  const visitId = await checkIn(desk, null)
  expect((await refused(desk, visitId)).refusals[0]?.field).toBeNull()
  const other = await checkIn(desk, null, null, 'Ines')
  await access(desk, other, 'open')
  expect((await desk.refusal('visits.correct', { visitId: other, name: 'Inez' })).code).toBe('conflict')
  expect((await desk.ask('visits.get', { visitId: other })).visitor.name).toBe('Ines')
})
