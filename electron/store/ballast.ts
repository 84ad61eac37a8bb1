import { closeSync, fsyncSync, openSync, rmSync, statSync, statfsSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** A little space kept for the day when the disk is full, in bytes. */
export const ballastBytes = 256 * 1024
/** It is only made again when there is much more room than it takes, so that it does not come and go. */
const enoughRoomBytes = 4 * ballastBytes

export interface Ballast {
  /** True while the space is kept. */
  kept(): boolean
  /** Gives the space to whoever writes next. False when there was none to give. */
  giveUp(): boolean
  /** Takes the space, if there is room for it and more. Answers whether it is kept now. */
  make(): boolean
}

/** A file that is only there to be deleted: on a full disk even “done” can't be written, and a revoke must be. */
export function createBallast(file: string): Ballast {
  function kept(): boolean {
    try {
      return statSync(file).size >= ballastBytes
    } catch {
      return false
    }
  }

  function isRoom(): boolean {
    try {
      const { blocks, bavail, bsize } = statfsSync(dirname(file))
      return blocks === 0 || bavail * bsize >= enoughRoomBytes
    } catch {
      return true
    }
  }

  return {
    kept,
    giveUp() {
      if (!kept()) return false
      rmSync(file, { force: true })
      return true
    },
    make() {
      if (kept()) return true
      if (!isRoom()) return false
      try {
        const handle = openSync(file, 'w', 0o600)
        try {
          writeSync(handle, Buffer.alloc(ballastBytes, 0x42))
          fsyncSync(handle)
        } finally {
          closeSync(handle)
        }
      } catch {
        rmSync(file, { force: true })
      }
      return kept()
    },
  }
}
