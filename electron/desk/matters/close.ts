import { KisiError } from '../../kisi/error.ts'
import type { KisiClient } from '../../kisi/types.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { CommandHandler } from '../../queue/types.ts'
import type { KeyTable } from '../keys/table.ts'
import type { MatterTable } from './table.ts'

/** `matter.close`: one role assignment or card assignment goes, whoever made it, and Kisi is read until it is gone. */
export function matterClose(services: {
  kisi(): KisiClient
  mirror(): Mirror
  matters: MatterTable
  keys: KeyTable
  onChange(visitId: string | null): void
}): CommandHandler {
  const { kisi, mirror, matters, keys } = services
  const isGone = (error: unknown): boolean => error instanceof KisiError && error.kind === 'not_found'
  return {
    kind: 'matter.close',
    lookFirst: true,
    readBack: true,
    async read({ parameters, object }, signal) {
      const { what, kisiId } = parameters
      const call = { priority: 'revoke' as const, signal }
      try {
        await kisi().object(what === 'card' ? 'card_assignment' : 'role_assignment', Number(kisiId), call)
        return { stands: false }
      } catch (error) {
        if (!isGone(error)) throw error
        return { stands: true, quote: what === 'card' ? `Card ${object ?? ''} back in stock` : 'Right gone' }
      }
    },
    async send({ parameters }, signal) {
      const id = Number(parameters['kisiId'])
      const call = { priority: 'revoke' as const, signal }
      try {
        if (parameters['what'] === 'card') await kisi().deleteCardAssignment(id, call)
        else await kisi().deleteRoleAssignment(id, call)
      } catch (error) {
        if (!isGone(error)) throw error
      }
    },
    settled(command, outcome) {
      if (outcome.state !== 'completed') return // it stays with the changes that need a person
      const { what, kisiId, matterId } = command.parameters
      const matter = matters.byId(Number(matterId))
      if (matter?.state === 'closing') matters.settle(matter.id, 'closed', outcome.at)
      if (what === 'card') mirror().removeCardAssignment(Number(kisiId))
      else mirror().removeRoleAssignment(Number(kisiId))
      keys.addReceipt({
        visit_id: command.visitId,
        says: 'closed',
        subject: command.subject,
        quote: outcome.quote ?? 'Gone',
        asked_at: command.enqueuedAt,
        at: outcome.at,
      })
      services.onChange(command.visitId)
    },
  }
}
