import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import type { Door } from '../shapes.ts'
import { useLive } from './live.ts'

export interface Floor {
  /** A floor's id, or 0 for the doors on none. */
  id: number
  name: string
  /** Whether a door on it was forced, or is held open. */
  forced: boolean
  held: boolean
}
export interface Place {
  id: number
  name: string
  forced: boolean
}

const floorOf = (door: Door): number => door.floor_id ?? 0

/** `Ground floor` as a segment says it: `Ground`. */
const short = (name: string): string => name.replace(/ floor$/i, '')

/** Which place, floor and door is looked at. */
export const useView = defineStore('view', () => {
  const live = useLive()
  const chosenPlace = ref<number | null>(null)
  const chosenFloor = ref<number | null>(null)
  const doorId = ref<number | null>(null)

  const places = computed(() => {
    const all = new Map<number, Place>()
    for (const { place, alarm } of live.doors) {
      const known = all.get(place.id) ?? { ...place, forced: false }
      all.set(place.id, { ...known, forced: known.forced || alarm === 'forced_open' })
    }
    return [...all.values()]
  })
  const place = computed(() => places.value.find(({ id }) => id === chosenPlace.value) ?? places.value[0] ?? null)
  const here = computed(() => live.doors.filter((door) => door.place.id === place.value?.id))
  const floors = computed(() => {
    const all = new Map<number, Floor & { number: number }>()
    for (const door of here.value) {
      const id = floorOf(door)
      const known = all.get(id)
      all.set(id, {
        id,
        name: door.floor === null ? 'No floor' : short(door.floor),
        number: door.floor_number ?? Infinity,
        forced: (known?.forced ?? false) || door.alarm === 'forced_open',
        held: (known?.held ?? false) || door.alarm === 'held_open',
      })
    }
    return [...all.values()].sort((one, other) => one.number - other.number)
  })
  const floor = computed(() => floors.value.find(({ id }) => id === chosenFloor.value) ?? floors.value[0] ?? null)
  const doors = computed(() => here.value.filter((door) => floorOf(door) === floor.value?.id))
  const door = computed(() => (doorId.value === null ? null : (live.doorById.get(doorId.value) ?? null)))

  function choose(chosen: Door): void {
    chosenPlace.value = chosen.place.id
    chosenFloor.value = floorOf(chosen)
    doorId.value = chosen.id
  }
  // There is always a door to look at: the first of the floor until another is chosen.
  watch(doors, (all) => {
    if (!all.some(({ id }) => id === doorId.value)) doorId.value = all[0]?.id ?? null
  })

  return { chosenPlace, chosenFloor, doorId, places, place, floors, floor, doors, door, choose }
})
