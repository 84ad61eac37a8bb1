import type { Door } from '../../contract/doors.ts'
import type { Emit } from '../support/emitter.ts'
import { fitting } from '../support/fit.ts'

/** So often the screens hear that the doors were seen again, when nothing has changed. */
const seenEveryMs = 30_000

/** Tells the screens which doors have changed since the last time, as many in one event as an answer may carry. */
export function createDoorNews(list: () => Door[], emit: Emit): () => void {
  let told = new Map<number, string>()
  let seenTold = 0
  /** That a door was seen again just as it was is no news of that door. */
  const textOf = (door: Door): string => JSON.stringify({ ...door, seenAt: null })

  return () => {
    const doors = list()
    const now = new Map(doors.map((door) => [door.id, textOf(door)]))
    const seen = doors.reduce<string | null>((oldest, { seenAt }) => {
      return oldest === null || (seenAt !== null && seenAt < oldest) ? seenAt : oldest
    }, null)
    let changed = doors.filter(({ id }) => told.get(id) !== now.get(id))
    let gone = [...told.keys()].filter((id) => !now.has(id))
    const seenAgain = seen !== null && Date.parse(seen) - seenTold >= seenEveryMs
    if (changed.length === 0 && gone.length === 0 && !seenAgain) return
    told = now
    seenTold = seen === null ? seenTold : Date.parse(seen)
    do {
      const part = fitting(changed)
      emit('doors.changed', { doors: part, gone, seenAt: seen })
      changed = changed.slice(part.length)
      gone = []
    } while (changed.length > 0)
  }
}
