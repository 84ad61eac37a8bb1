import type { Door } from '../../../electron/contract/doors.ts'
import { fold } from '../../../electron/contract/fold.ts'

/** `not_locked`: anybody could walk through. `needs_look`: forced or held. */
export type StateChoice = 'all' | 'not_locked' | 'needs_look' | Door['state']

export interface DoorFilter {
  text: string
  placeId: number | null
  /** A floor's name, '' for doors without one; null for all. The same name in two places is one choice. */
  floor: string | null
  state: StateChoice
}

export const noFilter: DoorFilter = { text: '', placeId: null, floor: null, state: 'all' }

const alarming: readonly Door['state'][] = ['forced_open', 'held_open']
const passable: readonly Door['state'][] = ['unlocked', 'open', ...alarming]

export function isIn(choice: StateChoice, { state }: Door): boolean {
  if (choice === 'all') return true
  if (choice === 'not_locked') return passable.includes(state)
  return choice === 'needs_look' ? alarming.includes(state) : state === choice
}

/** The doors that fit: every word in the name, the floor or the place. */
export function filtered(doors: readonly Door[], { text, placeId, floor, state }: DoorFilter): Door[] {
  const words = fold(text).split(/\s+/).filter(Boolean)
  return doors.filter((door) => {
    if (placeId !== null && door.placeId !== placeId) return false
    if (floor !== null && (door.floorName ?? '') !== floor) return false
    if (!isIn(state, door)) return false
    if (words.length === 0) return true
    const said = fold(`${door.name} ${door.floorName ?? ''} ${door.placeName}`)
    return words.every((word) => said.includes(word))
  })
}

/** One floor of one place, or a part of it: so many doors at most are drawn as one. */
export interface Section {
  key: string
  placeName: string
  floorName: string | null
  doors: Door[]
  /** How many doors the floor shows in all; null for a part that goes on from the one before. */
  count: number | null
}

const mostInSection = 60
const lastFloor = Number.MAX_SAFE_INTEGER

/** Doors by place and floor, from the ground up, those without a floor last; on a floor by name, figures as figures. */
export function sectionsOf(doors: readonly Door[], locale: string): Section[] {
  const { compare } = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' })
  const sorted = [...doors].sort(
    (a, b) =>
      compare(a.placeName, b.placeName) ||
      a.placeId - b.placeId ||
      (a.floorNumber ?? lastFloor) - (b.floorNumber ?? lastFloor) ||
      compare(a.floorName ?? '', b.floorName ?? '') ||
      compare(a.name, b.name),
  )
  const floors = new Map<string, Door[]>()
  for (const door of sorted) {
    const key = `${door.placeId} ${door.floorName ?? ''}`
    const floor = floors.get(key)
    if (floor === undefined) floors.set(key, [door])
    else floor.push(door)
  }
  return [...floors].flatMap(([key, floor]) =>
    Array.from({ length: Math.ceil(floor.length / mostInSection) }, (_each, part) => ({
      key: `${key} ${part}`,
      placeName: floor[0]?.placeName ?? '',
      floorName: floor[0]?.floorName ?? null,
      doors: floor.slice(part * mostInSection, (part + 1) * mostInSection),
      count: part === 0 ? floor.length : null,
    })),
  )
}

export interface PlaceOfDoors {
  id: number
  name: string
  doors: number
  lockedDown: boolean
  floors: string[]
}

/** The places that there are doors in, by name. */
export function placesOf(doors: readonly Door[]): PlaceOfDoors[] {
  const places = new Map<number, PlaceOfDoors>()
  const numbers = new Map<string, number>()
  for (const { placeId, placeName, floorName, floorNumber, lockedDown } of doors) {
    const place = places.get(placeId) ?? { id: placeId, name: placeName, doors: 0, lockedDown: false, floors: [] }
    places.set(placeId, place)
    place.doors += 1
    place.lockedDown ||= lockedDown === 'place'
    const floor = floorName ?? ''
    numbers.set(floor, Math.min(numbers.get(floor) ?? lastFloor, floorNumber ?? lastFloor))
    if (!place.floors.includes(floor)) place.floors.push(floor)
  }
  const order = (floor: string): number => numbers.get(floor) ?? lastFloor
  for (const place of places.values()) place.floors.sort((a, b) => order(a) - order(b) || a.localeCompare(b))
  return [...places.values()].sort((a, b) => a.name.localeCompare(b.name))
}
