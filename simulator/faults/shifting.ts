import type { IncomingMessage } from 'node:http'
import type { Strike } from './faults.ts'
import type { HeldAnswer } from './held-answer.ts'

/** Makes of the answer to the page that was really read the one to the page that was asked for. */
export type Shifted = (held: HeldAnswer) => HeldAnswer

/** Lists that shift while they are read: others see them as they are. */
export interface Shifts {
  none(): boolean
  clear(): void
  /**
   * Has the request read another page than it asks for, if its list has shifted. The request's `url` then says so, and
   * its answer goes through what is returned.
   */
  turn(request: IncomingMessage, strikes: readonly Strike[], fire: (strike: Strike) => boolean): Shifted | null
}

interface Shift {
  inserted: number
  removed: number
  reordered: number
}

/** Lists that are being read at the same time; the one that began first is forgotten. */
const MOST_LISTS = 200

const RANGE = /^(\d+)-(\d+)\/(\d+)$/

/** The list without the page: what tells one reading from another. */
function listOf(url: string): { list: string; offset: number; parameters: URLSearchParams; path: string } | null {
  const at = url.indexOf('?')
  if (at < 0) return null
  const path = url.slice(0, at)
  const parameters = new URLSearchParams(url.slice(at + 1))
  const text = parameters.get('offset') ?? '0'
  if (!/^\d{1,9}$/.test(text)) return null
  const rest = new URLSearchParams(parameters)
  rest.delete('offset')
  rest.delete('limit')
  rest.sort()
  return { list: `${path}?${rest.toString()}`, offset: Number(text), parameters, path }
}

/** The rows of a page that reads `moved` further on; a reordered list ends where it ended before. */
function adjust(held: HeldAnswer, moved: number, grown: number, offset: number): HeldAnswer {
  const name = 'x-collection-range'
  const [, from, to, total] = RANGE.exec(String(held.headers[name] ?? '')) ?? []
  if (held.status !== 200 || total === undefined) return held
  const rows: unknown = JSON.parse(held.body.toString('utf8'))
  if (!Array.isArray(rows)) return held
  const count = Math.max(0, Number(total) + grown)
  const kept = rows.slice(0, Math.max(0, count - offset))
  return {
    ...held,
    headers: { ...held.headers, [name]: `${Number(from) - moved}-${Number(to) - moved}/${count}` },
    body: Buffer.from(JSON.stringify(kept)),
  }
}

export function createShifts(): Shifts {
  const shifts = new Map<string, Shift>()
  return {
    none: () => shifts.size === 0,
    clear: () => shifts.clear(),
    turn(request, strikes, fire) {
      const read = request.method === 'GET' ? listOf(request.url ?? '') : null
      if (!read) {
        if (request.method === 'GET') shifts.delete(`${request.url}?`)
        return null
      }
      const { list, offset, parameters, path } = read
      if (offset === 0) {
        shifts.delete(list)
        return null
      }
      for (const strike of strikes) {
        const { fault } = strike
        if (fault.kind !== 'shifting_pages' || !fire(strike)) continue
        const shift = shifts.get(list) ?? { inserted: 0, removed: 0, reordered: 0 }
        shift[fault.change] += fault.rows
        shifts.set(list, shift)
      }
      const shift = shifts.get(list)
      if (!shift) return null
      const [oldest] = shifts.keys()
      if (shifts.size > MOST_LISTS && oldest !== undefined) shifts.delete(oldest)
      const really = Math.max(0, offset + shift.removed - shift.inserted - shift.reordered)
      parameters.set('offset', String(really))
      request.url = `${path}?${parameters.toString()}`
      return (held) => adjust(held, really - offset, shift.inserted - shift.removed, offset)
    },
  }
}
