import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { DeskStatus } from '../../electron/contract/status.ts'
import { useDeskLink } from '../app/client.ts'
import type { LinkState } from '../app/http-desk.ts'

/** How the desk stands: its phase, its line to Kisi, its reader; and our own line to the desk. */
export const useStatus = defineStore('status', () => {
  const { desk, onLink } = useDeskLink()
  const value = shallowRef<DeskStatus | null>(null)
  const link = ref<LinkState>('connecting')
  /** Counts how often the line to the desk came up: whoever shows the desk's data loads it anew on each. */
  const arrivals = ref(0)

  async function load(): Promise<void> {
    const answer = await desk.call('desk.status', {})
    if (answer.ok) value.value = answer.value
  }

  /** Somebody has seen a notice that the desk keeps until then. */
  async function seen(noticeId: string): Promise<void> {
    await desk.call('notices.put_away', { noticeId })
    await load()
  }

  desk.on('desk.status', (status) => {
    const wasReady = value.value?.phase === 'ready'
    value.value = status
    if (!wasReady && status.phase === 'ready') arrivals.value++
  })
  desk.on('changes.changed', (changes) => {
    if (value.value !== null) value.value = { ...value.value, changes }
  })
  onLink((state) => {
    link.value = state
    if (state === 'ready') void load().then(() => arrivals.value++)
  })

  const connection = computed(() => value.value?.connection.state ?? 'connecting')
  const online = computed(() => connection.value === 'online' && link.value === 'ready')
  return { value, link, arrivals, connection, online, load, seen }
})
