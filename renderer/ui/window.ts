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

/** Whether a key press belongs to a field that is being typed into. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
}
