import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** Whether a media query holds, kept up to date while the component lives. */
export function useMedia(query: string): Readonly<Ref<boolean>> {
  const media = matchMedia(query)
  const holds = ref(media.matches)
  const follow = (): void => {
    holds.value = media.matches
  }
  media.addEventListener('change', follow)
  onScopeDispose(() => media.removeEventListener('change', follow))
  return readonly(holds)
}

/** A key pressed anywhere in the window. */
export function useKeys(listener: (event: KeyboardEvent) => void): void {
  addEventListener('keydown', listener)
  onScopeDispose(() => removeEventListener('keydown', listener))
}

/** Enter held down presses a button once: the next one may stand where this one stood. */
export function usePressOnce(): void {
  useKeys((event) => {
    const onButton = event.target instanceof HTMLElement && event.target.closest('button') !== null
    if (event.key === 'Enter' && event.repeat && onButton) event.preventDefault()
  })
}

/** Ctrl+Enter, pressed and not held: what it did first may have brought up something else to confirm. */
export function isConfirming(event: KeyboardEvent): boolean {
  const asking = document.querySelector('dialog[open]') !== null
  return event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.repeat && !asking
}

/** Whether a key with a letter on it was pressed, also where the keyboard writes another alphabet. */
export function isLetter(event: KeyboardEvent, letter: string): boolean {
  const latin = /^[a-z]$/i.test(event.key)
  return latin ? event.key.toLowerCase() === letter : event.code === `Key${letter.toUpperCase()}`
}

/** Whether a key press belongs to a field that is being typed into. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
}
