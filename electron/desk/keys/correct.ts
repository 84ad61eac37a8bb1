import type { Complaint, ComplaintField } from '../../contract/complaints.ts'
import { DeskError } from '../../contract/errors.ts'
import type { Queue } from '../../queue/queue.ts'
import type { Command, CommandKind } from '../../queue/types.ts'
import type { KeyTable } from './table.ts'

/** What of a visit is corrected, and how its keys are meant to be from then on. */
export interface Correction {
  visitId: string
  visitorId: string
  visitorName: string
  email: string | null
  namesakes: string | null
  /** Until when its keys are to open, epoch milliseconds; null: as they are. */
  validUntil: number | null
  fields: readonly ComplaintField[]
}

/** Something of a visit that will not move before a person does something; `field` null: it is about the visit as a whole. */
export interface Refusal {
  field: ComplaintField | null
  message: string
}

const fieldOfKind: Partial<Record<CommandKind, ComplaintField>> = {
  'right.give': 'visitorTypeId',
  'right.take': 'visitorTypeId',
  'card.enrol': 'cardIdentity',
  'card.give': 'cardIdentity',
  'card.activate': 'cardIdentity',
  'card.take': 'cardIdentity',
}
/** The command that a field goes to Kisi with. */
const kindOfField: Partial<Record<ComplaintField, CommandKind>> = {
  name: 'guest.create',
  email: 'guest.create',
  until: 'right.give',
}

const stopped = (command: Command): boolean => command.state === 'failed' || command.state === 'dead'
const tag = (key: string, time: number): string => `${key.replace(/:corrected:\d+$/u, '')}:corrected:${time}`

/** Every command that this one was asked for as: the first, and each that corrected the one before. */
export function* correctionsOf(queue: Pick<Queue, 'byKey'>, key: string): Generator<Command> {
  const first = queue.byKey(key)
  if (first !== null) yield first
  for (let time = 1; ; time++) {
    const next = queue.byKey(tag(key, time))
    if (next === null) return
    yield next
  }
}

/** What Kisi refused of a visit, at the field it came from, each field once. */
export function refusalsOf(queue: Pick<Queue, 'openOfVisit'>, visitId: string): Refusal[] {
  const found = new Map<ComplaintField | null, Refusal>()
  const add = (refusal: Refusal): void => {
    if (!found.has(refusal.field)) found.set(refusal.field, refusal)
  }
  for (const command of queue.openOfVisit(visitId)) {
    if (!stopped(command) || command.problem === null) continue
    command.complaints.forEach((complaint: Complaint) => add({ ...complaint }))
    if (command.complaints.length === 0) add({ field: fieldOfKind[command.kind] ?? null, message: command.problem })
  }
  return [...found.values()]
}

/**
 * Puts new commands with the corrected parameters in the place of a refused one and of those that wait behind it, in
 * their order. Nothing is put in the place of what may have reached Kisi. Inside the caller's transaction; throws
 * `conflict` where there is nothing to correct.
 */
export function correct(parts: { queue: Queue; keys: KeyTable }, correction: Correction): void {
  const { queue, keys } = parts
  const grants = queue.openOfVisit(correction.visitId).filter((command) => command.class === 'grant')
  const refused = grants.find((command) => command.state === 'failed' && !command.damaged)
  const wanted = correction.fields.map((field) => grants.find(({ kind }) => kind === kindOfField[field]))
  if (refused === undefined) {
    throw new DeskError('conflict', 'Kisi has refused nothing of this visit, so there is nothing to correct.')
  }
  const settled = correction.fields.find((_field, index) => (wanted[index]?.id ?? 0) < refused.id)
  if (settled !== undefined) throw new DeskError('conflict', 'Kisi has taken that already.', settled)
  const instead = grants.filter(({ id }) => id >= refused.id)
  // What Kisi refused by its field was looked at and does not stand; of anything else that was sent nobody knows.
  const mayStand = ({ sentAt, lease, complaints }: (typeof grants)[number]): boolean =>
    lease !== null || (sentAt !== null && complaints.length === 0)
  if (instead.some(mayStand)) {
    throw new DeskError('conflict', 'Something of this visit is still on its way. Try again in a moment.')
  }
  const affected = keys.ofVisit(correction.visitId).filter(({ state }) => state === 'pending' || state === 'failed')
  queue.supersede(instead, 'Corrected at the desk.')
  for (const key of affected) {
    keys.setState(key.id, 'pending')
    if (correction.validUntil !== null) keys.setHours(key.id, key.valid_from, correction.validUntil)
  }
  const { visitorId, visitorName: name, email, namesakes } = correction
  for (const command of instead) {
    let time = 1
    while (queue.byKey(tag(command.key, time)) !== null) time += 1
    queue.enqueue({
      key: tag(command.key, time),
      kind: command.kind,
      class: 'grant',
      parameters: command.kind === 'guest.create' ? { visitorId, name, email, namesakes } : command.parameters,
      subject: name,
      object: command.object,
      visitId: command.visitId,
      entities: command.entities.map((entity) => (entity.startsWith('visitor:') ? `visitor:${visitorId}` : entity)),
      expiresAt: correction.validUntil ?? command.expiresAt,
    })
  }
}
