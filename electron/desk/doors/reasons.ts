import { KisiError } from '../../kisi/error.ts'

/** Why Kisi refused someone at a door, in a receptionist's words. Codes: reference "Error bodies". */
const reasons: Record<string, string> = {
  '34ffaa': 'not at this hour',
  f358de: 'the right has not begun yet',
  f35ade: 'the right has ended',
  f398de: 'the right is not valid',
  f298bf: 'no right to this door',
  afc496: 'no right to this door',
  fcd8ef: 'no right to this door',
  fcd8ff: 'this person is switched off in Kisi',
  faa9ef: 'the card is unknown',
  faa9ff: 'the card is not active',
  faa9gg: 'the card is not active',
  f01337: 'this group does not open by app',
  fad001: 'the door is locked down',
  fad002: 'the building is locked down',
  fac001: 'the door’s controller is offline',
  fac002: 'the door’s controller is offline',
  fac003: 'the door’s hardware is offline',
  fac004: 'the door’s hardware is offline',
  fbc000: 'the door’s controller is updating itself',
  fad108: 'the door has no hardware yet',
  ff420a: 'the door has no hardware yet',
}

/**
 * Why an unlock of this desk surely did nothing, without a full stop; null when that is not sure. Nobody tries a click
 * again, so what the queue says about waiting is not for it.
 */
export function whyNotUnlocked(error: unknown): string | null {
  if (!(error instanceof KisiError)) return null
  const known = error.code === undefined ? undefined : reasons[error.code]
  switch (error.kind) {
    case 'unauthorized':
      return 'Kisi no longer accepts this desk’s key'
    case 'rate_limited':
      return 'Kisi was asked too often just now; try again in a moment'
    case 'forbidden':
      return 'this desk’s key may not open it'
    case 'conflict':
    case 'invalid':
    case 'not_found':
      return known ?? 'Kisi refused it'
    case 'unavailable':
      return known ?? null
    default:
      return null
  }
}

export function doorReason(code: string | null): string {
  return (code === null ? undefined : reasons[code]) ?? 'Kisi refused'
}
