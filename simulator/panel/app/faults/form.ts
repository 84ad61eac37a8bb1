import type { FaultAsked, FaultKind } from '../shapes.ts'
import { KINDS } from './catalogue.ts'

/** What stands in the dialog, as typed; empty is not said. */
export interface FaultForm {
  kind: FaultKind
  method: string
  path: string
  /** One in so many. */
  often: string
  count: string
  seconds: string
  values: Record<string, string>
}

/** What stands in the fields of a kind at first. */
export const fieldsOf = (kind: FaultKind): Record<string, string> =>
  Object.fromEntries(KINDS[kind].fields.map(({ name, start }) => [name, start]))

function numberIn(text: string, label: string): number | string {
  const value = Number(text.trim().replace(',', '.').replace('−', '-'))
  return Number.isFinite(value) ? value : `${label}: “${text}” is not a number.`
}

/** The fault that was typed, or a sentence on what is not right. The simulator checks the rest. */
export function askedOf(form: FaultForm): FaultAsked | string {
  const asked: Record<string, unknown> = { kind: form.kind }
  const hooks = form.kind.startsWith('webhook_')
  if (!hooks && form.method !== '') asked['method'] = form.method
  if (!hooks && form.path.trim() !== '') {
    if (!form.path.trim().startsWith('/')) return 'A path begins with a slash, like /users.'
    asked['path'] = form.path.trim()
  }
  const numbers = [
    ['often', 'One request in', form.often],
    ['count', 'So many times', form.count],
    ['seconds', 'For so many seconds', form.seconds],
  ] as const
  for (const [name, label, text] of numbers) {
    if (text.trim() === '') continue
    const value = numberIn(text, label)
    if (typeof value === 'string') return value
    if (name !== 'often') asked[name] = value
    else if (value < 1) return 'One request in: 1 or more.'
    else asked['probability'] = 1 / value
  }
  for (const { name, label, as } of KINDS[form.kind].fields) {
    const text = (form.values[name] ?? '').trim()
    if (text === '') continue
    if (as === 'number') {
      const value = numberIn(text, label)
      if (typeof value === 'string') return value
      asked[name] = value
    } else if (as === 'names')
      asked[name] = text
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean)
    else asked[name] = as === 'switch' ? true : text
  }
  return asked as FaultAsked
}
