/** USB vendor and product ids (lower case hex) of bridges and readers that stand on front desks; `*` is any product. */
const families: readonly (readonly [vendor: string, product: string, name: string])[] = [
  ['0403', '6001', 'FTDI USB serial'],
  ['0403', '6015', 'FTDI USB serial'],
  ['10c4', 'ea60', 'Silicon Labs USB serial'],
  ['1a86', '7523', 'WCH USB serial'],
  ['1a86', '55d4', 'WCH USB serial'],
  ['067b', '2303', 'Prolific USB serial'],
  ['09d8', '*', 'ELATEC reader'],
  ['0c27', '*', 'rf IDEAS reader'],
]

/**
 * The family of a USB device, or null. The ids name the bridge, not what hangs on it, so a match only suggests a
 * reader. Linux writes ids in lower case, Windows in upper case.
 */
export function familyOf(vendorId: string | undefined, productId: string | undefined): string | null {
  const vendor = vendorId?.toLowerCase()
  const product = productId?.toLowerCase()
  const family = families.find(([v, p]) => v === vendor && (p === '*' || p === product))
  return family?.[2] ?? null
}
