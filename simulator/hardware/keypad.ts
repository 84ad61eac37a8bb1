import { REFUSALS, type Refusal } from '../world/refusals.ts'
import type { CardRow, LockRow } from '../world/rows.ts'
import type { ControllerWiegandConnectionRow } from '../world/rows-more.ts'
import type { World } from '../world/world.ts'
import { lockdownOf } from './decide.ts'

/** Keypads that send what was typed as the number of a 26-bit card with a facility code of their own. */
const AS_A_CARD = new Set([
  'four_keys_binary_plus_facility_code_wiegand_26_bit',
  'one_to_five_keys_plus_facility_code_wiegand_26_bit',
])
/** The longest number that a 26-bit card has room for. */
const LARGEST_NUMBER = 65_535

const pinpad = { by: 'pin', authenticatedBy: null, actor: null, right: null } as const

/**
 * What digits typed into a door's keypads stand for: the master code opens the door for nobody in particular; keypads with a
 * facility code name a card of that code with what was typed as its number. Beyond that Kisi says nothing of keypads.
 */
export function readPin(
  world: World,
  keypads: readonly ControllerWiegandConnectionRow[],
  pin: string,
  lock: LockRow,
): { card: CardRow | null } | (typeof pinpad & { refusal: Refusal | null }) {
  if (keypads.some((each) => each.master_pin_code === pin)) return { ...pinpad, refusal: lockdownOf(world, lock) }
  for (const keypad of keypads) {
    if (!AS_A_CARD.has(keypad.keypad_type ?? '') || Number(pin) > LARGEST_NUMBER) continue
    const card = world
      .where('cards', 'card_number', Number(pin))
      .find((each) => each.facility_code === (keypad.facility_code ?? null) && each.type.endsWith('hid_h10301'))
    return { card: card ?? null }
  }
  return { ...pinpad, refusal: REFUSALS.wrongPin }
}
