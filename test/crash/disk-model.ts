import type { Change } from './trace.ts'

/** What a disk writes whole or not at all. */
const SECTOR = 512

type Pending = Extract<Change, { kind: 'written' | 'truncated' }>

interface FileState {
  name: string
  /** What survives a loss of power for certain. */
  durable: Buffer
  pending: Pending[]
  /** False until the file itself or its folder was synced: it may not be there afterwards. */
  certain: boolean
  removed: boolean
}

/** How a power loss treats what was not synced: all of it kept, none, or each sector by chance. */
export type Loss = 'all' | 'none' | (() => number)

/**
 * A disk with a write cache. What was synced stays; of what was written since, a loss of power keeps any part, in any
 * order, sector by sector. A removal or renaming that no sync of the folder followed may or may not have happened; that
 * of a file of records counts as having happened, since the journalled file systems a desk runs on keep their order.
 */
export function createDiskModel() {
  const files = new Map<number, FileState>()

  function fileOf(number: number): FileState {
    const file = files.get(number)
    if (file === undefined) throw new Error(`The trace writes to file ${number}, which it never opened.`)
    return file
  }

  return {
    apply(change: Change): void {
      if (change.kind === 'opened') {
        const known = files.get(change.file)
        if (known === undefined || known.removed) {
          files.set(change.file, {
            name: change.name,
            durable: Buffer.alloc(0),
            pending: [],
            certain: false,
            removed: false,
          })
        }
      } else if (change.kind === 'written' || change.kind === 'truncated') {
        fileOf(change.file).pending.push(change)
      } else if (change.kind === 'synced') {
        const file = fileOf(change.file)
        file.durable = written(file.durable, file.pending, 'all')
        file.pending = []
        file.certain = true
      } else if (change.kind === 'removed') {
        fileOf(change.file).removed = true
      } else if (change.kind === 'renamed') {
        const file = fileOf(change.file)
        files.set(change.to, { ...file, name: change.name })
        file.removed = true
      } else {
        for (const file of files.values()) file.certain = true
      }
    },
    /** The files as they would be found after the power went now. */
    after(loss: Loss): Map<string, Buffer> {
      const found = new Map<string, Buffer>()
      for (const file of files.values()) {
        if (file.removed) continue
        if (!file.certain && (loss === 'none' || (loss !== 'all' && loss() < 0.5))) continue
        found.set(file.name, written(file.durable, file.pending, loss))
      }
      return found
    },
    /** True when something waits in the cache: only then does a loss of power have anything to choose. */
    unsettled: () => [...files.values()].some((file) => !file.removed && file.pending.length > 0),
  }
}

/** The file after those changes, or those parts of them that the loss leaves. */
function written(durable: Buffer, pending: readonly Pending[], loss: Loss): Buffer {
  if (pending.length === 0 || loss === 'none') return durable
  const ends = pending.map((each) => (each.kind === 'truncated' ? each.length : each.offset + each.bytes.length))
  const bytes = Buffer.alloc(Math.max(durable.length, ...ends))
  durable.copy(bytes)
  let length = durable.length
  for (const change of pending) {
    if (change.kind === 'truncated') {
      if (loss !== 'all' && loss() < 0.5) continue
      bytes.fill(0, change.length, Math.max(length, change.length))
      length = change.length
      continue
    }
    const end = change.offset + change.bytes.length
    for (let at = change.offset; at < end;) {
      const next = Math.min(end, (Math.floor(at / SECTOR) + 1) * SECTOR)
      if (loss === 'all' || loss() < 0.5) {
        change.bytes.copy(bytes, at, at - change.offset, next - change.offset)
        length = Math.max(length, next)
      }
      at = next
    }
  }
  return bytes.subarray(0, length)
}
