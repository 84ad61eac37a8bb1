import type { ReaderKind } from '../profile.ts'

export interface Family {
  /** As a person would call it. */
  name: string
  /** Whether badge readers or scanners commonly look like this; false for what is known to be something else. */
  reader: boolean
  /** Whether the ids are those of the reader itself, not of a bridge that anything may hang on. */
  own: boolean
  /** The kind that readers of this family are out of the box, where the ids say it. */
  suggests: ReaderKind | null
}

const bridge = (name: string): Family => ({ name, reader: true, own: false, suggests: null })
const reader = (name: string, suggests: ReaderKind): Family => ({ name, reader: true, own: true, suggests })
const other = (name: string): Family => ({ name, reader: false, own: true, suggests: null })

/** USB vendor and product ids (lower case hex) of bridges and readers that stand on front desks; `*` is any product. */
const families: readonly (readonly [vendor: string, product: string, family: Family])[] = [
  ['0403', '6001', bridge('FTDI USB serial')],
  ['0403', '6010', bridge('FTDI USB serial')],
  ['0403', '6011', bridge('FTDI USB serial')],
  ['0403', '6014', bridge('FTDI USB serial')],
  ['0403', '6015', bridge('FTDI USB serial')],
  ['10c4', 'ea60', bridge('Silicon Labs USB serial')],
  ['10c4', 'ea70', bridge('Silicon Labs USB serial')],
  ['1a86', '7523', bridge('WCH USB serial')],
  ['1a86', '5523', bridge('WCH USB serial')],
  ['1a86', '55d3', bridge('WCH USB serial')],
  ['1a86', '55d4', bridge('WCH USB serial')],
  ['067b', '2303', bridge('Prolific USB serial')],
  ['067b', '23a3', bridge('Prolific USB serial')],
  ['09d8', '*', reader('ELATEC reader', 'twn4')],
  ['0c27', '*', reader('rf IDEAS reader', 'pcprox')],
  ['0c2e', '*', reader('Honeywell scanner', 'scanner')],
  ['05e0', '*', reader('Zebra scanner', 'scanner')],
  ['05f9', '*', reader('Datalogic scanner', 'scanner')],
  ['065a', '*', reader('Opticon scanner', 'scanner')],
  ['1eab', '*', reader('Newland scanner', 'scanner')],
  ['1546', '*', other('GPS receiver (u-blox)')],
  ['091e', '*', other('GPS receiver (Garmin)')],
]

/**
 * The family of a USB device, or null. The ids mostly name the bridge, not what hangs on it, so a match only suggests a
 * reader. Linux writes ids in lower case, Windows in upper case.
 */
export function familyOf(vendorId: string | undefined, productId: string | undefined): Family | null {
  const vendor = vendorId?.toLowerCase()
  const product = productId?.toLowerCase()
  const found = families.find(([v, p]) => v === vendor && (p === '*' || p === product))
  return found?.[2] ?? null
}
