import { defineStore } from 'pinia'
import { ref } from 'vue'

export interface Toast {
  id: number
  tone: 'done' | 'notice' | 'problem'
  text: string
  /** What can be done about it while it is shown. */
  deed: { label: string; run: () => void } | null
}

const shownFor = 7_000

/** One short sentence that goes away by itself. The newest replaces the one before: nobody reads two. */
export const useToasts = defineStore('toasts', () => {
  const toast = ref<Toast | null>(null)
  let count = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function say(text: string, tone: Toast['tone'] = 'done', deed: Toast['deed'] = null): void {
    toast.value = { id: ++count, tone, text, deed }
    hold(false)
  }

  /** A toast stays while it is pointed at or focused. */
  function hold(on: boolean): void {
    clearTimeout(timer)
    if (!on) timer = setTimeout(dismiss, shownFor)
  }

  function dismiss(): void {
    clearTimeout(timer)
    toast.value = null
  }

  /** Does what the toast offers, and takes it away. */
  function act(): void {
    const deed = toast.value?.deed
    dismiss()
    deed?.run()
  }

  return { toast, say, hold, dismiss, act }
})
