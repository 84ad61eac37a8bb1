import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref } from 'vue'
import { createTimes } from '../../../../renderer/i18n/time.ts'
import { useLive } from './live.ts'

const TICK = 250

/** The simulator's time, going on between two messages as fast as the simulator's does. */
export const useTime = defineStore('time', () => {
  const live = useLive()
  const turn = ref(performance.now())
  const timer = setInterval(() => (turn.value = performance.now()), TICK)
  onScopeDispose(() => clearInterval(timer))

  /** Milliseconds since the epoch. */
  const now = computed(() => {
    const { clock } = live
    if (clock === null) return 0
    const passed = live.connected ? Math.max(0, turn.value - clock.heardAt) : 0
    return Date.parse(clock.now) + passed * clock.rate
  })
  const times = computed(() => createTimes(live.summary?.time_zone ?? null))

  /** `2 min`, `3 h`, `12 s`: how long ago that was. */
  function since(at: string): string {
    const seconds = Math.max(0, Math.floor((now.value - Date.parse(at)) / 1000))
    if (seconds < 60) return `${seconds} s`
    if (seconds < 7200) return `${Math.floor(seconds / 60)} min`
    return `${Math.floor(seconds / 3600)} h`
  }

  /** `Thu 16 Oct, 07:45`, and on the simulator's own day only the time. */
  function moment(at: string): string {
    const clock = times.value.clock(at)
    return times.value.wall(at).date === times.value.wall(now.value).date
      ? clock
      : `${times.value.shortDay(at)}, ${clock}`
  }

  return { now, times, since, moment }
})
