import { defineStore } from 'pinia'
import { reactive, ref, shallowRef, watch } from 'vue'
import type { Door } from '../../electron/contract/doors.ts'
import type { Refusal } from '../../electron/contract/errors.ts'
import { useDesk } from '../app/client.ts'
import { useStatus } from './status.ts'

/** The doors of this desk, as last heard of, and the unlocking of them. */
export const useDoors = defineStore('doors', () => {
  const desk = useDesk()
  const status = useStatus()
  const doors = shallowRef<Door[]>([])
  const known = ref(false)
  /** Up to when every door is known to be as it is shown. */
  const seenAt = ref<string | null>(null)
  /** Why the doors could not be asked for, in one sentence. */
  const problem = ref<string | null>(null)
  /** Doors whose unlocking is under way. */
  const unlocking = reactive(new Set<number>())
  const refusal = shallowRef<{ door: Door; error: Refusal } | null>(null)
  let turn = 0

  /** An answer carries some two hundred doors: they are asked for until all are there. */
  async function load(): Promise<void> {
    const mine = ++turn
    const all: Door[] = []
    for (;;) {
      const answer = await desk.call('doors.list', { offset: all.length })
      if (mine !== turn) return
      problem.value = answer.ok ? null : answer.error.message
      if (!answer.ok) return
      all.push(...answer.value.doors)
      if (answer.value.doors.length === 0 || all.length >= answer.value.total) break
    }
    doors.value = [...new Map(all.map((door) => [door.id, door])).values()]
    known.value = true
  }

  /** The id is made here, at the click: the same click never opens a door twice. Says whether Kisi opened it. */
  async function unlock(door: Door): Promise<boolean> {
    if (unlocking.has(door.id)) return false
    unlocking.add(door.id)
    refusal.value = null
    const answer = await desk.call('doors.unlock', { doorId: door.id, requestId: crypto.randomUUID() })
    unlocking.delete(door.id)
    if (!answer.ok) refusal.value = { door, error: answer.error }
    return answer.ok
  }

  function dismiss(): void {
    refusal.value = null
  }

  function find(id: number): Door | undefined {
    return doors.value.find((door) => door.id === id)
  }

  desk.on('doors.changed', ({ doors: changed, gone, seenAt: seen }) => {
    if (seen !== null) seenAt.value = seen
    if (changed.length + gone.length === 0) return
    const byId = new Map(changed.map((door) => [door.id, door]))
    const left = new Set(gone)
    const before = new Set(doors.value.map((door) => door.id))
    doors.value = [
      ...doors.value.filter(({ id }) => !left.has(id)).map((door) => byId.get(door.id) ?? door),
      ...changed.filter((door) => !before.has(door.id)),
    ]
  })
  /** When the line goes, what was seen last is shown with its time. */
  watch(
    () => status.online,
    (online) => {
      if (!online && known.value) void load()
    },
  )

  return { doors, known, seenAt, problem, unlocking, refusal, load, unlock, dismiss, find }
})
