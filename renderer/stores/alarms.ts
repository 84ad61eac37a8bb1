import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { Alarm } from '../../electron/contract/alarms.ts'
import type { Output } from '../../electron/contract/table.ts'
import { useDesk } from '../app/client.ts'

/** Doors that were forced or are held, on every screen until somebody takes them. */
export const useAlarms = defineStore('alarms', () => {
  const desk = useDesk()
  const alarms = shallowRef<Alarm[]>([])
  const total = ref(0)
  /** Whether a standing alarm is heard. */
  const sound = ref(false)
  const lastTaken = shallowRef<Output<'alarms.list'>['lastTaken']>(null)

  async function load(): Promise<void> {
    const answer = await desk.call('alarms.list', { list: 'open' })
    if (!answer.ok) return
    alarms.value = answer.value.alarms
    total.value = answer.value.total
    sound.value = answer.value.sound
    lastTaken.value = answer.value.lastTaken
  }

  /** Says who sees to them. Answers what stands against it, or null. */
  async function take(taken: readonly Alarm[], by: string): Promise<string | null> {
    const answer = await desk.call('alarms.take', { alarmIds: taken.map(({ id }) => id), by })
    await load()
    return answer.ok ? null : answer.error.message
  }

  async function turnSound(on: boolean): Promise<void> {
    const answer = await desk.call('alarms.sound', { on })
    if (answer.ok) sound.value = answer.value.on
  }

  desk.on('alarms.changed', (changed) => {
    alarms.value = changed.alarms
    total.value = changed.total
    sound.value = changed.sound
  })

  return { alarms, total, sound, lastTaken, load, take, turnSound }
})
