import { KisiError } from '../../kisi/error.ts'
import { NotShownYet } from '../../queue/perform.ts'
import type { KisiRoleAssignment } from '../../kisi/types.ts'
import type { Command, CommandHandler } from '../../queue/types.ts'
import { Refused } from '../judge.ts'
import { damagedKey, damagedKeyOpen, type KeyServices } from './services.ts'
import type { KeyRow } from './table.ts'

type IsSame = boolean | 'unsaid'

function sameInstant(text: string | null | undefined, at: number | null): IsSame {
  if (text === undefined) return 'unsaid'
  return text === null || at === null ? text === null && at === null : Math.abs(Date.parse(text) - at) < 1000
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

function keyOf(services: KeyServices, command: Command): KeyRow {
  const key = services.keys.byId(String(command.parameters['keyId']))
  if (key === undefined || key.group_id === null) throw new Refused('The key is not in the records any more.')
  if (key.damaged) throw new Refused(damagedKey)
  return key
}

/** The key whose command ended, whatever the disk made of it: what is written to a damaged one is left out. */
const keyToSettle = (services: KeyServices, command: Command): KeyRow | undefined =>
  services.keys.byId(String(command.parameters['keyId']))

/**
 * Whether a right is this key's: known by its id, or by its window when the answer with the id was lost; unsaid where
 * Kisi's answer lacks the window, which is not the same as a right without an end.
 */
export const isRightOf = (key: KeyRow, right: KisiRoleAssignment): IsSame =>
  right.id === key.kisi_id || hasHoursOf(key, right)

/** Whether a right is for the hours that the desk gave its key. */
export function hasHoursOf(key: KeyRow, right: KisiRoleAssignment): IsSame {
  const [from, until] = [sameInstant(right.validFrom, key.valid_from), sameInstant(right.validUntil, key.valid_until)]
  if (from === false || until === false) return false
  return from === true && until === true ? true : 'unsaid'
}

/** The rights that are this key's. Throws when there are none, and one of which nobody can say whether it is. */
function ownOf(key: KeyRow, rights: readonly KisiRoleAssignment[]): KisiRoleAssignment[] {
  const own = rights.filter((right) => isRightOf(key, right) === true)
  if (own.length > 0 || rights.every((right) => isRightOf(key, right) === false)) return own
  throw new NotShownYet(
    'Kisi did not say for which hours this visitor’s right is. It is asked again.',
    `Kisi shows a right on ${key.label} without its hours. Look at it in Kisi, delete it if it is this visit’s, then try again.`,
  )
}

/** This guest's rights on the key's group, as Kisi has them now; on anything, where it is not known which group that is. */
async function rightsOf(
  services: KeyServices,
  key: KeyRow,
  priority: 'grant' | 'revoke',
  signal: AbortSignal,
): Promise<KisiRoleAssignment[]> {
  const guest = { assigneeType: 'Guest' as const, assigneeId: services.guestOf(key.visit_id) }
  const group = key.damaged ? {} : { appliesToType: 'Group' as const, appliesToId: key.group_id ?? 0 }
  const page = { priority, signal, limit: 100, offset: 0 }
  return (await services.kisi().roleAssignments({ ...page, ...guest, ...group })).items
}

/** `right.give`: a role assignment on the visitor type's group, from now less a margin until the end and a margin. */
export function rightGive(services: KeyServices): CommandHandler {
  return {
    kind: 'right.give',
    readBack: true,
    async read(command, signal) {
      const key = keyOf(services, command)
      const [right] = ownOf(key, await rightsOf(services, key, 'grant', signal))
      if (right === undefined) return { stands: false }
      const until = key.valid_until === null ? '' : `, until ${services.clockTime(key.valid_until)}`
      return { stands: true, result: { rightId: right.id }, quote: `Right on ${key.label}${until}` }
    },
    async send(command, signal) {
      const key = keyOf(services, command)
      const wanted = {
        assigneeType: 'Guest' as const,
        assigneeId: services.guestOf(key.visit_id),
        groupId: key.group_id ?? 0,
        validFrom: iso(key.valid_from),
        validUntil: iso(key.valid_until),
      }
      try {
        return { rightId: (await services.kisi().createRoleAssignment(wanted, { priority: 'grant', signal })).id }
      } catch (error) {
        if (!(error instanceof KisiError) || error.kind !== 'invalid') throw error
        const others = await rightsOf(services, key, 'grant', signal)
        if (others.length === 0 || others.some((right) => isRightOf(key, right) !== false)) throw error // the queue looks by itself
        throw new Refused(
          `Kisi gives this visitor a right on ${key.label} already, with other hours. Delete it in Kisi, then try again.`,
        )
      }
    },
    settled(command, outcome) {
      const key = keyToSettle(services, command)
      if (key === undefined) return
      if (outcome.state !== 'completed') return services.grantStopped(key.visit_id, key.id, outcome)
      const rightId = Number(outcome.result['rightId'])
      services.keys.setKisi(key.id, rightId)
      services.mirror().putRoleAssignment({
        id: rightId,
        roleId: 'group_basic',
        assigneeType: 'Guest',
        assigneeId: services.guestOf(key.visit_id),
        appliesToType: 'Group',
        appliesToId: key.group_id ?? 0,
        validFrom: iso(key.valid_from),
        validUntil: iso(key.valid_until),
        createdAt: iso(outcome.at),
      })
      services.opened(key, outcome.quote ?? `Right on ${key.label}`, outcome.at)
    },
  }
}

/**
 * `right.take`: the right goes, whatever became of the answer when it was given: every right of this guest on the
 * group with the key's own window or id is deleted, and Kisi is read until it shows none. Of a key that the disk changed
 * nothing is deleted: either Kisi shows no right of this guest at all, or a person must look.
 */
export function rightTake(services: KeyServices): CommandHandler {
  const mine = async (command: Command, signal: AbortSignal): Promise<KisiRoleAssignment[]> => {
    const key = keyOf(services, command)
    return ownOf(key, await rightsOf(services, key, 'revoke', signal))
  }
  return {
    kind: 'right.take',
    lookFirst: true,
    readBack: true,
    async read(command, signal) {
      const key = keyToSettle(services, command)
      if (key?.damaged === true) {
        const left = await rightsOf(services, key, 'revoke', signal)
        return left.length === 0 ? { stands: true, quote: 'Right gone' } : { stands: false, refused: damagedKeyOpen }
      }
      return (await mine(command, signal)).length > 0 ? { stands: false } : { stands: true, quote: 'Right gone' }
    },
    async send(command, signal) {
      for (const right of await mine(command, signal)) {
        try {
          await services.kisi().deleteRoleAssignment(right.id, { priority: 'revoke', signal })
        } catch (error) {
          if (!(error instanceof KisiError) || error.kind !== 'not_found') throw error
        }
      }
    },
    settled(command, outcome) {
      const key = keyToSettle(services, command)
      if (key === undefined) return
      if (outcome.state !== 'completed') return services.revokeStopped(key.id, outcome)
      if (key.kisi_id !== null) services.mirror().removeRoleAssignment(key.kisi_id)
      services.closed(key, outcome.quote ?? 'Right gone', outcome.at)
    },
  }
}
