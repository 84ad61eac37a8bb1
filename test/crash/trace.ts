import { basename } from 'node:path'

/** One change to a followed folder, as `shim.c` records it. Files go by their number, in the order they were opened. */
export type Change =
  | { kind: 'opened'; file: number; name: string }
  | { kind: 'written'; file: number; offset: number; bytes: Buffer }
  | { kind: 'truncated'; file: number; length: number }
  | { kind: 'synced'; file: number }
  | { kind: 'removed'; file: number }
  | { kind: 'renamed'; file: number; to: number; name: string }
  | { kind: 'directory_synced' }

const HEAD = 17

/** Reads a trace; a record that was cut short at the end is left out. */
export function readTrace(trace: Buffer): Change[] {
  const changes: Change[] = []
  for (let at = 0; at + HEAD <= trace.length;) {
    const op = trace.readUInt8(at)
    const file = trace.readUInt32LE(at + 1)
    const offset = Number(trace.readBigInt64LE(at + 5))
    const length = trace.readUInt32LE(at + 13)
    const bytes = trace.subarray(at + HEAD, at + HEAD + length)
    at += HEAD + length
    if (bytes.length < length) break
    if (op === 1) changes.push({ kind: 'opened', file, name: basename(bytes.toString()) })
    else if (op === 2) changes.push({ kind: 'written', file, offset, bytes })
    else if (op === 3) changes.push({ kind: 'truncated', file, length: offset })
    else if (op === 4) changes.push({ kind: 'synced', file })
    else if (op === 5) changes.push({ kind: 'removed', file })
    else if (op === 6) {
      const name = basename(bytes.toString().split('\n')[1] ?? '')
      changes.push({ kind: 'renamed', file, to: offset, name })
    } else if (op === 7) changes.push({ kind: 'directory_synced' })
    else throw new Error(`The trace holds a record of an unknown kind, ${op}.`)
  }
  return changes
}
