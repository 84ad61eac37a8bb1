import type { Fault } from '../shapes.ts'

/** Where a fault strikes, how often, and how often it did: `POST /role_assignments, 1 in 3, 4 left`. */
export function faultWords(fault: Fault, clock: (at: string) => string): string {
  const hooks = fault.kind.startsWith('webhook_')
  const named = 'event' in fault && fault.event !== undefined ? fault.event : null
  const where = hooks
    ? (named ?? 'Every hook')
    : fault.path === undefined
      ? fault.method === undefined
        ? 'Every request'
        : `Every ${fault.method}`
      : `${fault.method ?? 'Any'} ${fault.path}`
  const parts = [where]
  if (fault.probability !== undefined && fault.probability < 1) parts.push(oneIn(fault.probability))
  if (fault.left !== null) parts.push(`${fault.left} left`)
  if (fault.until !== null) parts.push(`until ${clock(fault.until)}`)
  const times = fault.fired === 1 ? 'once' : `${fault.fired.toLocaleString('en-GB')} times`
  return fault.fired === 0 ? `${parts.join(', ')}.` : `${parts.join(', ')}. Fired ${times}`
}

/** `1 in 3`, or a share of a hundred where that is not a whole number. */
export function oneIn(probability: number): string {
  const often = 1 / probability
  return Math.abs(often - Math.round(often)) < 0.01
    ? `1 in ${Math.round(often)}`
    : `${Math.round(probability * 100)} in 100`
}
