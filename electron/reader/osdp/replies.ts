/** What a device says it is (PDID). */
export interface DeviceIdentity {
  /** The maker's OUI, six hex digits. */
  vendor: string
  model: number
  version: number
  serialNumber: number
  /** `major.minor.build`. */
  firmware: string
}

/** What a device says it can do (PDCAP), as far as it matters here. */
export interface DeviceCapabilities {
  leds: boolean
  buzzer: boolean
  crc: boolean
  secureChannel: boolean
  /** Whether it still has the key that every device knows. */
  defaultKey: boolean
}

const view = (data: Uint8Array): DataView => new DataView(data.buffer, data.byteOffset, data.byteLength)

/** Twelve bytes; null for any other number. */
export function readIdentity(data: Uint8Array): DeviceIdentity | null {
  if (data.length !== 12) return null
  return {
    vendor: Buffer.from(data.subarray(0, 3)).toString('hex').toUpperCase(),
    model: data[3] ?? 0,
    version: data[4] ?? 0,
    serialNumber: view(data).getUint32(5, true),
    firmware: [...data.subarray(9)].join('.'),
  }
}

/** Records of function, compliance and number; null when they are not whole. */
export function readCapabilities(data: Uint8Array): DeviceCapabilities | null {
  if (data.length === 0 || data.length % 3 !== 0) return null
  const compliance = (of: number): number => {
    for (let at = 0; at < data.length; at += 3) if (data[at] === of) return data[at + 1] ?? 0
    return 0
  }
  const numberOf = (of: number): number => {
    for (let at = 0; at < data.length; at += 3) if (data[at] === of) return data[at + 2] ?? 0
    return 0
  }
  return {
    leds: compliance(4) > 0,
    buzzer: compliance(5) > 0,
    crc: (compliance(8) & 1) !== 0,
    secureChannel: (compliance(9) & 1) !== 0,
    defaultKey: (numberOf(9) & 1) !== 0,
  }
}

/** The first of a number of bits stands highest. */
const bitsIn = (bytes: Uint8Array, count: number): string =>
  [...bytes]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .slice(0, count)

/** RAW: reader, format, count of bits, then exactly as many bytes as these need, the first bit highest. */
export function readRaw(data: Uint8Array): { reader: number; bits: string } | null {
  if (data.length < 5) return null
  const count = view(data).getUint16(2, true)
  if (count === 0 || data.length !== 4 + Math.ceil(count / 8)) return null
  return { reader: data[0] ?? 0, bits: bitsIn(data.subarray(4), count) }
}

/** FMT: reader, direction (1 is backward), count, characters. Deprecated in OSDP 2.2.2, sent all the same. */
export function readFormatted(data: Uint8Array): { reader: number; text: string } | null {
  const count = data[2] ?? 0
  if (count === 0 || data.length !== 3 + count) return null
  const text = String.fromCharCode(...data.subarray(3))
  if (!/^[\x20-\x7e]+$/.test(text)) return null
  return { reader: data[0] ?? 0, text: data[1] === 1 ? [...text].reverse().join('') : text }
}

/** KEYPAD: reader, count, keys; `*` is 7F and `#` is 0D. */
export function readKeypad(data: Uint8Array): { reader: number; keys: string } | null {
  if (data.length < 3 || data.length !== 2 + (data[1] ?? 0)) return null
  const keys = [...data.subarray(2)].map((code) =>
    code === 0x7f ? '*' : code === 0x0d ? '#' : String.fromCharCode(code),
  )
  return keys.every((key) => /^[0-9*#]$/.test(key)) ? { reader: data[0] ?? 0, keys: keys.join('') } : null
}

/** LSTATR: whether the housing is open, and whether the power fails. */
export function readLocalStatus(data: Uint8Array): { tampered: boolean; powerFailed: boolean } | null {
  return data.length === 2 ? { tampered: data[0] !== 0, powerFailed: data[1] !== 0 } : null
}
