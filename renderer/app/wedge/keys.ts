import type { TypingPattern } from './pattern.ts'
import { replay, takesKeysAlone, type PagePress } from './replay.ts'
import { createSorter, type Burst, type Sorter } from './sorter.ts'

export interface WedgeKeys {
  close(): void
}

const silentKeys = ['Shift', 'CapsLock', 'NumLock', 'ScrollLock', 'AltGraph']

/**
 * Listens to the page's keyboard before anything else does. What a reader types reaches nothing in the page; what people
 * type reaches what it was meant for. Left alone: shortcuts, keys held down, whatever an input method composes, events made
 * by programs, and password fields, whose secrets are kept back from nobody.
 */
export function listenToKeys(options: {
  page: Window & typeof globalThis
  patterns: () => readonly TypingPattern[]
  heard: (burst: Burst<PagePress>) => void
}): WedgeKeys {
  const { page, patterns, heard } = options
  /** After a dead key the next key belongs to it. */
  let accented = false
  let before: { field: HTMLInputElement; value: string } | null = null

  const sorter: Sorter<PagePress> = createSorter<PagePress>({
    patterns,
    heard(burst) {
      if (before !== null && burst.presses.some(({ taken }) => taken)) restore(before)
      heard(burst)
    },
    give: replay,
    later(run, milliseconds) {
      const timer = page.setTimeout(run, milliseconds)
      return () => page.clearTimeout(timer)
    },
  })

  function swallow(event: KeyboardEvent): void {
    event.preventDefault()
    event.stopImmediatePropagation()
  }

  function down(event: KeyboardEvent): void {
    if (!event.isTrusted || silentKeys.includes(event.key)) return
    const follows = accented
    accented = event.key === 'Dead'
    const composed = event.isComposing || event.keyCode === 229 || accented || follows
    const command = event.ctrlKey || event.altKey || event.metaKey || event.getModifierState('AltGraph')
    const { target, key } = event
    const secret = target instanceof HTMLInputElement && target.type === 'password'
    if (event.repeat || composed || command || secret) return sorter.interrupt()
    if ((key === 'Enter' || key === 'Tab') && !event.shiftKey) {
      if (sorter.ending(key, event.timeStamp)) swallow(event)
    } else if ([...key].length === 1) character(event)
    else sorter.interrupt()
  }

  function character(event: KeyboardEvent): void {
    const { key, code, shiftKey: shift, timeStamp: at, target } = event
    const taken = takesKeysAlone(target)
    if (taken && before?.field !== target) before = { field: target, value: target.value }
    const kept = sorter.character({ key, code, shift, at, upAt: null, target, taken })
    if (kept && !taken) swallow(event)
    if (!kept) before = null
  }

  const up = (event: KeyboardEvent): void => sorter.released(event.code, event.timeStamp)
  const lost = (event: Event): void => {
    if (event.target === page) sorter.forget()
  }

  const listeners = [
    ['keydown', down],
    ['keyup', up],
    ['blur', lost],
  ] as const
  for (const [name, listener] of listeners) page.addEventListener(name, listener as EventListener, { capture: true })

  return {
    close() {
      sorter.forget()
      for (const [name, listener] of listeners)
        page.removeEventListener(name, listener as EventListener, { capture: true })
    },
  }
}

function restore({ field, value }: { field: HTMLInputElement; value: string }): void {
  if (field.value === value) return
  field.value = value
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
