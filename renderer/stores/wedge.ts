import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { useDesk } from '../app/client.ts'
import type { WedgeKeys } from '../app/wedge/keys.ts'
import type { TypingPattern } from '../app/wedge/pattern.ts'
import type { Burst, Press } from '../app/wedge/sorter.ts'
import { useReaders } from './readers.ts'
import { useTaps } from './taps.ts'
import { useToasts } from './toasts.ts'

interface Learner {
  pattern: TypingPattern
  learn: (burst: Burst<Press>) => void
}

/** Readers that type. Nothing listens to the keyboard until one is set up, or being set up. */
export const useWedge = defineStore('wedge', () => {
  const desk = useDesk()
  const readers = useReaders()
  const taps = useTaps()
  const toasts = useToasts()
  const learner = shallowRef<Learner | null>(null)
  let keys: WedgeKeys | null = null
  let wanted = false

  const typing = computed(() =>
    readers.readers.flatMap(({ port, state, settings }) => {
      const pattern = settings.kind === 'keyboard' ? (settings.typing ?? null) : null
      return pattern !== null && state === 'connected' ? [{ port, pattern }] : []
    }),
  )
  const patterns = (): readonly TypingPattern[] =>
    learner.value === null ? typing.value.map(({ pattern }) => pattern) : [learner.value.pattern]

  function hear(burst: Burst<Press>): void {
    if (learner.value !== null) return learner.value.learn(burst)
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
    (now) => void listen(now),
    { immediate: true },
  )
  onScopeDispose(() => void listen(false))

  /** What listens is fetched when there is something to listen for: most desks have no such reader. */
  async function listen(now: boolean): Promise<void> {
    wanted = now
    if (!now) {
      keys?.close()
      keys = null
      return
    }
    const { listenToKeys } = await import('../app/wedge/keys.ts')
    if (wanted) keys ??= listenToKeys({ page: window, patterns, heard: hear })
  }

  /** Until it is called off, whatever is typed like `pattern` goes to `learn` and nowhere else. */
  function learn(pattern: TypingPattern, how: Learner['learn']): () => void {
    const mine = { pattern, learn: how }
    learner.value = mine
    return () => {
      if (learner.value === mine) learner.value = null
    }
  }

  return { learn, hear }
})
