import { corridorPlan } from './corridors.ts'
import type { FloorPlan, PlacedDoor } from './geometry.ts'
import { hallPlan } from './hall.ts'
import type { DoorName } from './kinds.ts'

/** The room there is: what the plan should fill, and how large a tile is drawn. CSS pixels. */
export interface Measures {
  width: number
  height: number
  tile: { width: number; height: number }
}

/**
 * A floor drawn from nothing but its doors and their names: walls, rooms, and every door in its wall with its tile and
 * its reader. It is as wide as asked, and higher than asked where the doors would not have room. The same doors give the
 * same plan.
 */
export function planOf(doors: readonly DoorName[], measures: Measures): FloorPlan {
  return hallPlan(doors, measures) ?? corridorPlan(doors, measures)
}

const DIRECTIONS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
} as const

/** The door an arrow key leads to: the nearest in its direction, where what lies aside counts as further away. */
export function doorTowards(doors: readonly PlacedDoor[], from: number, key: string): number | null {
  const here = doors.find((door) => door.id === from)?.tile
  if (!here || !(key in DIRECTIONS)) return null
  const [dx, dy] = DIRECTIONS[key as keyof typeof DIRECTIONS]
  let nearest: { id: number; far: number } | null = null
  for (const { id, tile } of doors) {
    const along = (tile.x - here.x) * dx + (tile.y - here.y) * dy
    const aside = Math.abs((tile.x - here.x) * dy) + Math.abs((tile.y - here.y) * dx)
    if (along <= 1) continue
    const far = along + aside * 2.5
    if (nearest === null || far < nearest.far) nearest = { id, far }
  }
  return nearest?.id ?? null
}
