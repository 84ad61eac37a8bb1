import type { CardIdentifiers, KisiCard, KisiCardAssignment, KisiFloor, KisiGuest, KisiLock } from '../kisi/types.ts'
import type { CallOptions, KisiEvent, KisiPlace, KisiRoleAssignment, Priority } from '../kisi/types.ts'
import type { Decision, Holder, Means } from './decide.ts'
import type { LocalChange } from './local.ts'

export type PersonKind = 'user' | 'guest'

/** A user or guest. `role` tells two people of one name apart: "Structures, 4th floor". */
export interface MirrorPerson {
  kind: PersonKind
  id: number
  name: string
  email: string | null
  role: string | null
  accessEnabled: boolean
}

export interface MirrorLock extends KisiLock {
  placeName: string
  /** Every door of a locked-down place refuses everyone, whatever its own flag says. */
  placeLockedDown: boolean
  floorName: string | null
  /** When Kisi last said so, epoch milliseconds. */
  seenAt: number
}

export interface MirrorGroup {
  id: number
  name: string
  placeId: number | null
  placeName: string | null
  /** The doors it opens, by name. */
  doors: string[]
  lockIds: number[]
}

export interface MirrorStatus {
  /** empty: nothing yet; filling: a first copy is being made; ready: there is a whole copy to read. */
  state: 'empty' | 'filling' | 'ready'
  people: number
  /** When the copy was last whole, epoch milliseconds. */
  completeAt: number | null
  /** Up to when it is known to be true: read whole then, or followed by events since. Epoch milliseconds. */
  asOf: number | null
  /** 0 to 1 while a first copy is made, else null. */
  progress: number | null
  /** One sentence on what stands in the way of a whole copy, or null. */
  message: string | null
}

export interface PeopleQuery {
  query: string
  kind: PersonKind | 'any'
  limit: number
}

export interface Mirror {
  readonly status: MirrorStatus
  /** The organization the copy is of, or null while there is none. */
  readonly organization: { id: number; name: string } | null
  /** Called after every change of status; returns the function that ends it. */
  onChange(listener: () => void): () => void
  /**
   * Called with the objects that changed one by one, or with null when the whole copy was replaced; returns the
   * function that ends it. May be called within a transaction that is not kept: note what to look at, and look later.
   */
  onObjects(listener: (changes: readonly LocalChange[] | null) => void): () => void

  /**
   * Reads everything once more and puts the new copy in the old one's place at one stroke. A second call while one
   * runs joins it. Rejects with what went wrong (a `KisiError` of kind `aborted` after `close`); the old copy stays.
   */
  sync(): Promise<void>
  /**
   * The same without haste, resting `pauseMs` between two requests: finds what no event told of. Goes on where an
   * earlier one stopped, also in another life of the desk. A `sync` meanwhile joins it and ends its rests.
   */
  sweep(options: { pauseMs: number }): Promise<void>
  /** Only a whole run can tell what changed: there is no copy yet, or nobody followed the events for a week. */
  readonly needsRun: boolean
  /** A run was begun and not ended. */
  readonly sweepPending: boolean
  /** Events are known up to here (epoch milliseconds); null while a whole run is needed. */
  readonly eventsUntil: number | null
  /** When the events were last followed in this life of the desk. */
  readonly heardAt: number | null
  /**
   * Looks again at what the events name. `until` says that all events before it have been heard; null for one that came
   * by itself. Events heard before cost nothing. Rejects when Kisi could not be asked: hear them once more then.
   */
  hear(events: readonly KisiEvent[], until: number | null, call?: CallOptions): Promise<void>
  /** Reads the doors only, one request for up to 250, and returns those that are new or changed; none on a full disk. */
  refreshLocks(priority?: Priority): Promise<MirrorLock[]>
  /** Gives up a run under way and empties the copy: another organization's data must not show. */
  forget(): void

  /** What the queue read back from Kisi, kept through a sync that may have read the lists before. Join a transaction that is open. */
  putGuest(guest: KisiGuest): void
  putCard(card: KisiCard): void
  putRoleAssignment(assignment: KisiRoleAssignment): void
  removeRoleAssignment(id: number): void
  putCardAssignment(assignment: KisiCardAssignment): void
  removeCardAssignment(id: number): void

  /** People with every word of the query in their name or e-mail, best first. See search.ts for the order. */
  searchPeople(query: PeopleQuery): MirrorPerson[]
  person(kind: PersonKind, id: number): MirrorPerson | null
  places(): KisiPlace[]
  floors(placeId?: number): KisiFloor[]
  locks(): MirrorLock[]
  lock(id: number): MirrorLock | null
  groups(): MirrorGroup[]
  group(id: number): MirrorGroup | null
  cardsByIdentifiers(identifiers: CardIdentifiers): KisiCard[]
  card(id: number): KisiCard | null
  cardAssignmentOf(cardId: number): KisiCardAssignment | null
  /** Cards that nobody holds. `total` counts them all. */
  cardsUnassigned(page?: { limit: number; offset: number }): { cards: KisiCard[]; total: number }
  holderOf(cardId: number): MirrorPerson | null
  roleAssignmentsOf(assignee: { type: KisiRoleAssignment['assigneeType']; id: number }): KisiRoleAssignment[]
  cardAssignmentsOf(assignee: { type: KisiCardAssignment['assigneeType']; id: number }): KisiCardAssignment[]
  /** Ids of guests with a right or a card, in their order: up to `limit` of those after `after`. */
  guestsWithAccess(after: number, limit: number): number[]

  /** Decisions without Kisi, each with the copy's age: see decide.ts. `now` is epoch milliseconds. */
  whoHolds(identifiers: CardIdentifiers): Holder
  whyNot(who: { kind: PersonKind; id: number }, lockId: number, now: number, means?: Means): Decision
  whyNotByCard(identifiers: CardIdentifiers, lockId: number, now: number): Decision & Holder
  doorsOf(who: { kind: PersonKind; id: number }, now: number): number[]
  hasWayIn(who: { kind: PersonKind; id: number }, now: number): boolean

  /** Gives up a run under way. The database is not touched after this. */
  close(): void
}
