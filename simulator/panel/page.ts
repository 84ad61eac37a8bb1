import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { loopbackOnly } from '../control/loopback.ts'
import { createPanelBuild, PREPARED, type PanelBuild } from './build.ts'

type Env = { Bindings: HttpBindings }

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
}

const TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}

/** How long in milliseconds a page waits for what is nearly always prepared already, before it says so. */
const PATIENCE = 3000

const HTML = 'text/html; charset=utf-8'

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const sentencePage = (text: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Simulator</title>` +
  `<link rel="icon" href="/_sim/panel/icon.svg"></head>` +
  `<body><pre>${escaped(text)}</pre></body></html>`

export interface PanelPage {
  app: Hono<Env>
  close(): void
}

/**
 * The panel: a page, its scripts and its styles, and nothing from anywhere else. It is built when it is first asked for
 * or has changed since; meanwhile a line says so, and the page asks again.
 */
export function createPanelPage(build: PanelBuild = createPanelBuild(), patience = PATIENCE): PanelPage {
  const app = new Hono<Env>()
  app.use(loopbackOnly)

  app.get('/', async (c) => {
    const prepared = build.prepare()
    const outcome = await Promise.race([prepared, sleep(patience, undefined, { ref: false })])
    const page = { ...HEADERS, 'Content-Type': HTML, 'Cache-Control': 'no-store' }
    if (outcome === undefined) {
      return c.body(sentencePage('The panel is being built. This takes a few seconds.'), 200, { ...page, Refresh: '1' })
    }
    if (outcome !== null) return c.body(sentencePage(outcome), 500, page)
    return c.body(await readFile(new URL('index.html', PREPARED)), 200, page)
  })
  app.get('/:file{[\\w-]+\\.(svg|js)}', (c) => serve(c, c.req.param('file'), 'no-cache'))
  // Their names say what is in them, so they never change.
  app.get('/assets/:file{[\\w.-]+}', (c) => serve(c, `assets/${c.req.param('file')}`, 'max-age=31536000, immutable'))

  return { app, close: () => build.close() }
}

async function serve(c: Context<Env>, name: string, caching: string): Promise<Response> {
  const type = TYPES[name.slice(name.lastIndexOf('.') + 1)]
  const content = type === undefined ? null : await readFile(new URL(name, PREPARED)).catch(() => null)
  if (type === undefined || content === null) return c.notFound()
  return c.body(content, 200, { ...HEADERS, 'Content-Type': type, 'Cache-Control': caching })
}
