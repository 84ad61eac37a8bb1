/** Small makers of elements. Texts are set as texts, never as markup: a visitor's name may contain anything. */

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false))
  return element
}

const SVG = 'http://www.w3.org/2000/svg'

export function icon(name, tone = '') {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('class', `icon ${tone}`)
  svg.setAttribute('aria-hidden', 'true')
  const use = document.createElementNS(SVG, 'use')
  use.setAttribute('href', `#i-${name}`)
  svg.append(use)
  return svg
}

export const button = (text, onclick, kind = '', iconName = null, attributes = {}) =>
  make('button', { class: `button ${kind}`, type: 'button', onclick, ...attributes }, iconName && icon(iconName), text)

export function segmented(label, options, chosen, choose) {
  const segments = options.map(([value, text]) =>
    make(
      'button',
      {
        class: 'segment',
        type: 'button',
        'aria-pressed': String(value === chosen),
        'data-focus': `${label}/${value}`,
        onclick: () => choose(value),
      },
      text,
    ),
  )
  return make('div', { class: 'segmented', role: 'group', 'aria-label': label }, ...segments)
}

export const toggle = (label, on, turn) =>
  make('button', {
    class: 'switch',
    type: 'button',
    role: 'switch',
    'aria-checked': String(on),
    'aria-label': label,
    'data-focus': `switch/${label}`,
    onclick: () => turn(!on),
  })

/** Replaces what an element shows, and gives the focus back to where it was. */
export function fill(element, ...children) {
  const active = document.activeElement
  const key = element.contains(active) ? active?.getAttribute('data-focus') : null
  const scroll = element.scrollTop
  element.replaceChildren(...children.filter((child) => child !== null && child !== undefined))
  element.scrollTop = scroll
  if (key) element.querySelector(`[data-focus="${CSS.escape(key)}"]`)?.focus()
}

export const time = (instant, withMilliseconds = false) => {
  const at = new Date(instant)
  const clock = at.toLocaleTimeString('en-GB')
  return withMilliseconds ? `${clock}.${String(at.getMilliseconds()).padStart(3, '0')}` : clock
}

export const day = (instant) =>
  new Date(instant).toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' })
