import type { Context } from 'hono'
import { z } from 'zod'
import { decide, decideCard, rightsOn, windowOf } from '../hardware/decide.ts'
import { wiringOf } from '../hardware/wiring.ts'
import { REFUSALS } from '../world/refusals.ts'
import { rightsOf } from '../world/rights.ts'
import type { LockRow, RoleAssignmentRow } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { cardFound, find, personFound, type CardFound, type PersonFound } from './find.ts'
import { DONE, Misasked, read, type Env, type Routes } from './kit.ts'
import { cardByTag, holderOf } from './state.ts'

/** A right with the state of its window. */
export interface RightLook {
  id: number
  role_id: string
  /** What it applies to. */
  on: { type: 'Organization' | 'Place' | 'Group'; id: number; name: string }
  /** The ids of its doors; null where it is on everything. */
  doors: number[] | null
  valid_from: string | null
  valid_until: string | null
  window: 'early' | 'valid' | 'late'
}

/** What a door would answer now. */
export interface DoorAnswer {
  lock_id: number
  opens: boolean
  /** The name of what lets them in; of a refusal, what Kisi's code and sentence are. */
  by: string | null
  refusal: { code: string; error: string } | null
}

export interface PersonLook extends PersonFound {
  rights: RightLook[]
  /** Only the doors they would open, or have or had a right on. */
  answers: DoorAnswer[]
}

const MOST_FOUND = 100
const suspendRequest = z.strictObject({ suspended: z.boolean() })

/** People, cards, and what they may. */
export const peopleRoutes =
  (world: World): Routes =>
  (app) => {
    app.get('/people', (c) => {
      const limit = Math.max(1, Math.min(MOST_FOUND, Number(c.req.query('limit')) || 20))
      return c.json(find(world, (c.req.query('query') ?? '').slice(0, 200), limit))
    })
    app.get('/people/:type/:id', (c) => {
      const holder = holderIn(world, c)
      const named = c.req.query('card')
      const card = named === undefined ? null : cardByTag(world, named)
      if (named !== undefined && card === null) throw new Misasked(404, `There is no card ${named}.`)
      const look: PersonLook = {
        ...personFound(world, holder),
        rights: rightsOf(world, holder.type, holder.row.id).map((right) => rightLook(world, right)),
        answers: world.all('locks').flatMap((lock) => answerOf(world, holder, card?.id ?? null, lock) ?? []),
      }
      return c.json(look)
    })
    app.get('/cards/:tag', (c) => {
      const card = cardByTag(world, c.req.param('tag'))
      if (card === null) throw new Misasked(404, `There is no card ${c.req.param('tag')}.`)
      const holder = holderOf(world, card)
      const found: CardFound & { holder: PersonFound | null } = {
        ...cardFound(world, card),
        holder: holder && personFound(world, holder),
      }
      return c.json(found)
    })
    app.post('/people/:type/:id/suspend', async (c) => {
      const holder = holderIn(world, c)
      const { suspended } = await read(c, suspendRequest)
      if (holder.type === 'Guest') throw new Misasked(409, 'A guest can’t be suspended: their right can be taken away.')
      world.update('users', holder.row.id, { access_enabled: !suspended })
      return c.json(DONE)
    })
  }

type Holder = Parameters<typeof personFound>[1]

function holderIn(world: World, c: Context<Env>): Holder {
  const [type, id] = [c.req.param('type'), Number(c.req.param('id'))]
  const row = type === 'User' ? world.get('users', id) : type === 'Guest' ? world.get('guests', id) : undefined
  if (!row) throw new Misasked(404, `There is no ${type} ${c.req.param('id')}.`)
  return { type, row } as Holder
}

function rightLook(world: World, right: RoleAssignmentRow): RightLook {
  const { id, role_id, applies_to_type: type, applies_to_id: target, valid_from, valid_until } = right
  const on = type === 'Group' ? world.get('groups', target) : type === 'Place' ? world.get('places', target) : undefined
  const name = on?.name ?? world.get('organizations', target)?.name ?? ''
  const doors =
    type === 'Group'
      ? world.where('group_locks', 'group_id', target).map((join) => join.lock_id)
      : type === 'Place'
        ? world.where('locks', 'place_id', target).map((lock) => lock.id)
        : null
  const window = windowOf({ valid_from, valid_until }, world.clock.now())
  return { id, role_id, on: { type, id: target, name }, doors, valid_from, valid_until, window }
}

/** Null for a door that is none of theirs: most are, in a large building, and each for the same reason. */
function answerOf(world: World, { type, row }: Holder, cardId: number | null, lock: LockRow): DoorAnswer | null {
  const person = { type, id: row.id }
  const decision = cardId === null ? decide(world, person, lock) : decideCard(world, cardId, lock)
  if (!decision.ok) {
    if (rightsOn(world, person, lock).length === 0) return null
    return { lock_id: lock.id, opens: false, by: null, refusal: decision.refusal }
  }
  const by = rightLook(world, decision.right).on.name
  const { relayDuration } = wiringOf(world, lock)
  const refusal = relayDuration === null ? REFUSALS.doorWithoutController : null
  return { lock_id: lock.id, opens: refusal === null, by, refusal }
}
