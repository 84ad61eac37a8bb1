import type { Database } from 'better-sqlite3'
import { KisiError } from '../kisi/error.ts'
import type { KisiTime } from '../kisi/time.ts'
import type { KisiClient, KisiOrganization } from '../kisi/types.ts'
import type { Journal } from './local.ts'
import { carryNewerLocks } from './locks.ts'
import type { Progress } from './progress.ts'
import type { Side } from './side.ts'
import type { State } from './state.ts'
import { fillCopy } from './sync.ts'
import { breathe, unhurried } from './unhurried.ts'

/** A run that stopped longer ago begins anew. */
const resumableMs = 24 * 3_600_000
/** Events are asked for from so long before a run began: some come late. */
const marginMs = 5 * 60_000
/** So many changes are made again, and so many rows cleared, in one go. A person costs the most, with the text index. */
const chunk = 50

export interface RunOptions {
  database: Database
  kisi: KisiClient
  active: Side
  spare: Side
  state: State
  journal: Journal
  progress: Progress
  signal: AbortSignal
  now(): number
  kisiTime: Pick<KisiTime, 'now' | 'learn'>
  random(): number
  restsMs: readonly number[]
  pause(): Promise<void>
  hurried: boolean
  onOrganization(organization: KisiOrganization): void
}

export function aborted(): KisiError {
  return new KisiError('aborted', 'The copy was given up.', { reached: false })
}

/** Empties a copy, a statement at a time. */
export async function clearSide(database: Database, side: Side, signal: AbortSignal): Promise<void> {
  for (const statement of side.clearing) {
    if (signal.aborted) throw aborted()
    unhurried(database, statement)
    await breathe()
  }
}

/**
 * One reading of everything into the copy that nobody reads, and the stroke that puts it in the other's place. A run
 * that was stopped goes on with the list it stopped at. Answers what the copy lacks, or null.
 */
export async function runOnce(options: RunOptions): Promise<string | null> {
  const { database, spare, active, state, journal, signal, now, kisiTime } = options
  await kisiTime.learn({ priority: 'background', signal })
  if (signal.aborted) throw aborted()
  const began = state.sweepAt
  if (began === null || kisiTime.now() < began || kisiTime.now() - began > resumableMs) {
    await clearSide(database, spare, signal)
    unhurried(database, () => {
      journal.clear()
      state.setSweep(kisiTime.now())
    })
    state.reload()
  } else {
    for (const [key, clear] of spare.clearingByPart) {
      while (!state.sweepDone.has(key)) {
        if (signal.aborted) throw aborted()
        if (!unhurried(database, () => clear(chunk))) break
        await breathe()
      }
    }
  }
  unhurried(database, () => spare.people.mergeByHand(true))
  const lacks = await fillCopy({ ...options, side: spare, done: state.sweepDone })
  for (;;) {
    if (signal.aborted) throw aborted()
    const done = unhurried(database, () => {
      if (journal.replay(spare, chunk) > 0) return false
      carryNewerLocks(database, active.name, spare.name)
      if (state.eventsUntil === null) state.setEventsUntil((state.sweepAt ?? kisiTime.now()) - marginMs)
      state.setSweep(null)
      spare.people.mergeByHand(false)
      state.swap(spare.name, now())
      return true
    })
    if (done) return lacks
    await breathe()
  }
}
