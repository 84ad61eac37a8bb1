import { expect, it } from 'vitest'
import { deriveNumber } from '../../../../simulator/world/derive.ts'
import { ordinaryKey } from '../../../../simulator/world/keys.ts'
import { WEEKDAYS } from '../../../../simulator/world/rows-more.ts'
import { openApi } from './answers.ts'

it('shows a new name at once wherever the person is named', async () => {
  const { send, get, world } = await openApi()
  const [right] = world.all('role_assignments').filter((each) => each.assignee_type === 'User')
  const id = right?.assignee_id ?? 0
  const paths = [`/users/${id}`, '/users?limit=100', `/role_assignments/${right?.id}`, '/users?query=zyx']
  for (const path of paths) expect((await get(path)).text).not.toContain('Zyx Wvuts')
  expect((await send('PATCH', `/users/${id}`, { user: { name: 'Zyx Wvuts' } })).status).toBe(204)
  for (const path of paths) expect((await get(path)).text, path).toContain('Zyx Wvuts')
})

it('shows nothing any more of a group that is deleted', async () => {
  const { send, get, world } = await openApi()
  const [group] = world.all('groups').filter((each) => world.count('role_assignments', 'applies_to_id', each.id) > 0)
  const { id = 0 } = group ?? {}
  const [right] = world.where('role_assignments', 'applies_to_id', id)
  const user = `/users/${right?.assignee_id}`
  const before = (await get(user)).body.groups_count
  const lists = ['/role_assignments?limit=250', `/role_assignments?applies_to_id=${id}`, '/groups?sort=name']
  for (const path of lists) expect((await get(path)).text).toContain(`"id":${id},`)
  expect((await send('DELETE', `/groups/${id}`)).status).toBe(204)
  for (const path of lists) expect((await get(path)).text, path).not.toContain(`"id":${id},`)
  expect((await get(user)).body.groups_count).toBe(before - 1)
})

it('puts whoever is renamed where the new name belongs', async () => {
  const { send, get } = await openApi()
  const names = async (path: string): Promise<string[]> =>
    (await get(path)).body.map((user: { name: string }) => user.name)
  const [first] = (await get('/users?sort=name&limit=1')).body
  await send('PATCH', `/users/${first.id}`, { user: { name: '龍 last' } })
  expect((await names('/users?sort=name&limit=100')).at(-1)).toBe('龍 last')
  expect((await names('/users?sort=-name&limit=100')).at(0)).toBe('龍 last')
  await send('POST', '/users', { user: { email: 'aa@example.com', name: 'Aaaa first' } })
  expect((await names('/users?sort=name&limit=1'))[0]).toBe('Aaaa first')
})

it('has a door unlock and lock by its hours, though nothing is written then', async () => {
  const { send, get, world } = await openApi()
  const [lock] = world.all('locks')
  const week = Object.fromEntries(WEEKDAYS.map((day) => [day, day === 'wednesday']))
  const hours = { starts_at_time: '09:00', ends_at_time: '10:00', ...week }
  const schedule = {
    type: 'recurring_event',
    name: 'Open',
    enabled: true,
    scheduleable_type: 'Lock',
    scheduleable_id: lock?.id,
  }
  const made = await send('POST', '/schedules', { schedule: { ...schedule, consequence: 'unlock', ...hours } })
  expect(made.status, made.text).toBe(200)
  const unlocked = async () => (await get(`/locks/${lock?.id}`)).body.on_scheduled_unlock
  expect(await unlocked()).toBe(false)
  world.clock.advance(2 * 3_600_000 - 1)
  expect(await unlocked()).toBe(false)
  world.clock.advance(1)
  expect(await unlocked()).toBe(true)
  world.clock.advance(3_600_000)
  expect(await unlocked()).toBe(false)
})

it('gives a right, and takes it away, from one request to the next', async () => {
  const { send, get, world } = await openApi()
  const [login] = world.where('logins', 'secret', ordinaryKey(7))
  const seen = async () => (await get('/users?limit=100', ordinaryKey(7))).body.length
  expect(await seen()).toBe(1)
  const right = { role_id: 'organization_observer', applies_to_type: 'Organization', applies_to_id: 501 }
  const assignee = { assignee_type: 'User', assignee_id: login?.user_id }
  const { body } = await send('POST', '/role_assignments', { role_assignment: { ...right, ...assignee } })
  expect(await seen()).toBe(world.count('users'))
  await send('DELETE', `/role_assignments/${body.id}`)
  expect(await seen()).toBe(1)
})

it('tells each caller of their own favourites', async () => {
  const { send, get, world } = await openApi()
  const [lock] = world.all('locks')
  await send('POST', `/locks/${lock?.id}/favorite`)
  const shown = async (query: string) => (await get(`/locks/${lock?.id}${query}`)).body.favorite
  expect([await shown(''), await shown('?favorite=true'), await shown('')]).toEqual([undefined, true, undefined])
  await send('POST', `/locks/${lock?.id}/unfavorite`)
  expect(await shown('?favorite=true')).toBe(false)
})

const PATHS = [
  ...[
    '/users?limit=100',
    '/users?sort=name',
    '/users?sort=-unlock&query=a',
    '/members',
    '/groups?sort=-name',
    '/groups',
  ],
  ...['/role_assignments?limit=100', '/role_assignments?sort=user.name&limit=250', '/shares', '/cards?limit=100'],
  ...['/card_assignments?limit=100&status=activated', '/locks', '/locks?unlocked=true&sort=name', '/places?favorite=*'],
  ...['/controllers', '/schedules', '/group_locks?group_id=771', '/floors?place_id=601', '/readers', '/group_links'],
]

it('answers as a simulator does that was never asked before, whatever was changed', { timeout: 60_000 }, async () => {
  const seed = 20_270_106
  const { world, send, get, anew } = await openApi()
  const pick = (label: string, step: number, below: number) => deriveNumber(seed, label, step, below)
  let snapshot = world.snapshot()
  for (let step = 0; step < 100; step++) {
    const row = <Item>(rows: readonly Item[]): Item | undefined => rows[pick('row', step, rows.length)]
    const { id: user = 0 } = row(world.all('users').slice(1)) ?? {}
    const { id: group = 0 } = row(world.all('groups')) ?? {}
    const { id: lock = 0 } = row(world.all('locks')) ?? {}
    const { id: card = 0 } = row(world.all('cards')) ?? {}
    const name = `${['Éa', 'b', 'Ž'][pick('name', step, 3)]} ${step}`
    const right = { role_id: 'group_basic', assignee_type: 'User', assignee_id: user, applies_to_type: 'Group' }
    const changes: (() => unknown)[] = [
      () => send('PATCH', `/users/${user}`, { user: { name } }),
      () => send('PATCH', `/groups/${group}`, { group: { name } }),
      () => send('PATCH', `/locks/${lock}`, { lock: { name } }),
      () => send('POST', '/role_assignments', { role_assignment: { ...right, applies_to_id: group } }),
      () => send('DELETE', `/role_assignments/${row(world.all('role_assignments').slice(1))?.id}`),
      () => send('DELETE', `/cards/${card}`),
      () => send('POST', `/locks/${lock}/unlock`),
      () => world.clock.advance(pick('time', step, 7_200_000)),
      () => world.update('users', user, { last_accessed_at: world.clock.iso() }, false),
      () => void (snapshot = world.snapshot()),
      () => (step > 40 ? world.restore(snapshot) : undefined),
      () => (step % 10 === 0 ? send('DELETE', `/users/${user}`) : send('PATCH', '/places/601', { place: { name } })),
    ]
    await changes[pick('what', step, changes.length)]?.()
    for (const path of [PATHS[step % PATHS.length] ?? '', `/users/${user}`, `/locks/${lock}`, `/cards/${card}`]) {
      const key = step % 5 === 0 ? ordinaryKey(7) : undefined
      const [kept, fresh] = [await get(path, key), await anew(path, key)]
      expect([kept.text, kept.range, kept.status], `seed ${seed}, step ${step}, ${path}`).toEqual([
        fresh.text,
        fresh.range,
        fresh.status,
      ])
    }
  }
})
