import { computed, onScopeDispose, ref, shallowRef, type ComputedRef } from 'vue'
import { get } from '../api.ts'
import type { Found } from '../shapes.ts'

export interface Finding<Item> {
  items: ComputedRef<Item[]>
  pending: ComputedRef<boolean>
  /** Looked, and there is nothing. */
  empty: ComputedRef<boolean>
  look(query: string): void
}

const WAIT = 80

/** Searches everybody and every card while somebody types; only the newest answer counts. */
export function useFinding<Item>(itemsOf: (found: Found) => Item[]): Finding<Item> {
  const asked = ref('')
  const found = shallowRef<{ query: string; found: Found } | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))

  async function fetchNow(query: string): Promise<void> {
    const answer = await get<Found>(`people?limit=30&query=${encodeURIComponent(query)}`).catch(() => null)
    if (query === asked.value && answer !== null) found.value = { query, found: answer }
  }

  const items = computed(() => (found.value === null ? [] : itemsOf(found.value.found)))
  const pending = computed(() => found.value?.query !== asked.value)
  return {
    items,
    pending,
    empty: computed(() => found.value !== null && !pending.value && items.value.length === 0),
    look(query) {
      asked.value = query.trim()
      clearTimeout(timer)
      timer = setTimeout(() => void fetchNow(asked.value), WAIT)
    },
  }
}
