/**
 * Kisi's error codes in words for a receptionist, without a full stop. Which status comes with which code is not
 * documented, so the kind of an error is always taken from its status.
 */
const codes: Record<string, string> = {
  afc496: 'the API key may not do that',
  fcd8ef: 'the API key may not do that',
  afc516: 'the API key is not known to Kisi',
  fcd8ff: 'this person’s access is switched off',
  '34ffaa': 'not allowed at this hour',
  f358de: 'the right is not valid yet',
  f35ade: 'the right is no longer valid',
  f398de: 'the right is not valid',
  f298bf: 'the right is not valid',
  f01337: 'the group does not allow unlocking by app',
  faa9ef: 'the card is not known to Kisi',
  faa9ff: 'the card is not activated',
  faa9gg: 'the card is not activated',
  cabbeb: 'a card with these numbers is already enrolled',
  fad001: 'the door is locked down',
  fad002: 'the whole place is locked down',
  fad10e: 'Kisi does not know this door',
  fad105: 'the door is not set up',
  ff420a: 'the door has no controller',
  fad108: 'the door’s controller is not set up',
  fad110: 'the door is already unlocked by its schedule',
  fac001: 'the door’s controller is out of reach',
  fac002: 'the door’s hardware is out of reach',
  fac003: 'the door’s hardware is out of reach',
  fac004: 'the door’s hardware is out of reach',
  fbc000: 'the door’s controller is updating itself',
  ecc123: 'the door’s controller reported an error',
  fad106: 'the wireless lock is not known',
  fad107: 'the wireless lock is out of reach',
  fad10f: 'the wireless lock did not answer',
  fad112: 'the wireless lock is busy with another unlock',
  a3995f: 'Kisi wants to know that one stands near this door',
  bb4faa: 'Kisi wants to know that one stands near this door',
  bbc93f: 'the organization allows unlocking at the reader only',
}

/** What a code means, or null for a code that no source explains. */
export function codeInWords(code: string | undefined): string | null {
  return code !== undefined && Object.hasOwn(codes, code) ? (codes[code] ?? null) : null
}
