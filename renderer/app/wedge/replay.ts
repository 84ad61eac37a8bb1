import type { Press } from './sorter.ts'

/** A key press in the page, and what it was meant for. */
export interface PagePress extends Press {
  target: EventTarget | null
  /** The field takes its keys from the browser alone, and has had this one already. */
  taken: boolean
}

const plainTypes = ['text', 'search', 'email', 'tel', 'url', 'number', 'password']

export function takesText(target: EventTarget | null): target is HTMLElement {
  if (target instanceof HTMLTextAreaElement) return true
  if (target instanceof HTMLInputElement) return plainTypes.includes(target.type)
  return target instanceof HTMLElement && target.isContentEditable
}

/** A date's parts are filled in by the browser and cannot be by a program. */
export function takesKeysAlone(target: EventTarget | null): target is HTMLInputElement {
  const types = ['date', 'time', 'datetime-local', 'month', 'week']
  return target instanceof HTMLInputElement && types.includes(target.type)
}

/** Presses a key that was kept back: for whoever listens, then as the browser would have. */
export function replay(press: PagePress): void {
  if (press.taken) return
  const focused = document.activeElement ?? document.body
  const target = takesText(press.target) && press.target.isConnected ? press.target : focused
  const { key, code, shift } = press
  const event = new KeyboardEvent('keydown', {
    key,
    code,
    shiftKey: shift,
    bubbles: true,
    cancelable: true,
    composed: true,
  })
  if (!target.dispatchEvent(event)) return
  if (takesText(target)) write(target, key)
  else if (target instanceof HTMLSelectElement) jump(target, key)
  else if (
    key === ' ' &&
    target instanceof HTMLElement &&
    target.matches('button, [type="checkbox"], [type="radio"], summary')
  ) {
    target.click()
  }
}

function write(field: HTMLElement, text: string): void {
  const focused = document.activeElement
  if (focused === field) {
    // Obsolete by name, and still the one way to write that keeps undo, the caret and the length limit.
    document.execCommand('insertText', false, text)
  } else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
    if (field.readOnly || field.disabled) return
    field.setRangeText(
      text,
      field.selectionStart ?? field.value.length,
      field.selectionEnd ?? field.value.length,
      'end',
    )
    field.dispatchEvent(new InputEvent('input', { data: text, inputType: 'insertText', bubbles: true }))
  }
}

let sought = { text: '', until: 0 }

/** In a list, letters lead to what begins with them; the same letter again to the next one. */
function jump(list: HTMLSelectElement, key: string): void {
  const now = performance.now()
  sought = { text: (now < sought.until ? sought.text : '') + key.toLowerCase(), until: now + 1000 }
  const single = [...sought.text].every((letter) => letter === sought.text[0])
  const wanted = single ? sought.text[0]! : sought.text
  const options = [...list.options]
  const from = single ? list.selectedIndex + 1 : Math.max(0, list.selectedIndex)
  const inOrder = [...options.slice(from), ...options.slice(0, from)]
  const found = inOrder.find((option) => !option.disabled && option.label.trim().toLowerCase().startsWith(wanted))
  if (found === undefined || found.index === list.selectedIndex) return
  list.selectedIndex = found.index
  list.dispatchEvent(new Event('input', { bubbles: true }))
  list.dispatchEvent(new Event('change', { bubbles: true }))
}
