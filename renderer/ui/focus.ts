import { onBeforeUnmount, onMounted } from 'vue'

/** A place on the screen that can be found again, also after what stood there is gone. */
export interface Place {
  /** Gives the focus back to the element, or to what stands in its place now. Says whether anything took it. */
  restore(): boolean
  gone(): boolean
}

const focusable = 'button:not([disabled]), input, [href], [tabindex]:not([tabindex="-1"])'

/** The element and everything it stands in, each with its number among its neighbours. */
export function placeOf(element: Element): Place {
  const trail: { node: Element; index: number }[] = []
  for (let node: Element | null = element; node !== null && node !== document.body; node = node.parentElement) {
    trail.push({ node, index: node.parentElement === null ? 0 : [...node.parentElement.children].indexOf(node) })
  }
  const here = (node: Element): boolean => node.isConnected && node.checkVisibility()

  function take(node: Element | undefined): boolean {
    if (node === undefined) return false
    const inside = [node, ...node.querySelectorAll(focusable)]
    const found = inside.find((each) => each.matches(focusable) && each.checkVisibility())
    if (found instanceof HTMLElement) found.focus()
    return found !== undefined
  }

  return {
    gone: () => !here(element),
    restore() {
      if (here(element) && element instanceof HTMLElement) {
        element.focus()
        return true
      }
      let index = 0
      for (const step of trail) {
        if (here(step.node)) {
          const { children } = step.node
          if (take(children[Math.min(index, children.length - 1)]) || take(step.node)) return true
        }
        index = step.index
      }
      return false
    },
  }
}

/**
 * Whoever works without a mouse never falls out of the page: when what holds the focus is taken away (a row leaves
 * its list, a panel closes), the focus goes to what stands in its place, else to the nearest thing around it.
 */
export function useFocusKeeper(): void {
  let last: Place | null = null
  const remember = (event: FocusEvent): void => {
    if (event.target instanceof Element) last = placeOf(event.target)
  }
  const watcher = new MutationObserver(() => {
    const lost = document.activeElement === null || document.activeElement === document.body
    if (lost && last !== null && last.gone()) last.restore()
  })
  onMounted(() => {
    addEventListener('focusin', remember)
    watcher.observe(document.body, { childList: true, subtree: true })
  })
  onBeforeUnmount(() => {
    removeEventListener('focusin', remember)
    watcher.disconnect()
  })
}

/** Gives the focus to what has opened, but not out of a field that is being typed into: what opened may be a tap's. */
export function focusUnlessTyping(element: HTMLElement | null): void {
  const focused = document.activeElement
  const typing = focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement
  if (!typing || focused.value === '') element?.focus()
}
