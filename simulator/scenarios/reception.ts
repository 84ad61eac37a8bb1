import type { Lane } from './timeline.ts'
import { player, type Answer, type Player, type Stage } from './stage.ts'

/** The reception desk: it does everything by Kisi's API, one call after the other. */
export interface Reception {
  /** Makes a guest with a right on the group and a card; null when the API would not. Takes a receptionist's time. */
  welcome(name: string): Promise<Visitor | null>
  /** Takes card and right back. */
  farewell(visitor: Visitor): Promise<void>
  /** Opens a door from afar. */
  open(lockId: number): Promise<boolean>
}

export interface Visitor extends Player {
  cardId: number
  rightId: number
  assignmentId: number
}

const TRIES = 5
const RECEPTIONISTS = 2

export function createReception(stage: Stage, groupId: number): Reception {
  const { world, timeline, rolls } = stage
  const desks: Lane[] = Array.from({ length: RECEPTIONISTS }, () => timeline.lane())
  const drawer = world.all('cards').filter((card) => world.where('card_assignments', 'card_id', card.id).length === 0)
  let turn = 0

  /** Tries again when the line or the cloud fails, as a desk does. */
  async function ask(method: string, path: string, body?: object): Promise<Answer> {
    let answer = await stage.call(method, path, body)
    for (let tries = 1; tries < TRIES && (answer.status === 0 || answer.status >= 500); tries++) {
      await stage.wait(2)
      answer = await stage.call(method, path, body)
    }
    return answer
  }
  async function make(path: string, root: string, values: object): Promise<number | null> {
    const { status, body } = await ask('POST', path, { [root]: values })
    const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : null
    return status < 300 && typeof id === 'number' ? id : null
  }
  async function atDesk<Done>(seconds: number, work: () => Promise<Done>): Promise<Done> {
    const done = await desks[turn++ % RECEPTIONISTS]?.take()
    try {
      await stage.wait(seconds)
      return await work()
    } finally {
      done?.()
    }
  }
  async function takeCard(): Promise<number | null> {
    const card = drawer.shift()
    if (card) return card.id
    const type = 'third_party_lf_em_410x_32_34'
    return make('/cards', 'card', { type, card_id: 0x0100_0000 + rolls.below(0xff_ffff) })
  }

  return {
    welcome: (name) =>
      atDesk(stage.between(20, 40), async () => {
        const id = await make('/guests', 'guest', { name })
        if (id === null) return null
        const assignee = { assignee_type: 'Guest', assignee_id: id }
        const hours = (count: number) => new Date(timeline.now() + count * 3_600_000).toISOString()
        const rightId = await make('/role_assignments', 'role_assignment', {
          ...{ ...assignee, role_id: 'group_basic', applies_to_type: 'Group', applies_to_id: groupId },
          ...{ valid_from: hours(0), valid_until: hours(8) },
        })
        const cardId = await takeCard()
        if (rightId === null || cardId === null) return null
        const assignmentId = await make('/card_assignments', 'card_assignment', { ...assignee, card_id: cardId })
        if (assignmentId === null) return null
        const { status } = await ask('POST', `/card_assignments/${assignmentId}/activate`)
        return status < 300 ? { ...player('Guest', id, name, cardId), cardId, rightId, assignmentId } : null
      }),
    farewell: (visitor) =>
      atDesk(5, async () => {
        await ask('DELETE', `/card_assignments/${visitor.assignmentId}`)
        await ask('DELETE', `/role_assignments/${visitor.rightId}`)
      }),
    open: (lockId) => atDesk(2, async () => (await ask('POST', `/locks/${lockId}/unlock`)).status === 200),
  }
}
