import type { ControllerWiegandConnectionRow } from '../world/rows-more.ts'
import type { SentCard } from '../world/rows-hardware.ts'
import type { World } from '../world/world.ts'

/** The numbers that each format needs (reference E, "Cards"). */
const NEEDED: Record<string, readonly (keyof SentCard)[]> = {
  hid_h10301: ['facility_code', 'card_number'],
  hid_h10302: ['card_number'],
  hid_h10304: ['facility_code', 'card_number'],
  em_410x_26: ['facility_code', 'card_number'],
  em_410x_32_34: ['card_id'],
  keyscan_c15001: ['facility_code', 'card_number', 'oem'],
  hid_d10202: ['facility_code', 'card_number'],
}

/**
 * The card that another maker's controller is shown for an unlock, or null when the connection does not say enough of one:
 * a format with its numbers, or a raw `uid` with its length in bits.
 */
export function virtualCard(connection: ControllerWiegandConnectionRow, at: string): SentCard | null {
  const card: SentCard = {
    at,
    format: connection.virtual_card_format_name ?? 'raw',
    facility_code: connection.virtual_card_facility_code ?? null,
    card_number: connection.virtual_card_card_number ?? null,
    card_id: connection.virtual_card_card_id ?? null,
    oem: connection.virtual_card_oem ?? null,
    uid: connection.virtual_card_uid ?? null,
    length: connection.virtual_card_length ?? null,
  }
  const needed = card.format === 'raw' ? (['uid', 'length'] as const) : (NEEDED[card.format] ?? [])
  return needed.every((key) => card[key] !== null) ? card : null
}

/** Sends it: the port remembers what went over it last. */
export function sendCard(world: World, connection: ControllerWiegandConnectionRow): void {
  const sent = virtualCard(connection, world.clock.iso())
  if (sent) world.update('controller_wiegands', connection.controller_wiegand_id, { sent }, false)
}
