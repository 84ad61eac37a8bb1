import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, watch } from 'vue'
import { createTimes } from '../i18n/time.ts'
import { useStatus } from './status.ts'

/** The desk's clock, not the screen's: a thin client may be minutes off. Ticks once a second. */
export const useClock = defineStore('clock', () => {
  const status = useStatus()
  const ahead = ref(0)
  const now = ref(Date.now())
  const tick = (): void => {
    now.value = Date.now() + ahead.value
  }
  watch(
    () => status.value?.now,
    (deskNow) => {
      if (deskNow === undefined) return
      const difference = Date.parse(deskNow) - Date.now()
      ahead.value = difference
      tick()
    },
    { immediate: true, flush: 'sync' },
  )
  const timer = setInterval(tick, 1000)
  onScopeDispose(() => clearInterval(timer))

  /** The last full minute, for what need not be drawn anew every second. */
  const minute = computed(() => Math.floor(now.value / 60_000) * 60_000)
  const timeZone = computed(() => status.value?.place?.timeZone ?? null)
  const times = computed(() => createTimes(timeZone.value))
  return { now, minute, times }
})
