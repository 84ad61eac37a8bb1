import { hash, randomBytes } from 'node:crypto'

/** A key for a seal: 32 random bytes as 64 hexadecimal digits, which is exactly one block of SHA-256. */
export const newSealKey = (): string => randomBytes(32).toString('hex')

const keyForm = /^[0-9a-f]{64}$/
/** Half of the tag is enough against a damaged disk, and shorter rows are quicker rows. */
const tagDigits = 32

const xored = (key: string, mask: number): string =>
  String.fromCharCode(...Array.from(key, (digit) => digit.charCodeAt(0) ^ mask))

/**
 * HMAC-SHA256 (RFC 2104) of a text as UTF-8, cut to 16 bytes, in hexadecimal. Built on the one-shot `hash`, since right
 * after a write has gone to the disk `createHmac` takes four times as long. `key`: 64 hexadecimal digits, of which the
 * padded blocks are plain ASCII.
 */
export function createSeal(key: string): (text: string) => string {
  if (!keyForm.test(key)) throw new Error('a seal’s key is 64 hexadecimal digits')
  const inner = xored(key, 0x36)
  const outer = Buffer.alloc(64 + 32)
  outer.write(xored(key, 0x5c), 0, 'latin1')
  return (text) => {
    const digest = hash('sha256', inner + text, 'binary')
    // Byte by byte, which takes a third of the time that `write` does.
    for (let index = 0; index < 32; index++) outer[64 + index] = digest.charCodeAt(index)
    return hash('sha256', outer).slice(0, tagDigits)
  }
}
