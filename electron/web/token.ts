import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A new token: 256 random bits, base64url. It lives as long as the host that made it. */
export function createToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Compares in a time that tells nothing about the token; hashing first makes the lengths equal. */
export function tokensMatch(expected: string, given: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(expected), digest(given))
}

/** The token of an `Authorization: Bearer …` header (RFC 6750), or an empty string. */
export function bearerToken(header: string | undefined): string {
  return /^Bearer ([\w-]+)$/i.exec(header ?? '')?.[1] ?? ''
}
