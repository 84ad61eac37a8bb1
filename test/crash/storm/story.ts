import { randomUUID } from 'node:crypto'
import type { Input, Output } from '../../../electron/contract/table.ts'
import { parseEm4100Identity } from '../../../electron/reader/format/em4100.ts'
import type { createRandom } from '../../fixtures/random.ts'
import type { Book, VisitPromised } from './book.ts'
import type { Reception } from './reception.ts'
import type { StormTime } from './time.ts'

type Random = ReturnType<typeof createRandom>
type Form = Input<'visits.check_in'>

export interface VisitorTypeOf {
  id: string
  groupId: number | null
  marginBeforeMs: number
  marginAfterMs: number
}

export interface StoryOptions {
  visits: number
  clicks: number
  /** How long the day is, in milliseconds of the simulator's clock. */
  length: number
  random: Random
  time: StormTime
  reception: Reception
  book: Book
  hosts: readonly number[]
  types: readonly VisitorTypeOf[]
  doors: readonly number[]
  /** Identities of the cards in the drawer: far fewer than there are visits. */
  drawer: readonly string[]
}

/** One visit on its way through the day. */
interface Visit {
  promised: VisitPromised
  type: VisitorTypeOf
  hostId: number
  stayMs: number
  fate: 'extends' | 'stays' | 'turns' | 'leaves'
  id: string | null
  card: string | null
}

const minute = 60_000
const iso = (at: number): string => new Date(at).toISOString()

/** What the receptionist did, counted. */
export interface Told {
  done: Record<'walkedIn' | 'arrived' | 'returned' | 'extended' | 'left' | 'cancelled' | 'stayed' | 'refused', number>
  cardsGiven: number
  clicksAnswered: Record<string, number>
}

/**
 * The receptionist's day: who comes, goes, is extended, forgets to leave; each thing at its moment of the simulator's
 * clock, one after the other as at a desk, but for clicks on doors, which wait for nothing. Resolves when the day is over
 * and every click was answered.
 */
export async function tellStory(options: StoryOptions): Promise<Told> {
  const { random, time, reception, book, types, hosts } = options
  const drawer = [...options.drawer]
  const gone: Visit[] = []
  const clicking: Promise<void>[] = []
  const told: Told = {
    done: { walkedIn: 0, arrived: 0, returned: 0, extended: 0, left: 0, cancelled: 0, stayed: 0, refused: 0 },
    cardsGiven: 0,
    clicksAnswered: {},
  }
  const agenda: { at: number; task: () => Promise<void> }[] = []
  const plan = (at: number, task: () => Promise<void>): void => void agenda.push({ at, task })
  const pick = <Item>(items: readonly Item[]): Item => items[random.below(items.length)]!
  const end = time.began + options.length

  function newVisit(number: number, stayMs: number): Visit {
    const name = `Visitor ${number}`
    const email = random.next() < 0.6 ? `visitor${number}@storm.example` : null
    return visitOf(name, email, pick(types), stayMs)
  }

  function visitOf(name: string, email: string | null, type: VisitorTypeOf, stayMs: number): Visit {
    const promised: VisitPromised = {
      ...{ name, email, state: 'unmade', groupId: type.groupId, cardNumber: null },
      ...{ validUntil: 0, validFrom: [0, 0], promisedAt: 0 },
    }
    book.visits.push(promised)
    const draw = random.next()
    const fate = draw < 0.08 ? 'extends' : draw < 0.25 ? 'stays' : draw < 0.31 ? 'turns' : 'leaves'
    return { promised, type, hostId: pick(hosts), stayMs, fate, id: null, card: null }
  }

  const draft = (visit: Visit, from: number | null, until: number) => ({
    requestId: randomUUID(),
    name: visit.promised.name,
    email: visit.promised.email,
    hostId: visit.hostId,
    visitorTypeId: visit.type.id,
    from: from === null ? null : iso(from),
    until: iso(until),
  })

  async function expect(visit: Visit, inMs: number): Promise<void> {
    const from = time.deskNow() + inMs
    const answer = await reception.ask('visits.expect', draft(visit, from, from + visit.stayMs))
    if (!answer.ok) return void (told.done.refused += 1)
    visit.id = answer.value.id
    visit.promised.state = 'expected'
  }

  async function cancel(visit: Visit): Promise<void> {
    if (visit.id === null) return
    const answer = await reception.ask('visits.cancel', { visitId: visit.id })
    if (!answer.ok) return void (told.done.refused += 1)
    visit.promised.state = 'cancelled'
    told.done.cancelled += 1
  }

  /** Checks in, with a card when one is at hand and a visitor of that type has any use for one. */
  async function checkIn(visit: Visit, wanted: string | null, expected: boolean): Promise<boolean> {
    const { promised, type } = visit
    const [asked, begun] = [time.deskNow(), time.now()]
    const until = Math.floor(asked + visit.stayMs)
    const card = type.groupId === null ? null : wanted
    const form: Form = { ...draft(visit, null, until), visitId: expected ? visit.id : null, cardIdentity: card }
    const answer = await reception.ask('visits.check_in', form)
    if (!answer.ok) {
      if (card !== null) drawer.push(card)
      // A card that Kisi would not take back, say: the next best thing is to go without.
      if (answer.error.field === 'cardIdentity') return checkIn(visit, null, expected)
      const made = answer.unanswered ? await madeAllTheSame(visit, form) : null
      if (made === null) {
        told.done.refused += 1
        return false
      }
      visit.id = made
    } else visit.id = answer.value.id
    visit.card = card
    if (card !== null) told.cardsGiven += 1
    else if (wanted !== null) drawer.push(wanted)
    const [earliest, latest] = time.deskShownSince(begun)
    Object.assign(promised, {
      state: 'here',
      cardNumber: card === null ? null : parseEm4100Identity(card)!.cardId,
      validUntil: until + type.marginAfterMs,
      validFrom: [earliest - type.marginBeforeMs - minute, latest - type.marginBeforeMs + minute],
      promisedAt: time.now(),
    } satisfies Partial<VisitPromised>)
    return true
  }

  /** It was taken, the desk died before it said so, and by now the same form is refused: the list of visits knows. */
  async function madeAllTheSame(visit: Visit, form: Form): Promise<string | null> {
    const answer = await reception.ask('visits.search', { query: visit.promised.name, limit: 50 })
    if (!answer.ok) return null
    const found = (answer.value as Output<'visits.search'>).visits.find(
      ({ state, until, visitor }) =>
        state === 'on_site' && visitor.name === form.name && Date.parse(until) === Date.parse(form.until),
    )
    return found?.id ?? null
  }

  async function checkOut(visit: Visit): Promise<boolean> {
    const answer = await reception.ask('visits.check_out', { visitId: visit.id! })
    if (!answer.ok) {
      told.done.refused += 1
      return false
    }
    visit.promised.state = 'left'
    if (visit.card !== null) drawer.push(visit.card)
    return true
  }

  /** Longer than they thought: out and in again at once, with the card that is in their hand. */
  async function extend(visit: Visit): Promise<void> {
    if (!(await checkOut(visit))) return
    const { name, email } = visit.promised
    const again = visitOf(name, email, visit.type, visit.stayMs)
    const card = visit.card === null ? null : drawer.splice(drawer.lastIndexOf(visit.card), 1)[0]!
    if (!(await checkIn(again, card, false))) return
    told.done.extended += 1
    leaveLater(again)
  }

  function leaveLater(visit: Visit): void {
    const here = time.now()
    if (visit.fate === 'extends') plan(here + random.next() * 0.8 * visit.stayMs, () => extend(visit))
    else if (visit.fate === 'stays') told.done.stayed += 1
    else {
      // Some turn on their heel; some stay longer than their window.
      const after = visit.fate === 'turns' ? random.next() * 5000 : (0.1 + random.next() * 1.2) * visit.stayMs
      plan(here + after, async () => {
        if (!(await checkOut(visit))) return
        told.done.left += 1
        if (visit.promised.email !== null) gone.push(visit)
      })
    }
  }

  /** Whoever leaves without a word takes a card with them only now and then, or the drawer would soon be empty. */
  const cardFor = ({ fate }: Visit): string | null =>
    random.next() < (fate === 'stays' ? 0.05 : 0.6) ? (drawer.shift() ?? null) : null

  async function arrive(visit: Visit, expected: boolean): Promise<void> {
    if (expected && visit.id === null) return
    if (!(await checkIn(visit, cardFor(visit), expected))) return
    told.done[expected ? 'arrived' : 'walkedIn'] += 1
    leaveLater(visit)
  }

  async function comeBack(visit: Visit): Promise<void> {
    const known = gone.shift()
    if (known === undefined) return arrive(visit, false)
    book.visits.splice(book.visits.indexOf(visit.promised), 1)
    const { name, email } = known.promised
    const again = visitOf(name, email, pick(types), visit.stayMs)
    if (!(await checkIn(again, cardFor(again), false))) return
    told.done.returned += 1
    leaveLater(again)
  }

  async function click(doorId: number): Promise<void> {
    if (!reception.open) return
    book.clicks.push({ doorId, at: time.now() })
    const answer = await reception.once('doors.unlock', { doorId, requestId: randomUUID() })
    const said = answer === null ? 'none' : answer.ok ? 'opened' : answer.error.code
    told.clicksAnswered[said] = (told.clicksAnswered[said] ?? 0) + 1
  }

  function planVisits(): void {
    for (let number = 1; number <= options.visits;) {
      const at = time.began + random.next() * 0.97 * options.length
      const stayMs = Math.min(180 * minute, options.length / 2) * (0.06 + random.next() * 0.94)
      const together = random.next() < 0.04 ? 3 + random.below(10) : 1
      for (let one = 0; one < together && number <= options.visits; one++, number++) {
        const visit = newVisit(number, stayMs)
        if (random.next() < 0.35) planExpected(visit, at)
        else plan(at, () => (random.next() < 0.2 ? comeBack(visit) : arrive(visit, false)))
      }
    }
  }

  function planExpected(visit: Visit, at: number): void {
    const asked = Math.max(time.began, at - random.next() * 120 * minute)
    const draw = random.next()
    plan(asked, () => expect(visit, at - asked))
    if (draw < 0.12) plan(asked + random.next() * (at - asked), () => cancel(visit))
    else if (draw < 0.94) plan(at, () => arrive(visit, true))
  }

  planVisits()
  for (let count = 0; count < options.clicks; count++) {
    plan(time.began + random.next() * options.length, async () => void clicking.push(click(pick(options.doors))))
  }
  for (;;) {
    agenda.sort((one, other) => one.at - other.at)
    const next = agenda.shift()
    if (next === undefined || next.at >= end) break
    await time.until(next.at)
    await next.task()
  }
  await time.until(end)
  await Promise.all(clicking)
  return told
}
