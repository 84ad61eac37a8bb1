import { createHmac } from 'node:crypto'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

/** A Base32 secret of 32 letters out of 64 hex digits. */
export const secretOf = (hex: string): string =>
  (hex.match(/../g) ?? []).map((byte) => ALPHABET.charAt(Number.parseInt(byte, 16) % 32)).join('')

/** The six digits of that moment: TOTP (RFC 6238) with SHA-1 and steps of thirty seconds. */
export function totp(secret: string, now: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)))
  const digest = createHmac('sha1', fromBase32(secret)).update(counter).digest()
  const code = digest.readUInt32BE((digest.at(-1) ?? 0) & 0xf) & 0x7fffffff
  return String(code % 1_000_000).padStart(6, '0')
}

/** Also the step before and the one after, for clocks that differ. */
export const fits = (secret: string, attempt: string, now: number): boolean =>
  [-30_000, 0, 30_000].some((shift) => totp(secret, now + shift) === attempt.padStart(6, '0'))
