import { z } from 'zod'

/** What can be made to go wrong, for the requests a pattern picks. */
export const faultRequest = z.strictObject({
  kind: z.enum(['latency', 'status', 'timeout_before', 'timeout_after', 'reset_before', 'reset_after']),
  /** Upper case; every method when missing. */
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
  /** The path without its query; a star stands for anything. Every path when missing. */
  path: z.string().startsWith('/').max(200).optional(),
  /** How often it happens; without end when missing. */
  count: z.int().min(1).max(1_000_000).optional(),
  /** Of latency. */
  milliseconds: z.int().min(0).max(600_000).optional(),
  /** Of status. */
  status: z.int().min(400).max(599).optional(),
})

export type FaultRequest = z.infer<typeof faultRequest>
export type Fault = FaultRequest & { id: number; fired: number }

export interface Faults {
  add(request: FaultRequest): Fault
  /** The faults that strike this request; their counts go down. */
  strike(method: string, path: string): Fault[]
  all(): Fault[]
  remove(id: number): boolean
  clear(): void
}

function patternOf(path: string): RegExp {
  const escaped = path.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${escaped.join('.*')}$`)
}

export function createFaults(): Faults {
  let next = 1
  let faults: { fault: Fault; left: number; pattern: RegExp | null }[] = []
  return {
    add(request) {
      const fault: Fault = { ...request, id: next++, fired: 0 }
      faults.push({ fault, left: request.count ?? Infinity, pattern: request.path ? patternOf(request.path) : null })
      return fault
    },
    strike(method, path) {
      const struck = faults.filter(
        ({ fault, pattern }) => (!fault.method || fault.method === method) && (!pattern || pattern.test(path)),
      )
      for (const each of struck) {
        each.fault.fired += 1
        each.left -= 1
      }
      faults = faults.filter((each) => each.left > 0)
      return struck.map(({ fault }) => fault)
    },
    all: () => faults.map(({ fault, left }) => ({ ...fault, ...(left === Infinity ? {} : { count: left }) })),
    remove(id) {
      const before = faults.length
      faults = faults.filter(({ fault }) => fault.id !== id)
      return faults.length < before
    },
    clear() {
      faults = []
    },
  }
}
