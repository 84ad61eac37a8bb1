import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createKisiClient } from '../../../electron/kisi/client.ts'
import type { KisiClient } from '../../../electron/kisi/types.ts'
import { mirrorEventTypes } from '../../../electron/mirror/heard.ts'
import { createMirror } from '../../../electron/mirror/mirror.ts'
import type { Mirror } from '../../../electron/mirror/types.ts'
import { openDatabase } from '../../unit/electron/mirror/drivers.ts'
import { open, type Client } from '../simulator/support.ts'

let house: Client
let kisi: KisiClient
let mirror: Mirror
let database: ReturnType<typeof openDatabase>
let asked: string[]
const clock = { now: () => Date.now(), monotonic: () => performance.now() }
const log = { info: () => undefined, warn: () => undefined }

beforeEach(async () => {
  house = await open()
  asked = []
  kisi = createKisiClient({
    address: house.simulator.url,
    key: house.simulator.apiKey,
    fetch: (url, init) => {
      asked.push(`${init?.method} ${new URL(String(url)).pathname}`)
      return fetch(url, init)
    },
    clock,
    log,
    random: Math.random,
    maxPerSecond: 1000,
  })
  database = openDatabase('better-sqlite3')
  mirror = createMirror({ database, kisi, clock, log, restsMs: [] })
  await mirror.sync()
  asked = []
})
afterEach(async () => {
  mirror.close()
  kisi.close()
  database.close()
  await house.close()
})

async function make(path: string, body: unknown): Promise<number> {
  const answer = await house.call('POST', path, body)
  expect({ path, status: answer.status }).toMatchObject({ status: 200 })
  return answer.body.id as number
}

/** Everything that has happened until now, told to the mirror. */
async function follow(): Promise<void> {
  const { events } = await kisi.events(
    {
      from: new Date(Date.now() - 3_600_000).toISOString(),
      to: new Date(Date.now() + 60_000).toISOString(),
      types: [...mirrorEventTypes],
    },
    { priority: 'background' },
  )
  await mirror.hear(events, Date.now())
}

/** The rows of one copy, but for what says when they were read. */
function contents(): Record<string, unknown[]> {
  const active = (database.prepare('SELECT active FROM mirror_state').get() as { active: string }).active
  const names = database
    .prepare(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE ? AND name NOT LIKE 'mirror_person_text%'`,
    )
    .all(`mirror\\_%\\_${active}`.replaceAll('\\', '')) as { name: string }[]
  const tables: Record<string, unknown[]> = {}
  for (const { name } of names) {
    const rows = database.prepare(`SELECT * FROM ${name} ORDER BY 1`).all() as Record<string, unknown>[]
    tables[name.slice(0, -2)] = rows.map((row) => ({ ...row, seen_at: null }))
  }
  return tables
}

describe('the mirror of the simulated building', () => {
  it('holds every kind of thing that there is', () => {
    const counts = Object.fromEntries(Object.entries(contents()).map(([name, rows]) => [name, rows.length]))
    const empty = Object.entries(counts).filter(([, count]) => count === 0)
    expect(mirror.status.message).toBeNull()
    // The building has no teams; everything else is in it.
    expect(empty.map(([name]) => name).filter((name) => !/team|group_link|schedule/.test(name))).toEqual([])
  })

  it('needs no second reading when every change is followed', async () => {
    const groupId = mirror.groups()[0]!.id
    const lockId = mirror.locks()[0]!.id
    const user = await make('/users', { user: { email: 'nora@example.com', name: 'Nora New', send_emails: false } })
    const guest = await make('/guests', { guest: { name: 'Gil Guest' } })
    const other = await make('/guests', { guest: { name: 'Gone Guest' } })
    const team = await make('/teams', { team: { name: 'Cleaners' } })
    await make('/team_memberships', { team_membership: { team_id: team, member_type: 'User', member_id: user } })
    const right = await make('/role_assignments', {
      role_assignment: {
        role_id: 'group_basic',
        assignee_type: 'Guest',
        assignee_id: guest,
        applies_to_type: 'Group',
        applies_to_id: groupId,
      },
    })
    const card = await make('/cards', { card: { type: 'third_party_hf', uid: '04AABBCC' } })
    const held = await make('/card_assignments', {
      card_assignment: { card_id: card, assignee_type: 'Guest', assignee_id: guest },
    })
    await house.call('POST', `/card_assignments/${held}/activate`)
    await make('/group_links', { group_link: { group_id: groupId, name: 'Courier' } })
    await make('/schedules', {
      schedule: {
        enabled: true,
        consequence: 'allow',
        scheduleable_type: 'Group',
        scheduleable_id: groupId,
        type: 'single_event',
        starts_at: '2026-10-14T08:00:00Z',
        ends_at: '2026-10-14T18:00:00Z',
      },
    })
    await house.call('PATCH', `/users/${user}`, { user: { name: 'Nora Renamed' } })
    await house.call('PATCH', `/groups/${groupId}`, { group: { time_restriction_enabled: true } })
    await house.call('POST', `/locks/${lockId}/lock_down`)
    await house.call('DELETE', `/guests/${other}`)
    await follow()
    const cost = asked.filter((one) => !one.includes('/event_sets')).length
    expect(mirror.searchPeople({ query: 'renamed', kind: 'user', limit: 5 })).toHaveLength(1)
    expect(mirror.roleAssignmentsOf({ type: 'Guest', id: guest }).map(({ id }) => id)).toEqual([right])
    expect(mirror.cardAssignmentOf(card)).toMatchObject({ id: held, status: 'activated', assigneeId: guest })
    expect(mirror.lock(lockId)?.lockedDown).toBe(true)
    expect(cost).toBeLessThan(16)
    const followed = contents()
    await mirror.sync()
    expect(contents()).toEqual(followed)
  })

  it('finds by a sweep what no event told of', async () => {
    const guest = await make('/guests', { guest: { name: 'Silent Guest' } })
    await mirror.sweep({ pauseMs: 1 })
    expect(mirror.person('guest', guest)?.name).toBe('Silent Guest')
    await house.call('DELETE', `/guests/${guest}`)
    await mirror.sweep({ pauseMs: 1 })
    expect(mirror.person('guest', guest)).toBeNull()
  })
})

describe('decisions without Kisi', () => {
  /** What the building's readers call it when they refuse a card. */
  const codes: Record<string, string> = {
    no_right: 'afc496',
    not_yet: 'f358de',
    ended: 'f35ade',
    hours: '34ffaa',
    suspended: 'fcd8ff',
    card_inactive: 'faa9ff',
    door_locked_down: 'fad001',
    place_locked_down: 'fad002',
  }

  it('are those of the building’s own readers, for every member’s card at every door', async () => {
    const state = (await house.sim('GET', '/state')).body
    const held = (state.cards as { id: number; tag: string | null; number: number; holder: unknown }[]).filter(
      (card) => card.tag !== null && card.holder !== null,
    )
    const doors = mirror.locks()
    const first = mirror.groups().find((group) => group.lockIds.length > 0)!
    await house.call('POST', `/locks/${doors[0]!.id}/lock_down`)
    await house.call('PATCH', `/groups/${first.id}`, { group: { time_restriction_enabled: true } })
    await make('/schedules', {
      schedule: {
        enabled: true,
        consequence: 'allow',
        scheduleable_type: 'Group',
        scheduleable_id: first.id,
        type: 'single_event',
        starts_at: '2020-01-01T08:00:00Z',
        ends_at: '2020-01-01T18:00:00Z',
      },
    })
    await mirror.sync()
    const seen = new Set<string>()
    for (const card of held.slice(0, 12)) {
      for (const door of doors) {
        const tap = (await house.sim('POST', `/locks/${door.id}/tap`, { card: card.tag })).body as {
          opened: boolean
          error_code: string | null
        }
        const decision = mirror.whyNotByCard(
          { type: 'third_party_lf_em_410x_32_34', cardId: card.number },
          door.id,
          Date.now(),
        )
        expect({ card: card.number, door: door.name, opens: decision.opens, why: decision.reasons }).toMatchObject({
          opens: tap.opened,
        })
        if (tap.error_code !== null) expect(decision.reasons.map(({ code }) => codes[code])).toContain(tap.error_code)
        seen.add(decision.opens ? 'opens' : (decision.reasons[0]?.code ?? ''))
      }
    }
    expect(seen.size).toBeGreaterThan(2)
  })
})
