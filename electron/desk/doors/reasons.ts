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

export function doorReason(code: string | null): string {
  return (code === null ? undefined : reasons[code]) ?? 'Kisi refused'
}
