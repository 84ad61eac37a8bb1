import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { createQueueReader } from '../../electron/queue/reader.ts'
import { parametersText } from '../../electron/queue/row.ts'
import type { Command } from '../../electron/queue/types.ts'

/** What a desk had promised at one moment: the visit as it stood, and the commands it implied, each with its digest. */
export interface Acknowledgement {
  visitId: string
  state: 'here' | 'left'
  commands: (readonly [id: number, digest: string])[]
}

/** The lines of `acknowledged.jsonl`; a last line that was cut short was never finished, and so never promised. */
export function readAcknowledgements(text: string): Acknowledgement[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Acknowledgement)
}

export const digestOf = ({ key, kind, class: kindOfClass, parameters }: Command): string =>
  createHash('sha256')
    .update(JSON.stringify([key, kind, kindOfClass, parametersText(parameters)]))
    .digest('hex')
    .slice(0, 16)

/** Which of these promises the records do not keep: each in a few words. Later promises about a visit replace earlier. */
export function brokenPromises(
  database: Database,
  sealKey: string | null,
  promised: readonly Acknowledgement[],
): string[] {
  if (sealKey === null) return promised.length > 0 ? ['the key of the seals is lost'] : []
  const commands = createQueueReader(database, sealKey)
  const visit = database.prepare('SELECT left_at AS leftAt FROM visit WHERE id = ?')
  const broken: string[] = []
  for (const [visitId, last] of new Map(promised.map((each) => [each.visitId, each]))) {
    const row = visit.get(visitId) as { leftAt: number | null } | undefined
    if (row === undefined) broken.push(`visit ${visitId} is lost`)
    else if (last.state === 'left' && row.leftAt === null) broken.push(`visit ${visitId} never left`)
    for (const [id, digest] of last.commands) {
      const found = commands.byId(id)
      if (found === null) broken.push(`command ${id} is lost`)
      else if (digestOf(found) !== digest) broken.push(`command ${id} is another`)
    }
  }
  return broken
}
