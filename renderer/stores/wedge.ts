import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { useDesk } from '../app/client.ts'
import { listenToKeys, type WedgeKeys } from '../app/wedge/keys.ts'
import { unmeasured } from '../app/wedge/measure.ts'
import type { TypingPattern } from '../app/wedge/pattern.ts'
import type { Burst, Press } from '../app/wedge/sorter.ts'
import { useReaders } from './readers.ts'
import { useTaps } from './taps.ts'
import { useToasts } from './toasts.ts'

/** Readers that type. Nothing listens to the keyboard until one is set up, or being set up. */
export const useWedge = defineStore('wedge', () => {
  const desk = useDesk()
  const readers = useReaders()
  const taps = useTaps()
  const toasts = useToasts()
  const learner = shallowRef<((burst: Burst<Press>) => void) | null>(null)
  let keys: WedgeKeys | null = null

  const typing = computed(() =>
    readers.readers.flatMap(({ port, state, settings }) => {
      const pattern = settings.kind === 'keyboard' ? (settings.typing ?? null) : null
      return pattern !== null && state === 'connected' ? [{ port, pattern }] : []
    }),
  )
  const patterns = (): readonly TypingPattern[] =>
    learner.value === null ? typing.value.map(({ pattern }) => pattern) : [unmeasured]

  function hear(burst: Burst<Press>): void {
    if (learner.value !== null) return learner.value(burst)
    const found = typing.value.find(({ pattern }) => pattern === burst.pattern)
    if (found !== undefined) void say(found.port, burst.text)
  }

  async function say(port: string, text: string): Promise<void> {
    const answer = await desk.call('taps.typed', { port, text })
    if (!answer.ok) toasts.say(answer.error.message, 'problem')
    else if (answer.value.tap !== null) taps.take(answer.value.tap)
  }

  watch(
    () => typing.value.length > 0 || learner.value !== null,
    (wanted) => {
      keys?.close()
      keys = wanted && typeof window !== 'undefined' ? listenToKeys({ page: window, patterns, heard: hear }) : null
    },
    { immediate: true },
  )
  onScopeDispose(() => keys?.close())

  /** Until it is called off, whatever comes faster than a person types goes to `learn` and nowhere else. */
  function learn(how: (burst: Burst<Press>) => void): () => void {
    learner.value = how
    return () => {
      if (learner.value === how) learner.value = null
    }
  }

  return { learn, hear }
})
