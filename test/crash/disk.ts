import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { migrations } from '../../electron/desk/schema.ts'
import { readSealKey } from '../../electron/queue/seal-key.ts'
import { openStore } from '../../electron/store/store.ts'
import { brokenPromises, readAcknowledgements } from './acknowledged.ts'
import { live, type Life } from './follow.ts'

export interface DiskResult {
  /** Changes that a life without faults makes: each is made to fail. */
  changes: number
  lives: number
  acknowledged: number
  refused: number
  /** Lives that would not open, with a sentence. */
  closed: number
  lost: number
  corrupt: number
  /** Lives that ended with anything but an answer: a crash, or no end at all. */
  broke: number
  complaints: string[]
}

/** How long the disk stays bad: for one change, for a while, for the rest of that life. */
const SPANS = [1, 12, 1_000_000]
const ERRORS = { ENOSPC: constants.errno.ENOSPC, EIO: constants.errno.EIO }

/**
 * Lives short lives of a desk on a disk that refuses: at every change (or `lives` of them, spread evenly), with a full
 * disk and with a failing one. Each is then opened on a good disk and must keep what it had acknowledged.
 */
export async function spoilDisk(options: {
  folder: string
  kisi: { url: string; apiKey: string }
  seed: number
  /** How many lives at most; every change times every kind of failure when missing. */
  lives?: number
  abreast: number
}): Promise<DiskResult> {
  const { folder, kisi, seed } = options
  const prepared = join(folder, 'prepared')
  const life = (data: string): Life => ({ folder: data, kisi, visits: 3, seed, settle: 1500 })
  const first = await live({ ...life(prepared), visits: 1 })
  if (first.code !== 0)
    throw new Error(`The life that prepares the records ended with ${first.code}: ${first.complaint}`)

  const counted = join(folder, 'counted')
  cpSync(prepared, counted, { recursive: true })
  const count = join(folder, 'count')
  await live({ ...life(counted), count })
  const changes = Number(readFileSync(count, 'utf8'))
  const result: DiskResult = {
    ...{ changes, lives: 0, acknowledged: 0, refused: 0, closed: 0, lost: 0, corrupt: 0, broke: 0 },
    complaints: [],
  }

  const all = Array.from({ length: changes }, (_each, at) => at + 1).flatMap((at) =>
    Object.entries(ERRORS).flatMap(([name, errno]) => SPANS.map((span) => ({ at, name, errno, span }))),
  )
  const wanted = Math.min(options.lives ?? all.length, all.length)
  const chosen = Array.from({ length: wanted }, (_each, at) => all[Math.floor(((at + 0.5) * all.length) / wanted)]!)

  async function oneAfterAnother(lane: number): Promise<void> {
    const data = join(folder, `lane-${lane}`)
    for (let next = chosen.shift(); next !== undefined; next = chosen.shift()) {
      const { at, name, errno, span } = next
      const complain = (what: string): void => {
        if (result.complaints.length < 5) result.complaints.push(`${name} at change ${at} for ${span}: ${what}`)
      }
      rmSync(data, { recursive: true, force: true })
      cpSync(prepared, data, { recursive: true })
      const end = await live({ ...life(data), fail: { at, errno, count: span } }, 30_000)
      result.lives += 1
      result.acknowledged += end.acknowledged
      result.refused += end.refused
      if (end.closed !== null) result.closed += 1
      if (end.code !== 0) {
        result.broke += 1
        complain(end.complaint.trim().split('\n').slice(0, 6).join(' ') || `ended with ${end.code}`)
      }
      try {
        const store = openStore({ file: join(data, 'desk.db'), migrations, now: Date.now() })
        const [verdict] = store.database.pragma('integrity_check(1)') as { integrity_check: string }[]
        const notes = readAcknowledgements(readFileSync(join(data, 'acknowledged.jsonl'), 'utf8'))
        const broken = brokenPromises(store.database, readSealKey(join(data, 'queue.key')), notes)
        store.close()
        if (verdict?.integrity_check !== 'ok') result.corrupt += 1
        if (broken.length > 0) result.lost += 1
        const worst = verdict?.integrity_check === 'ok' ? broken[0] : verdict?.integrity_check
        if (worst !== undefined) complain(worst)
      } catch (error) {
        result.corrupt += 1
        complain(error instanceof Error ? error.message : String(error))
      }
    }
  }
  mkdirSync(folder, { recursive: true })
  await Promise.all(Array.from({ length: options.abreast }, (_each, lane) => oneAfterAnother(lane)))
  return result
}
