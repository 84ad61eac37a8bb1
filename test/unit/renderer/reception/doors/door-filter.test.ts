import { expect, it } from 'vitest'
import type { Door } from '../../../../../electron/contract/doors.ts'
import { filtered, noFilter, placesOf, sectionsOf } from '../../../../../renderer/reception/doors/door-filter.ts'

let id = 0
const door = (name: string, change: Partial<Door> = {}): Door => ({
  ...{ id: ++id, name, placeId: 1, placeName: 'Harbour', floorName: null, floorNumber: null, state: 'locked' },
  ...{ since: null, unlockedUntil: null, lockedDown: null, seenAt: null, lastEvent: null },
  ...change,
})
const floor = (number: number): Partial<Door> => ({ floorName: `Floor ${number}`, floorNumber: number })
const annex: Partial<Door> = { placeId: 2, placeName: 'Annex' }

it('stands doors by place and floor, from the ground up, figures in names as figures', () => {
  const doors = [
    door('Room 10', floor(2)),
    door('Room 9', floor(2)),
    door('Cellar', floor(-1)),
    door('Gate'),
    door('Lobby', { ...floor(0), ...annex }),
  ]
  expect(
    sectionsOf(doors, 'en').map(({ placeName, floorName, doors: on }) => [placeName, floorName, on.map((d) => d.name)]),
  ).toEqual([
    ['Annex', 'Floor 0', ['Lobby']],
    ['Harbour', 'Floor -1', ['Cellar']],
    ['Harbour', 'Floor 2', ['Room 9', 'Room 10']],
    ['Harbour', null, ['Gate']],
  ])
})

it('parts a floor with very many doors, and counts it once', () => {
  const sections = sectionsOf(
    Array.from({ length: 130 }, (_each, at) => door(`Door ${at}`, floor(1))),
    'en',
  )
  expect(sections.map(({ count, doors }) => [count, doors.length])).toEqual([
    [130, 60],
    [null, 60],
    [null, 10],
  ])
  expect(new Set(sections.map(({ key }) => key)).size).toBe(3)
})

it('finds by every word, by place, by floor and by state', () => {
  const doors = [
    door('Zürich lobby', { ...floor(1), state: 'held_open' }),
    door('Lobby', { ...floor(1), ...annex, state: 'unlocked' }),
    door('Archive', { ...floor(2), state: 'locked_down' }),
  ]
  const names = (change: object): string[] => filtered(doors, { ...noFilter, ...change }).map(({ name }) => name)
  expect(names({ text: 'zurich floor' })).toEqual(['Zürich lobby'])
  expect(names({ text: 'lobby annex' })).toEqual(['Lobby'])
  expect(names({ placeId: 1 })).toEqual(['Zürich lobby', 'Archive'])
  expect(names({ floor: 'Floor 1' })).toEqual(['Zürich lobby', 'Lobby'])
  expect(names({ state: 'not_locked' })).toEqual(['Zürich lobby', 'Lobby'])
  expect(names({ state: 'needs_look' })).toEqual(['Zürich lobby'])
  expect(names({ state: 'locked_down' })).toEqual(['Archive'])
})

it('names the places with their floors, and which of them is locked down', () => {
  const down: Partial<Door> = { lockedDown: 'place', state: 'locked_down' }
  const doors = [door('A', floor(3)), door('B', floor(0)), door('C'), door('D', { ...annex, ...down })]
  expect(placesOf(doors)).toEqual([
    { id: 2, name: 'Annex', doors: 1, lockedDown: true, floors: [''] },
    { id: 1, name: 'Harbour', doors: 3, lockedDown: false, floors: ['Floor 0', 'Floor 3', ''] },
  ])
})
