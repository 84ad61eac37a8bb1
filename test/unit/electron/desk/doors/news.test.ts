import { expect, it } from 'vitest'
import type { Door } from '../../../../../electron/contract/doors.ts'
import { limits } from '../../../../../electron/contract/limits.ts'
import type { EventValue } from '../../../../../electron/contract/table.ts'
import { createDoorNews } from '../../../../../electron/desk/doors/news.ts'

const door = (id: number, change: Partial<Door> = {}): Door => ({
  ...{ id, name: `Door ${id} ${'x'.repeat(150)}`, placeId: 7, placeName: 'House', floorName: null, floorNumber: null },
  ...{ state: 'locked', since: null, unlockedUntil: null, lockedDown: null, lastEvent: null },
  seenAt: '2026-10-14T07:00:00.000Z',
  ...change,
})

function stage(doors: Door[]) {
  let list = doors
  const told: EventValue<'doors.changed'>[] = []
  const tell = createDoorNews(
    () => list,
    (_name, value) => void told.push(value as EventValue<'doors.changed'>),
  )
  return {
    told,
    tellOf(next: Door[]): EventValue<'doors.changed'>[] {
      list = next
      told.length = 0
      tell()
      return told
    },
  }
}

it('tells all doors once, in events that an answer could carry, then only what changed and what is gone', () => {
  const doors = Array.from({ length: 400 }, (_each, id) => door(id))
  const { tellOf } = stage(doors)
  const first = [...tellOf(doors)]
  expect(first.flatMap((event) => event.doors.map(({ id }) => id))).toEqual(doors.map(({ id }) => id))
  expect(Math.max(...first.map((event) => Buffer.byteLength(JSON.stringify(event))))).toBeLessThan(limits.answerBytes)
  const next = doors.slice(1).map((each) => (each.id === 5 ? door(5, { state: 'open' }) : each))
  expect(tellOf(next)).toEqual([{ doors: [next[4]], gone: [0], seenAt: doors[0]!.seenAt }])
  expect(tellOf(next)).toEqual([])
})

it('tells every half minute that nothing has changed, and up to when that is known', () => {
  const { tellOf } = stage([])
  const at = (seenAt: string): Door[] => [door(1, { seenAt })]
  expect(tellOf(at('2026-10-14T07:00:00.000Z'))).toHaveLength(1)
  expect(tellOf(at('2026-10-14T07:00:29.000Z'))).toEqual([])
  const later = '2026-10-14T07:00:30.000Z'
  expect(tellOf(at(later))).toEqual([{ doors: [], gone: [], seenAt: later }])
})
