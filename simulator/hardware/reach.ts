import { rightsOf } from '../world/rights.ts'
import type { World } from '../world/world.ts'

/** Does any of the user's rights apply to that group, or to that place or a group of it, now or at any time? */
export function mayOpenIn(world: World, userId: number, kind: 'place' | 'group', id: number): boolean {
  return rightsOf(world, 'User', userId).some((right) => {
    if (right.applies_to_type === 'Organization') return kind === 'place'
    if (right.applies_to_type === 'Place') return kind === 'place' && right.applies_to_id === id
    if (kind === 'group') return right.applies_to_id === id
    return world.get('groups', right.applies_to_id)?.place_id === id
  })
}
