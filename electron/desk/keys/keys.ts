import type { KisiClient } from '../../kisi/types.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { Queue } from '../../queue/queue.ts'
import type { CardFormat } from '../../reader/format/format.ts'
import type { Command, NewCommand, Outcome } from '../../queue/types.ts'
import { Refused } from '../judge.ts'
import type { VisitTable } from '../visits/table.ts'
import { correct, correctionsOf, refusalsOf, type Correction, type Refusal } from './correct.ts'
import { cardActivate, cardEnrol, cardGive, cardTake } from './card.ts'
import { guestCreate, namesakesOf } from './guest.ts'
import { rightGive, rightTake } from './right.ts'
import type { KeyServices } from './services.ts'
import type { KeyRow, KeyTable } from './table.ts'

const damagedVisit =
  'The disk changed what was written about this visitor, so nothing was sent. Look in Kisi whether it is as it should be.'

export interface KeyOrder {
  visitId: string
  visitorId: string
  visitorName: string
  email: string | null
  /** The group that opens doors to this visitor. */
  group: { id: number; name: string }
  validFrom: number
  validUntil: number
  /** `format`: what it is enrolled as when Kisi does not know it. */
  card: { identity: string; number: string; format: CardFormat } | null
}

export interface Keys {
  /** Writes the keys of a check-in and the commands that make them true. Inside the caller's transaction. */
  issue(order: KeyOrder, at: number): void
  /** Stops what was never sent and takes back what may exist. Inside the caller's transaction. */
  revokeAll(visitId: string, at: number): void
  /** A person dropped a grant: what may exist of its keys all the same is taken back. Inside the caller's transaction. */
  dropped(command: Command, at: number): void
  /** Opens once more a key that Kisi shows no more; `tag` tells this time from others. Inside the caller's transaction. */
  openAgain(key: KeyRow, tag: string, at: number): void
  /** What will not move before a person does something, at the field it came from. */
  refusalsOf(visitId: string): Refusal[]
  /** What Kisi refused is asked for anew, corrected: see `correct`. Inside the caller's transaction. */
  correct(correction: Omit<Correction, 'namesakes'>): void
  /** A person has a change tried again. Inside the caller's transaction. */
  retried(command: Command): void
}

/**
 * Keys of a visit: what was handed out, and the commands that open and close it in Kisi. Every command of a visit
 * keeps order with the visit's others, and a card's also with whatever else happens to that card.
 */
export function createKeys(options: {
  queue: Queue
  visits: VisitTable
  keys: KeyTable
  kisi(): KisiClient
  mirror(): Mirror
  randomId: () => string
  clockTime(at: number): string
  onChange(visitId: string): void
  /** Somebody has left whose key the disk changed. Inside the caller's transaction. */
  onDamaged(key: KeyRow): void
}): Keys {
  const { queue, visits, keys, randomId, onChange } = options

  const subjectOf = (visitId: string): string => visits.byId(visitId)?.name ?? ''

  /** The visit's one receipt, once all its keys are closed: what was read, and when. */
  function closeReceipt(visitId: string, at: number): void {
    const all = keys.ofVisit(visitId)
    if (all.some((key) => key.state !== 'closed')) return
    const quotes = all.map((key) => key.closed_quote).filter((quote) => quote !== null)
    if (quotes.length === 0) return
    const asked = Math.min(...all.map((key) => key.asked_close_at ?? at))
    keys.addReceipt({
      visit_id: visitId,
      says: 'closed',
      subject: subjectOf(visitId),
      quote: quotes.map((quote, index) => (index === 0 ? quote : quote[0]!.toLowerCase() + quote.slice(1))).join(', '),
      asked_at: asked,
      at,
    })
  }

  const services: KeyServices = {
    kisi: options.kisi,
    mirror: options.mirror,
    visits,
    keys,
    clockTime: options.clockTime,
    guestOf(visitId) {
      if (!visits.isSound(visitId)) throw new Refused(damagedVisit)
      const guestId = visits.byId(visitId)?.guest_id ?? null
      if (guestId === null) throw new Refused('The visitor is not known to Kisi yet.')
      return guestId
    },
    opened(key, quote, at) {
      // A check-out may have come in between: the key is then on its way to be closed, and stays so.
      if (key.state === 'closing' || key.state === 'closed') return
      keys.opened(key.id, at, quote)
      keys.addReceipt({
        visit_id: key.visit_id,
        says: 'open',
        subject: subjectOf(key.visit_id),
        quote,
        asked_at: key.asked_open_at,
        at,
      })
      onChange(key.visit_id)
    },
    closed(key, quote, at) {
      keys.closed(key.id, at, quote)
      closeReceipt(key.visit_id, at)
      onChange(key.visit_id)
    },
    grantStopped(visitId, keyId, outcome) {
      const affected = keyId === null ? keys.ofVisit(visitId) : [keys.byId(keyId)].filter((key) => key !== undefined)
      for (const key of affected) {
        if (key.state !== 'pending' && key.state !== 'failed') continue
        keys.setState(key.id, stateAfter(outcome))
      }
      onChange(visitId)
    },
    revokeStopped(keyId, outcome) {
      const key = keys.byId(keyId)
      if (key === undefined) return
      keys.closeRefused(keyId, outcome.at)
      onChange(key.visit_id)
    },
  }

  const namesakesFor = (name: string, email: string | null): string | null =>
    email === null ? namesakesOf(options.mirror(), name) : null

  function stateAfter(outcome: Outcome): 'failed' | 'expired' | 'closed' {
    if (outcome.state === 'expired') return 'expired'
    return outcome.state === 'cancelled' || outcome.state === 'superseded' ? 'closed' : 'failed'
  }

  /** Whether Kisi may have the key: it said so once, or its grant was put on the wire. */
  function mayExist(key: KeyRow): boolean {
    if (key.kisi_id !== null || key.opened_at !== null) return true
    const grants = correctionsOf(queue, `${key.visit_id}:${key.kind === 'right' ? 'right.give' : 'card.give'}`)
    return [...grants].some(({ sentAt, state }) => sentAt !== null || state === 'processing' || state === 'completed')
  }

  function takeBack(key: KeyRow, at: number): void {
    if (key.state === 'closed' && key.asked_close_at !== null) return
    // What the disk changed says nothing of whether it was ever sent: it is looked for in Kisi, and a person is told.
    if (key.damaged) options.onDamaged(key)
    else if (!mayExist(key)) {
      keys.closed(key.id, at, null)
      return
    }
    const visit = visits.byId(key.visit_id)
    if (key.state !== 'closing') keys.closing(key.id, at)
    // What a damaged key was for is told by whether there is a card in it, where its kind is no word any more.
    const isRight = key.kind === 'right' || (key.kind !== 'card' && key.identity === null)
    const kind = isRight ? 'right.take' : 'card.take'
    const card = key.identity === null ? [] : [`card:${key.identity}`]
    queue.enqueue({
      key: `${key.visit_id}:${kind}`,
      kind,
      class: 'revoke',
      parameters: { keyId: key.id },
      subject: visit?.name ?? '',
      object: key.label,
      visitId: key.visit_id,
      // The visitor's next visit opens nothing before this one is closed.
      entities: [`visit:${key.visit_id}`, ...card, ...(visit === undefined ? [] : [`visitor:${visit.visitor_id}`])],
    })
  }

  for (const make of [guestCreate, rightGive, rightTake, cardEnrol, cardGive, cardActivate, cardTake]) {
    queue.register(make(services))
  }

  return {
    issue(order, at) {
      const { visitId, card, group } = order
      const visitEntity = `visit:${visitId}`
      const grant = (
        kind: NewCommand['kind'],
        object: string | null,
        parameters: NewCommand['parameters'],
        entities: string[],
      ): void => {
        queue.enqueue({
          key: `${visitId}:${kind}`,
          kind,
          class: 'grant',
          parameters,
          subject: order.visitorName,
          object,
          visitId,
          entities: [visitEntity, ...entities],
          expiresAt: order.validUntil,
        })
      }
      const right = randomId()
      keys.insert({
        id: right,
        visitId,
        kind: 'right',
        label: group.name,
        groupId: group.id,
        identity: null,
        validFrom: order.validFrom,
        validUntil: order.validUntil,
        askedAt: at,
      })
      const { visitorId, visitorName: name, email } = order
      const namesakes = namesakesFor(name, email)
      grant('guest.create', null, { visitorId, name, email, namesakes }, [`visitor:${visitorId}`])
      grant('right.give', group.name, { keyId: right }, [])
      if (card === null) return
      const cardKey = randomId()
      keys.insert({
        id: cardKey,
        visitId,
        kind: 'card',
        label: card.number,
        groupId: null,
        identity: card.identity,
        validFrom: order.validFrom,
        validUntil: order.validUntil,
        askedAt: at,
      })
      for (const kind of ['card.enrol', 'card.give', 'card.activate'] as const) {
        const as: NewCommand['parameters'] = kind === 'card.enrol' ? { format: card.format } : {}
        grant(kind, card.number, { keyId: cardKey, ...as }, [`card:${card.identity}`])
      }
    },
    revokeAll(visitId, at) {
      queue.supersedeGrants(visitId, 'The visitor left before it was sent.')
      for (const key of keys.ofVisit(visitId)) takeBack(key, at)
    },
    dropped(command, at) {
      if (command.visitId === null || command.kind === 'matter.put_back') return
      const own = command.parameters['keyId']
      for (const key of keys.ofVisit(command.visitId)) {
        if (own === undefined || key.id === own) takeBack(key, at)
      }
    },
    openAgain(key, tag, at) {
      const card = key.identity === null ? [] : [`card:${key.identity}`]
      keys.reopened(key.id, at)
      for (const kind of key.kind === 'right' ? (['right.give'] as const) : (['card.give', 'card.activate'] as const)) {
        queue.enqueue({
          key: `${key.visit_id}:${kind}:${tag}`,
          kind,
          class: 'grant',
          parameters: { keyId: key.id },
          subject: subjectOf(key.visit_id),
          object: key.label,
          visitId: key.visit_id,
          entities: [`visit:${key.visit_id}`, ...card],
          expiresAt: key.valid_until,
        })
      }
      onChange(key.visit_id)
    },
    refusalsOf: (visitId) => refusalsOf(queue, visitId),
    correct(correction) {
      const namesakes = namesakesFor(correction.visitorName, correction.email)
      correct({ queue, keys }, { ...correction, namesakes })
    },
    retried(command) {
      if (command.visitId === null || command.kind.startsWith('matter.')) return
      const own = command.parameters['keyId']
      for (const key of keys.ofVisit(command.visitId)) {
        if (own !== undefined && key.id !== own) continue
        if (command.class === 'revoke') keys.closeRefused(key.id, null)
        else if (key.state === 'failed') keys.setState(key.id, 'pending')
      }
    },
  }
}
