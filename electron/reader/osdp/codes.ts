/** Codes of SIA OSDP 2.2 (IEC 60839-11-5), as far as a desk's control panel speaks them. */

export const command = {
  poll: 0x60,
  identify: 0x61,
  capabilities: 0x62,
  localStatus: 0x64,
  led: 0x69,
  buzzer: 0x6a,
  keySet: 0x75,
  challenge: 0x76,
  serverCryptogram: 0x77,
} as const

export const reply = {
  acknowledge: 0x40,
  refuse: 0x41,
  identity: 0x45,
  capabilities: 0x46,
  localStatus: 0x48,
  raw: 0x50,
  formatted: 0x51,
  keypad: 0x53,
  clientCryptogram: 0x76,
  initialMac: 0x78,
  busy: 0x79,
} as const

/** Why a device refuses (NAK). */
export const refusal = {
  check: 1,
  length: 2,
  unknownCommand: 3,
  sequence: 4,
  secureChannelUnsupported: 5,
  secureChannelRequired: 6,
} as const

/** Types of security block: 11 to 14 set the channel up, 15 and 16 carry a MAC, 17 and 18 encrypted data as well. */
export const security = {
  challenge: 0x11,
  clientCryptogram: 0x12,
  serverCryptogram: 0x13,
  initialMac: 0x14,
  commandMac: 0x15,
  replyMac: 0x16,
  commandEncrypted: 0x17,
  replyEncrypted: 0x18,
} as const
