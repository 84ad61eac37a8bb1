import { readFile } from 'node:fs/promises'
import { extname, isAbsolute, relative, resolve } from 'node:path'

/**
 * The content security policy of both hosts. Trusted types admit one policy, Vue's own, which it registers under the
 * name `vue`.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types vue',
].join('; ')

/** Sent with every answer of both hosts, whatever it is. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

export interface Content {
  type: string
  body: Buffer
}

/**
 * Finds the file that a URL's path names below `root`, or null when it leads out of `root`, is not decodable, or has an
 * extension that is not served. `/` is `index.html`.
 */
export function resolveContent(root: string, pathname: string): { path: string; type: string } | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return null
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null
  const path = resolve(root, `.${decoded.endsWith('/') ? `${decoded}index.html` : decoded}`)
  const inside = relative(root, path)
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) return null
  const type = contentTypes[extname(path)]
  return type === undefined ? null : { path, type }
}

/** Reads the file that a URL's path names below `root`; null when there is none to serve. */
export async function readContent(root: string, pathname: string): Promise<Content | null> {
  const found = resolveContent(root, pathname)
  if (found === null) return null
  try {
    return { type: found.type, body: await readFile(found.path) }
  } catch {
    return null
  }
}
