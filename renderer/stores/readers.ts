import { defineStore } from 'pinia'
import { ref, shallowRef, watch } from 'vue'
import type { Refusal } from '../../electron/contract/errors.ts'
import type { Port, Reader } from '../../electron/contract/readers.ts'
import type { Input } from '../../electron/contract/table.ts'
import { useDesk } from '../app/client.ts'
import { useStatus } from './status.ts'

/** The readers of this desk, open or not, and the ports on which another may be. */
export const useReaders = defineStore('readers', () => {
  const desk = useDesk()
  const status = useStatus()
  const readers = shallowRef<Reader[]>([])
  const known = ref(false)
  const ports = shallowRef<Port[] | null>(null)
  const looking = ref(false)
  const refusal = shallowRef<Refusal | null>(null)

  async function load(): Promise<void> {
    const answer = await desk.call('readers.list', {})
    if (!answer.ok) return
    readers.value = answer.value.readers
    known.value = true
  }

  async function look(): Promise<void> {
    looking.value = true
    const answer = await desk.call('readers.ports', {})
    looking.value = false
    if (answer.ok) ports.value = answer.value.ports
    else refusal.value = answer.error
  }

  const at = (port: string): Reader | null => readers.value.find((reader) => reader.port === port) ?? null

  async function open(port: string): Promise<boolean> {
    const answer = await desk.call('readers.connect', { port })
    refusal.value = answer.ok ? null : answer.error
    await load()
    return answer.ok
  }

  async function leave(how: 'readers.disconnect' | 'readers.forget', port: string): Promise<boolean> {
    const answer = await desk.call(how, { port })
    refusal.value = answer.ok ? null : answer.error
    if (answer.ok) readers.value = answer.value.readers
    return answer.ok
  }

  /** Remembers how a reader is set up, and opens it when it is not open. */
  async function save(input: Input<'readers.save'>): Promise<boolean> {
    const answer = await desk.call('readers.save', input)
    refusal.value = answer.ok ? null : answer.error
    if (!answer.ok) return false
    return answer.value.state === 'off' ? await open(input.port) : (await load(), true)
  }

  desk.on('readers.changed', (value) => {
    readers.value = value.readers
    known.value = true
  })
  desk.on('readers.found', (found) => {
    if (ports.value !== null) ports.value = found.ports
  })
  watch(
    () => status.arrivals,
    () => {
      if (status.value?.phase === 'ready') void load()
    },
    { immediate: true },
  )

  return { readers, known, ports, looking, refusal, load, look, at, open, leave, save }
})
