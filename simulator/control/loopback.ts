import type { HttpBindings } from '@hono/node-server'
import type { MiddlewareHandler } from 'hono'

const LOCAL_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]'])

const isLocal = (url: string): boolean => URL.canParse(url) && LOCAL_NAMES.has(new URL(url).hostname)

/**
 * Lets in only who is on this machine and means this server: the Host must be a loopback name (no rebound DNS name) and
 * an Origin, where a browser sends one, must be this server's own.
 */
export const loopbackOnly: MiddlewareHandler<{ Bindings: HttpBindings }> = async (c, next) => {
  const address = c.env.incoming?.socket.remoteAddress ?? ''
  const host = c.req.header('host') ?? ''
  const origin = c.req.header('origin')
  const near = /^(127\.|::1$|::ffff:127\.)/.test(address)
  if (!near || !isLocal(`http://${host}`) || (origin !== undefined && origin !== `http://${host}`)) {
    return c.json({ error: 'Only pages and programs of this machine may use /_sim/.' }, 403)
  }
  await next()
}
