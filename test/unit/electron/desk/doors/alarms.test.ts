import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { DeskError } from '../../../../../electron/contract/errors.ts'
import type { EventValue } from '../../../../../electron/contract/table.ts'
import { createAlarmTable } from '../../../../../electron/desk/doors/alarm-table.ts'
import { createAlarms } from '../../../../../electron/desk/doors/alarms.ts'
import { createDoorTable, type DoorEventKind, type DoorEventRow } from '../../../../../electron/desk/doors/table.ts'
import { migrations } from '../../../../../electron/desk/schema.ts'
import { createFacts } from '../../../../../electron/desk/support/facts.ts'
import { createRowSeals } from '../../../../../electron/desk/support/row-seals.ts'
import type { Mirror, MirrorLock } from '../../../../../electron/mirror/types.ts'
import { openStore } from '../../../../../electron/store/store.ts'
import { temporaryFolder } from '../../../../fixtures/store.ts'

const nine = Date.parse('2026-10-14T07:00:00.000Z')

/** The alarms of one desk on its records; `open` again for another life of it. */
function stage(folder = temporaryFolder()) {
  const store = openStore({ file: join(folder, 'desk.db'), migrations, now: nine })
  const events = createDoorTable(store.database)
  const told: EventValue<'alarms.changed'>[] = []
  const open = new Map<number, boolean>()
  let now = nine
  const alarms = createAlarms({
    store,
    table: createAlarmTable(store.database),
    events,
    facts: createFacts(store.database, createRowSeals(store.database, 'ab'.repeat(32))),
    mirror: () =>
      ({
        lock: (id: number) =>
          open.has(id) ? ({ name: `Door ${id}`, placeName: 'Harbour', open: open.get(id) } as MirrorLock) : null,
      }) as Mirror,
    clock: { now: () => now },
    clockTime: (at) => new Date(at).toISOString().slice(11, 16),
    emit: (_name, value) => void told.push(value as EventValue<'alarms.changed'>),
  })
  const close = (): void => {
    alarms.close()
    store.close()
  }
  let closed = false
  onTestFinished(() => (closed ? undefined : close()))
  /** As the feed does: only what was not known raises. */
  function happen(...rows: DoorEventRow[]): void {
    store.transaction(() => alarms.note(rows.filter((row) => events.insert(row))))
    alarms.tell()
  }
  return {
    folder,
    alarms,
    told,
    open,
    happen,
    goTo: (at: number) => (now = at),
    list: (list: 'open' | 'taken' = 'open', limit = 50) =>
      alarms.handlers['alarms.list']({ list, limit, offset: 0 }) as Awaited<
        ReturnType<(typeof alarms.handlers)['alarms.list']>
      >,
    take: (by: string, ...alarmIds: string[]) => alarms.handlers['alarms.take']({ alarmIds, by }),
    restart() {
      close()
      closed = true
      return stage(folder)
    },
  }
}

const event = (uuid: string, kind: DoorEventKind, lock: number, minutes: number, who: string | null = null) =>
  ({
    uuid,
    at: nine + minutes * 60_000,
    kind,
    lock_id: lock,
    lock_name: `Door ${lock}`,
    who,
    visit_id: null,
    reason: null,
  }) satisfies DoorEventRow

it('raises one alarm for one event, however often Kisi tells of it', () => {
  const { happen, list } = stage()
  const forced = event('a', 'forced_open', 1, 5)
  happen(forced)
  happen(forced, forced)
  expect(list()).toMatchObject({ total: 1, alarms: [{ kind: 'forced_open', doorId: 1, times: 1, takenAt: null }] })
})

it('stands until it is taken, with who and when, and also when the door is closed again meanwhile', () => {
  const { happen, list, take, goTo, open } = stage()
  open.set(1, true)
  happen(event('a', 'forced_open', 1, 5))
  expect(list().alarms[0]).toMatchObject({ closedAt: null, open: true })
  open.set(1, false)
  happen(event('b', 'closed', 1, 6))
  expect(list().alarms[0]).toMatchObject({ closedAt: '2026-10-14T07:06:00.000Z', open: false })
  goTo(nine + 7 * 60_000)
  expect(take('Aisha Mbeki', list().alarms[0]!.id)).toEqual({ taken: 1 })
  expect(list()).toMatchObject({ alarms: [], total: 0, lastTaken: { by: 'Aisha Mbeki' } })
  expect(list('taken').alarms[0]).toMatchObject({ takenBy: 'Aisha Mbeki', takenAt: '2026-10-14T07:07:00.000Z' })
})

it('refuses to whoever comes second, and says who was first', () => {
  const { happen, list, take } = stage()
  happen(event('a', 'held_open', 1, 5))
  const { id } = list().alarms[0]!
  void take('Aisha Mbeki', id)
  const second = (): unknown => take('Joris Hendriks', id)
  expect(second).toThrow(new DeskError('conflict', 'Aisha Mbeki took it at 07:00.'))
  expect(list('taken').alarms[0]?.takenBy).toBe('Aisha Mbeki')
  expect(() => take('Joris Hendriks', '999')).toThrow(/not in the records/)
})

it('raises a new one when the door is forced again after the first was taken', () => {
  const { happen, list, take } = stage()
  happen(event('a', 'forced_open', 1, 5))
  const first = list().alarms[0]!.id
  void take('Aisha', first)
  happen(event('b', 'forced_open', 1, 9))
  expect(list()).toMatchObject({ total: 1, alarms: [{ times: 1, at: '2026-10-14T07:09:00.000Z' }] })
  expect(list().alarms[0]!.id).not.toBe(first)
})

it('is there after a restart as it was, and knows the event still', () => {
  const before = stage()
  before.happen(event('a', 'forced_open', 1, 5), event('b', 'held_open', 2, 6))
  const stood = before.list()
  const after = before.restart()
  expect(after.list()).toEqual(stood)
  after.happen(event('a', 'forced_open', 1, 5))
  expect(after.list().alarms.map(({ times }) => times)).toEqual([1, 1])
})

it('makes one alarm a door of a flood, counts it, tells the screens seldom, and takes what was seen', async () => {
  const { happen, list, take, told } = stage()
  for (let turn = 0; turn < 20; turn++) {
    happen(...Array.from({ length: 100 }, (_each, lock) => event(`${turn}-${lock}`, 'forced_open', lock, turn)))
  }
  expect(list('open', 100)).toMatchObject({ total: 100 })
  expect(list('open', 100).alarms.every(({ times }) => times === 20)).toBe(true)
  await vi.waitFor(() => expect(told.at(-1)?.total).toBe(100))
  expect(told.length).toBeLessThanOrEqual(20)
  expect(told.at(-1)!.alarms.length).toBeLessThanOrEqual(50)
  expect(take('Aisha', ...told.at(-1)!.alarms.map(({ id }) => id))).toEqual({ taken: 50 })
  expect(list().total).toBe(50)
})

it('shows forced doors before held ones, and says whom a held door had opened to', () => {
  const { happen, list } = stage()
  happen(event('a', 'forced_open', 1, 1), event('u', 'unlock', 2, 4, 'Tomasz'), event('b', 'held_open', 2, 5))
  happen(event('old', 'unlock', 3, 1, 'Long gone'), event('c', 'held_open', 3, 50))
  expect(list().alarms.map(({ doorId, openedBy }) => [doorId, openedBy?.who ?? null])).toEqual([
    [1, null],
    [3, null],
    [2, 'Tomasz'],
  ])
})

it('says nothing to the screens while nothing has changed', async () => {
  const { happen, told, alarms } = stage()
  happen(event('a', 'forced_open', 1, 5))
  await vi.waitFor(() => expect(told.length).toBe(1))
  alarms.tell()
  happen(event('b', 'forced_open', 2, 5))
  await vi.waitFor(() => expect(told.at(-1)?.total).toBe(2))
  expect(told.length).toBe(2)
})

it('keeps whether alarms are heard, and is silent until somebody wants it', () => {
  const before = stage()
  expect(before.list().sound).toBe(false)
  void before.alarms.handlers['alarms.sound']({ on: true })
  expect(before.restart().list().sound).toBe(true)
})
