import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { loopbackOnly } from '../control/loopback.ts'

const SCRIPT = 'text/javascript; charset=utf-8'
const STYLE = 'text/css; charset=utf-8'

const FILES: Record<string, readonly [file: string, type: string]> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/mark.svg': ['mark.svg', 'image/svg+xml'],
  '/panel.js': ['panel.js', SCRIPT],
  '/parts.js': ['parts.js', SCRIPT],
  '/doors.js': ['doors.js', SCRIPT],
  '/faults.js': ['faults.js', SCRIPT],
  '/log.js': ['log.js', SCRIPT],
  // The desk's own tokens: colours and sizes are written down in one place only.
  '/tokens.css': ['../../renderer/ui/styles/tokens.css', STYLE],
  '/panel.css': ['panel.css', STYLE],
}

const FONTS = { '/inter-latin.woff2': 'latin', '/inter-latin-ext.woff2': 'latin-ext' }

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
}

/** A file of the Inter package, or null where it is not installed: the panel then takes the system's letters. */
function readFont(subset: string): Buffer<ArrayBuffer> | null {
  try {
    const { resolve } = createRequire(import.meta.url)
    return readFileSync(resolve(`@fontsource-variable/inter/files/inter-${subset}-wght-normal.woff2`))
  } catch {
    return null
  }
}

/** The panel: a page, its scripts and its styles, and nothing from anywhere else. */
export function createPanelPage(): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.use(loopbackOnly)
  for (const [path, [file, type]] of Object.entries(FILES)) {
    app.get(path, (c) =>
      c.body(readFileSync(new URL(file, import.meta.url)), 200, { ...HEADERS, 'Content-Type': type }),
    )
  }
  for (const [path, subset] of Object.entries(FONTS)) {
    app.get(path, (c) => {
      const font = readFont(subset)
      return font ? c.body(font, 200, { ...HEADERS, 'Content-Type': 'font/woff2' }) : c.notFound()
    })
  }
  return app
}
