import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Snapshot, World } from './world.ts'

/** A state file that cannot be used; the message is one sentence for the terminal. */
export class StateFileError extends Error {}

const shape = z.looseObject({
  version: z.literal(1),
  name: z.string(),
  seed: z.number(),
  clockOffset: z.number(),
  counts: z.record(z.string(), z.number()),
  tables: z.record(z.string(), z.array(z.looseObject({ id: z.number() }))),
  events: z.array(z.looseObject({ uuid: z.string() })),
  eventCount: z.number(),
  blankTags: z.array(z.string()),
})

/** The world kept in that file, or null when there is none yet. Throws StateFileError. */
export function loadState(path: string): Snapshot | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new StateFileError(`The state file ${path} cannot be read: ${(error as Error).message}.`)
  }
  try {
    return shape.parse(JSON.parse(text)) as unknown as Snapshot
  } catch {
    throw new StateFileError(`The state file ${path} is not a world of this simulator. Move it away to start afresh.`)
  }
}

export interface StateFile {
  /** Writes what is not written yet, at once. */
  close(): void
}

/**
 * Keeps the file as the world is: at most `delay` milliseconds behind, and always whole, because it is written beside
 * and renamed. `complain` gets one sentence when writing fails, once until it works again.
 */
export function keepState(world: World, path: string, complain: (sentence: string) => void, delay = 150): StateFile {
  mkdirSync(dirname(path), { recursive: true })
  const beside = `${path}.${process.pid}.new`
  let dirty = false
  let writing = false
  let closed = false
  let complained = false
  let timer: NodeJS.Timeout | undefined

  function plan() {
    dirty = true
    if (!timer && !writing && !closed) timer = setTimeout(() => void write(), delay)
  }
  function failed(error: unknown) {
    if (!complained) complain(`The state file ${path} cannot be written: ${(error as Error).message}.`)
    complained = true
  }
  async function write() {
    timer = undefined
    writing = true
    dirty = false
    try {
      await writeFile(beside, JSON.stringify(world.snapshot()), { mode: 0o600 })
      if (!closed) await rename(beside, path)
      complained = false
    } catch (error) {
      if (!closed) failed(error)
    }
    writing = false
    if (dirty) plan()
  }

  world.onChange(plan)
  plan()
  return {
    close() {
      closed = true
      clearTimeout(timer)
      const last = `${path}.${process.pid}.last`
      try {
        writeFileSync(last, JSON.stringify(world.snapshot()), { mode: 0o600 })
        // A rename still under way must not put an older world over this one: take its file away first.
        rmSync(beside, { force: true })
        renameSync(last, path)
      } catch (error) {
        failed(error)
      }
    },
  }
}
