import { readQuery } from './query.ts'
import { createRouter, type Match } from './router.ts'
import type { Route } from './routes.ts'

/** What the first line of a request asks for. Neither it nor anything in it is ever changed. */
export interface Ask {
  /** Path and query. */
  url: string
  /** Null for what no route answers. */
  match: Match | null
  query: Readonly<Record<string, string>>
}

/** Readings of the first lines of GETs are kept, up to so many: programs ask for the same again and again. */
const MOST_KEPT = 1000

/** Reads first lines of requests. HEAD asks for what GET asks for (RFC 9110, 9.3.2). */
export function createAsks(routes: readonly Route[]): (method: string, url: string) => Ask {
  const router = createRouter(routes)
  const kept = new Map<string, Ask>()

  function read(method: string, url: string): Ask {
    const at = url.indexOf('?')
    const match = router(method, at < 0 ? url : url.slice(0, at))
    if (match) Object.freeze(match.path)
    return { url, match, query: Object.freeze(readQuery(at < 0 ? '' : url.slice(at + 1))) }
  }

  return (method, url) => {
    if (method !== 'GET' && method !== 'HEAD') return read(method, url)
    const before = kept.get(url)
    if (before) return before
    if (kept.size >= MOST_KEPT) kept.clear()
    const ask = read('GET', url)
    kept.set(url, ask)
    return ask
  }
}
