import { defineStore } from 'pinia'
import { reactive, ref, shallowRef } from 'vue'
import type { Door } from '../../electron/contract/doors.ts'
import type { Refusal } from '../../electron/contract/errors.ts'
import { useDesk } from '../app/client.ts'

/** The doors of this place, as last heard of, and the unlocking of them. */
export const useDoors = defineStore('doors', () => {
  const desk = useDesk()
  const doors = shallowRef<Door[]>([])
  const known = ref(false)
  /** Doors whose unlocking is under way. */
  const unlocking = reactive(new Set<number>())
  const refusal = shallowRef<{ door: Door; error: Refusal } | null>(null)

  async function load(): Promise<void> {
    const answer = await desk.call('doors.list', {})
    if (!answer.ok) return
    doors.value = answer.value.doors
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

  desk.on('doors.changed', ({ doors: changed }) => {
    const byId = new Map(changed.map((door) => [door.id, door]))
    const before = new Set(doors.value.map((door) => door.id))
    doors.value = [
      ...doors.value.map((door) => byId.get(door.id) ?? door),
      ...changed.filter((door) => !before.has(door.id)),
    ]
  })

  return { doors, known, unlocking, refusal, load, unlock, dismiss }
})
