import type { Doors, Key } from '../hardware/doors.ts'
import type { Presented } from '../hardware/present.ts'
import { readerAt } from '../hardware/wiring.ts'
import type { ReaderRow } from '../world/rows-more.ts'
import type { World } from '../world/world.ts'
import type { Credential } from './facts.ts'
import type { Act, Trail } from './trail.ts'

const credentialOf = (presented: Presented): Credential => {
  if ('card' in presented) return { by: 'card', cardId: presented.card?.id ?? null }
  if ('link' in presented) return { by: 'link', linkId: presented.link?.id ?? null }
  if ('pin' in presented) return { by: 'pin' }
  const key = presented.accessKey
  return key ? { by: 'person', type: key.assignee_type, id: key.assignee_id } : { by: 'link', linkId: null }
}
const atReader = (reader: ReaderRow | null) => ({ leaving: reader?.checkout === true, dark: reader?.online === false })
const credentialOfKey = (key: Key): Credential =>
  'link' in key ? { by: 'link', linkId: key.link.id } : { by: 'person', type: key.person.type, id: key.person.id }

/** The same doors, whoever works them; what is done to them goes on the trail too. */
export function observed(doors: Doors, world: World, trail: Trail): Doors {
  function noted<Answer>(
    about: Parameters<Trail['act']>[0],
    run: () => Answer,
    done: (answer: Answer) => boolean,
  ): Answer {
    let answer!: Answer
    trail.act(about, () => done((answer = run())))
    return answer
  }
  const plain = (lockId: number, kind: Act['kind'], run: () => boolean) => noted({ lockId, kind }, run, Boolean)

  return {
    ...doors,
    unlock: (lock, key, objection) =>
      noted(
        { lockId: lock.id, kind: 'call', credential: credentialOfKey(key) },
        () => doors.unlock(lock, key, objection),
        (refusal) => refusal === null,
      ),
    tap: (lock, card) =>
      noted(
        {
          ...{ lockId: lock.id, kind: 'present', credential: { by: 'card', cardId: card?.id ?? null } },
          ...atReader(readerAt(world, lock)),
        },
        () => doors.tap(lock, card),
        (outcome) => outcome.opened,
      ),
    present: {
      ...doors.present,
      atDoor: (lock, presented, reader) =>
        noted(
          {
            ...{ lockId: lock.id, kind: 'present', credential: credentialOf(presented) },
            ...atReader(reader),
          },
          () => doors.present.atDoor(lock, presented, reader),
          (outcome) => outcome.opened,
        ),
    },
    inputs: {
      ...doors.inputs,
      setContact: (lock, open) => plain(lock.id, open ? 'open' : 'close', () => doors.inputs.setContact(lock, open)),
      pressExit: (lock) => plain(lock.id, 'exit', () => doors.inputs.pressExit(lock)),
    },
    force: (lock) => plain(lock.id, 'force', () => doors.force(lock)),
    tailgate: (lock) => plain(lock.id, 'tailgate', () => doors.tailgate(lock)),
  }
}
