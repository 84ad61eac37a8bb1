import { KisiError } from '../../kisi/error.ts'
import type { KisiClient, KisiRoleAssignment } from '../../kisi/types.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { Command, CommandHandler } from '../../queue/types.ts'
import type { KeyTable } from '../keys/table.ts'
import type { MatterTable } from './table.ts'

const iso = (at: unknown): string => new Date(Number(at)).toISOString()

/** `matter.put_back`: a right has the hours again that the desk gave it, and Kisi is read until it shows them. */
export function matterPutBack(services: {
  kisi(): KisiClient
  mirror(): Mirror
  matters: MatterTable
  keys: KeyTable
  onChange(visitId: string | null): void
}): CommandHandler {
  const { kisi, mirror, matters, keys } = services
  const priorityOf = (command: Command) => (command.class === 'revoke' ? ('revoke' as const) : ('grant' as const))
  const hasHours = (right: KisiRoleAssignment, { parameters: { from, until } }: Command): boolean =>
    [
      [right.validFrom, from],
      [right.validUntil, until],
    ].every(([text, at]) => typeof text === 'string' && Math.abs(Date.parse(text) - Number(at)) < 1000)

  return {
    kind: 'matter.put_back',
    lookFirst: true,
    readBack: true,
    async read(command, signal) {
      const call = { priority: priorityOf(command), signal }
      try {
        const right = await kisi().roleAssignment(Number(command.parameters['kisiId']), call)
        return hasHours(right, command) ? { stands: true, quote: 'Right has its hours again' } : { stands: false }
      } catch (error) {
        if (!(error instanceof KisiError && error.kind === 'not_found')) throw error
        return { stands: true, quote: 'Right gone' } // which is another matter, if the visitor is still here
      }
    },
    send(command, signal) {
      const { kisiId, from, until } = command.parameters
      const hours = { validFrom: iso(from), validUntil: iso(until) }
      return kisi().setRightHours(Number(kisiId), hours, { priority: priorityOf(command), signal })
    },
    settled(command, outcome) {
      const { kisiId, matterId, from, until } = command.parameters
      const matter = matters.byId(Number(matterId))
      if (outcome.state !== 'completed') {
        // Of a grant that was given up the matter stays; a revoke stays with the changes that need a person.
        if (command.class === 'grant' && matter?.state === 'closing') matters.again(matter.id, outcome.at)
        return services.onChange(command.visitId)
      }
      if (matter?.state === 'closing') matters.settle(matter.id, 'closed', outcome.at)
      const known = matter === undefined ? [] : mirror().roleAssignmentsOf({ type: 'Guest', id: matter.guest_id })
      const right = known.find(({ id }) => id === kisiId)
      if (right !== undefined && outcome.quote !== 'Right gone')
        mirror().putRoleAssignment({ ...right, validFrom: iso(from), validUntil: iso(until) })
      keys.addReceipt({
        visit_id: command.visitId,
        says: 'open',
        subject: command.subject,
        quote: outcome.quote ?? 'Right has its hours again',
        asked_at: command.enqueuedAt,
        at: outcome.at,
      })
      services.onChange(command.visitId)
    },
  }
}
