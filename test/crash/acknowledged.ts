import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'

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

export const digestOf = (row: { key: string; kind: string; class: string; parameters: string }): string =>
  createHash('sha256')
    .update(JSON.stringify({ key: row.key, kind: row.kind, class: row.class, parameters: row.parameters }))
    .digest('hex')
    .slice(0, 16)

/** Which of these promises the records do not keep: each in a few words. Later promises about a visit replace earlier. */
export function brokenPromises(database: Database, promised: readonly Acknowledgement[]): string[] {
  const command = database.prepare('SELECT key, kind, class, parameters FROM command WHERE id = ?')
  const visit = database.prepare('SELECT left_at AS leftAt FROM visit WHERE id = ?')
  const broken: string[] = []
  for (const [visitId, last] of new Map(promised.map((each) => [each.visitId, each]))) {
    const row = visit.get(visitId) as { leftAt: number | null } | undefined
    if (row === undefined) broken.push(`visit ${visitId} is lost`)
    else if (last.state === 'left' && row.leftAt === null) broken.push(`visit ${visitId} never left`)
    for (const [id, digest] of last.commands) {
      const found = command.get(id) as Parameters<typeof digestOf>[0] | undefined
      if (found === undefined) broken.push(`command ${id} is lost`)
      else if (digestOf(found) !== digest) broken.push(`command ${id} is another`)
    }
  }
  return broken
}
