import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Whether `X-Signature` is the HMAC-SHA256 of the raw body under the webhook's key (reference, "Integrations"). Kisi says
 * neither whether it is written in hexadecimal or Base64 nor whether `sha256=` always stands before it: all are taken.
 * Compared in constant time.
 */
export function isSigned(body: Buffer, header: string | undefined, key: string): boolean {
  if (header === undefined) return false
  const given = header.trim().replace(/^sha256=/i, '')
  const digest = createHmac('sha256', key).update(body).digest()
  const hexadecimal = /^[0-9a-f]{64}$/i.test(given)
  const bytes = Buffer.from(given, hexadecimal ? 'hex' : 'base64')
  return bytes.length === digest.length && timingSafeEqual(bytes, digest)
}
