import { expect, it, onTestFinished } from 'vitest'
import type { VisitPromised } from '../../crash/storm/book.ts'
import { complaintsOf } from '../../crash/storm/judge.ts'
import { stormLine } from '../../crash/storm/line.ts'
import { weatherStorm } from '../../crash/storm/storm.ts'
import { temporaryFolder } from '../../fixtures/store.ts'

/** The short form of `npm run crash -- storm`: three minutes of a reception in eleven seconds, or in more on a slow machine. */
const seed = Number(process.env['FRONTDESK_SEED'] ?? Date.now() % 1_000_000)
const short = { rate: 16, hours: 0.05, visits: 50, clicks: 50, rounds: 1, outages: 2, restarts: 1 }

it(`opens nothing late and leaves nothing open after a storm, and the judge sees whatever is amiss (seed ${seed})`, async () => {
  const end = await weatherStorm({ folder: temporaryFolder(), seed, ...short })
  onTestFinished(() => end.close())
  const { simulator, book, again } = end
  const line = stormLine(end, { ...short, seed })
  expect(complaintsOf(end.verdict), line).toEqual([])
  expect(end.waiting, line).toBe(0)
  expect(end.jumps, line).toBe(2)
  expect(end.restarts, line).toBe(1)
  expect(
    [...end.struck.values()].reduce((sum, one) => sum + one, 0),
    line,
  ).toBeGreaterThan(0)

  /** By the desk's key, whose five requests a second the desk may have used up. */
  async function kisi<Row = { id: number }>(method: string, path: string, body?: unknown): Promise<Row> {
    const headers = { authorization: `KISI-LOGIN ${simulator.apiKey}`, 'content-type': 'application/json' }
    const response = await fetch(new URL(path, simulator.url), { method, headers, body: JSON.stringify(body) })
    const text = await response.text()
    if (response.status === 429) return kisi(method, path, body)
    expect(response.ok, `${method} ${path} answered ${response.status}: ${text}`).toBe(true)
    return (text === '' ? null : JSON.parse(text)) as Row
  }
  async function guestOf({ name }: VisitPromised): Promise<number> {
    const path = `/guests?query=${encodeURIComponent(name)}&limit=100`
    const guests = await kisi<{ id: number; name: string }[]>('GET', path)
    return guests.find((guest) => guest.name === name)?.id ?? 0
  }
  const right = (guest: number, groupId: number | null, validUntil: number) =>
    kisi('POST', '/role_assignments', {
      role_assignment: {
        ...{ role_id: 'group_basic', assignee_type: 'Guest', assignee_id: guest, notify: false },
        ...{ applies_to_type: 'Group', applies_to_id: groupId, valid_until: new Date(validUntil).toISOString() },
      },
    })
  /** The first visit of that kind whose visitor Kisi knows; on a slow machine there may be none. */
  async function someone(fits: (visit: VisitPromised) => boolean): Promise<(VisitPromised & { guest: number }) | null> {
    for (const visit of book.visits.filter(fits)) {
      const guest = await guestOf(visit)
      if (guest !== 0) return { ...visit, guest }
    }
    return null
  }
  const comeOnce = ({ name }: VisitPromised): boolean => book.visits.filter((one) => one.name === name).length === 1

  // A revoke that the desk forgot, as Kisi would show it. Whoever left before the line came back was never made a guest.
  const hasLeft = (visit: VisitPromised): boolean => visit.state === 'left' && visit.groupId !== null && comeOnce(visit)
  const known = await someone(hasLeft)
  const unknown = book.visits.find(hasLeft)
  expect(unknown, line).toBeDefined()
  const left = known ?? { ...unknown!, guest: (await kisi('POST', '/guests', { guest: { name: unknown!.name } })).id }
  await right(left.guest, left.groupId, left.validUntil)
  // One visitor who became two.
  await kisi('POST', '/guests', { guest: { name: left.name } })
  // Somebody who is in no visit, and may come in.
  const stranger = await kisi('POST', '/guests', { guest: { name: 'Nobody’s guest' } })
  await right(stranger.id, left.groupId, left.validUntil)
  // What somebody who is here was promised, taken away.
  const lasts = ({ validUntil, promisedAt }: VisitPromised): boolean => validUntil > end.deskLatestSince(promisedAt)
  const here = await someone(
    (visit) => visit.state === 'here' && visit.groupId !== null && comeOnce(visit) && lasts(visit),
  )
  if (here !== null) {
    const rights = await kisi<{ id: number }[]>(
      'GET',
      `/role_assignments?assignee_type=Guest&assignee_id=${here.guest}`,
    )
    expect(rights).toHaveLength(1)
    await kisi('DELETE', `/role_assignments/${rights[0]!.id}`)
  }
  // A door that opens long after anybody clicked.
  await simulator.post('clock', { advance: 11 })
  const [{ doorId } = { doorId: 0 }] = book.clicks
  await kisi('POST', `/locks/${doorId}/unlock`)

  const verdict = await again()
  expect(verdict.dropped).toEqual([expect.stringContaining(left.name)])
  expect(verdict.twice).toEqual([expect.stringContaining(`${left.name} is 2 guests`)])
  expect(verdict.orphaned).toContainEqual(expect.stringContaining('who is in no visit'))
  expect(verdict.missing).toEqual(here === null ? [] : [`${here.name} has 0 rights`])
  expect(verdict.late).toEqual([expect.stringContaining(`door ${doorId} opened`)])
}, 300_000)
