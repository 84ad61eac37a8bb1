import { defineStore } from 'pinia'
import { computed } from 'vue'
import { useLive } from './live.ts'

const RAISED = new Set(['lock.forced_open', 'lock.held_open'])

/** When a door's alarm was raised, as its newest event says; null where that has been forgotten. */
export const useAlarms = defineStore('alarms', () => {
  const live = useLive()
  const raised = computed(() => {
    const newest = new Map<number, string>()
    for (const { type, object_id: id, created_at: at } of live.events) {
      if (RAISED.has(type) && !newest.has(id)) newest.set(id, at)
    }
    return newest
  })
  return { since: (door: number): string | null => raised.value.get(door) ?? null }
})
