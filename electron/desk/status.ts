import type { DeskStatus } from '../contract/status.ts'
import type { Mirror } from '../mirror/types.ts'
import type { Queue } from '../queue/queue.ts'
import type { Connection } from './connection/connection.ts'
import type { DeskReaders } from './readers/readers.ts'

/** Parts of the status that only a desk with its records open can fill. */
export interface RunningParts {
  connection: Connection
  mirror(): Mirror
  queue: Queue
  counts(): DeskStatus['changes']
  readers: DeskReaders
  notices(): DeskStatus['notices']
}

const nothing = {
  organization: null,
  place: null,
  connection: { state: 'none', since: null, nextTryAt: null, address: null, message: null, keyKept: null },
  changes: { waiting: 0, needsPerson: 0 },
  mirror: { state: 'empty', people: 0, at: null, progress: null, message: null },
  reader: { state: 'none', port: null, message: null, lastTapAt: null },
  readers: [],
  notices: [],
} satisfies Partial<DeskStatus>

/** How the desk stands, for the frame of the screen. Before the records are open it says only that it is starting. */
export function statusOf(
  desk: { version: string; demo: boolean; now: number; failure: string | null },
  parts: RunningParts | null,
): DeskStatus {
  const common = { version: desk.version, demo: desk.demo, now: new Date(desk.now).toISOString() }
  if (desk.failure !== null) return { ...common, ...nothing, phase: 'failed', failure: desk.failure }
  if (parts === null) return { ...common, ...nothing, phase: 'starting', failure: null }
  const { connection, queue, readers } = parts
  const mirror = parts.mirror()
  const place = mirror.places()[0]
  const next = queue.nextProbeAt()
  const { state, people, asOf, progress, message } = mirror.status
  return {
    ...common,
    phase: 'ready',
    failure: null,
    organization: connection.organization(),
    place: place === undefined ? null : { id: place.id, name: place.name, timeZone: place.timeZone },
    connection: { ...connection.status(), nextTryAt: next === null ? null : new Date(next).toISOString() },
    changes: parts.counts(),
    mirror: { state, people, at: asOf === null ? null : new Date(asOf).toISOString(), progress, message },
    ...readers.status(),
    notices: parts.notices(),
  }
}
