import { expect, it } from 'vitest'
import { doorsEvents, type DoorEvent } from '../../../../../electron/contract/doors.ts'
import type { Input } from '../../../../../electron/contract/table.ts'
import { createEventSearch } from '../../../../../electron/desk/doors/search.ts'
import { createDoorTable, type DoorEventKind } from '../../../../../electron/desk/doors/table.ts'
import { migrations } from '../../../../../electron/desk/schema.ts'
import { temporaryStore } from '../../../../fixtures/store.ts'

const start = Date.parse('2026-10-14T07:00:00.000Z')

/** `count` events, three in every second, of three doors in turn. */
function stage(count: number, change: (at: number) => { kind?: DoorEventKind; who?: string } = () => ({})) {
  const store = temporaryStore(migrations)
  const table = createDoorTable(store.database)
  store.transaction(() => {
    for (let at = 0; at < count; at++) {
      const { kind = 'unlock', who = 'Ann' } = change(at)
      table.insert({
        uuid: `event-${at}`,
        at: start + Math.floor(at / 3) * 1000,
        kind,
        lock_id: at % 3,
        lock_name: `Door ${at % 3}`,
        who,
        visit_id: null,
        reason: kind === 'refused' ? 'the right has ended' : null,
      })
    }
  })
  const search = createEventSearch(table)
  const ask = (input: Input<'doors.events'>) => search(doorsEvents.input.parse(input))
  async function all(input: Input<'doors.events'>): Promise<{ events: DoorEvent[]; asked: number }> {
    const events: DoorEvent[] = []
    let before: string | null = null
    for (let asked = 1; ; asked++) {
      const answer = await ask({ ...input, before })
      events.push(...answer.events)
      if (answer.next === null) return { events, asked }
      before = answer.next
    }
  }
  return { ask, all, table }
}

it('reads every event once, the newest first, though many share a second and newer ones come meanwhile', async () => {
  const { all, ask, table } = stage(100)
  const first = await ask({ limit: 7 })
  table.insert({
    ...{ uuid: 'later', at: start + 999_000, kind: 'unlock', lock_id: 0, lock_name: 'Door 0' },
    ...{ who: null, visit_id: null, reason: null },
  })
  const { events } = await all({ limit: 7 })
  const ids = events.map(({ id }) => id)
  expect(ids).toEqual(['later', ...Array.from({ length: 100 }, (_each, at) => `event-${99 - at}`)])
  const second = await ask({ limit: 7, before: first.next })
  expect(second.events[0]?.id).toBe('event-92')
})

it('ends exactly where the records end, also when the last page is full', async () => {
  const { ask } = stage(6)
  expect((await ask({ limit: 6 })).next).not.toBe(undefined)
  const { next } = await ask({ limit: 6 })
  if (next !== null) expect(await ask({ limit: 6, before: next })).toMatchObject({ events: [], next: null })
  expect((await ask({ limit: 10 })).next).toBeNull()
  expect((await stage(0).ask({})).lookedTo).toBeNull()
})

it('finds by door, by kind, by person and by reason, accents and case aside', async () => {
  const { all } = stage(90, (at) => (at % 30 === 1 ? { kind: 'refused', who: 'Zoë Möller' } : {}))
  expect((await all({ doorId: 1 })).events).toHaveLength(30)
  expect((await all({ kinds: ['refused'] })).events.map(({ id }) => id)).toEqual(['event-61', 'event-31', 'event-1'])
  const words = (...texts: string[]) => texts.map((text) => ({ text, kinds: [] }))
  expect((await all({ words: words('MOLLER', 'door 1') })).events).toHaveLength(3)
  expect((await all({ words: words('ended') })).events).toHaveLength(3)
  expect((await all({ words: words('moller'), doorId: 2 })).events).toEqual([])
  expect((await all({ words: [{ text: 'abgewiesen', kinds: ['refused'] }] })).events).toHaveLength(3)
})

it('looks at ten thousand events for one answer at most, and says where to go on', async () => {
  const { ask, all } = stage(25_000, (at) => (at === 3 ? { who: 'Needle' } : {}))
  const words = [{ text: 'needle', kinds: [] }]
  const first = await ask({ words })
  expect(first.events).toEqual([])
  expect(first.next).not.toBeNull()
  const { events, asked } = await all({ words })
  expect(events.map(({ id }) => id)).toEqual(['event-3'])
  expect(asked).toBe(3)
})

it('takes a cursor that is none for the beginning', async () => {
  expect((await stage(3).ask({ before: 'nonsense' })).events).toHaveLength(3)
})
